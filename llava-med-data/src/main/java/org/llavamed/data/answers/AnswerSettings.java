package org.llavamed.data.answers;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.AtomicFile;
import org.llavamed.error.LlavaMedException;

/** What the answers of a file were made with, kept beside it as {@code <answers>.settings.json}. */
final class AnswerSettings {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final long MAX_BYTES = 1 << 20;

    private AnswerSettings() {}

    static Path beside(Path answers) {
        return answers.resolveSibling(answers.getFileName() + ".settings.json");
    }

    /** Writes the settings so that the file is there whole or not at all. */
    static void write(Path answers, Map<String, Object> settings) {
        try {
            AtomicFile.write(beside(answers), MAPPER.writeValueAsBytes(settings));
        } catch (JacksonException e) {
            throw new IllegalStateException("settings cannot be written as JSON", e);
        }
    }

    /** Refuses answers that were made with other settings, naming each that differs with both values. */
    static void requireSame(Path answers, Map<String, Object> settings) {
        Path file = beside(answers);
        ObjectNode made = read(file);
        if (made == null) {
            throw new LlavaMedException(answers + ": has answers, but " + file.getFileName()
                    + " with the settings they were made with is not beside it; name another answer file");
        }
        ObjectNode wanted = MAPPER.valueToTree(settings);
        TreeSet<String> names = new TreeSet<>();
        made.fieldNames().forEachRemaining(names::add);
        wanted.fieldNames().forEachRemaining(names::add);
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            String before = value(made, name);
            String now = value(wanted, name);
            if (!before.equals(now)) {
                boolean hash = name.equals("questions") || name.equals("checkpoint");
                differences.add(
                        hash
                                ? "the " + (name.equals("questions") ? "question file" : name) + " has changed"
                                : name + " was " + before + " and is now " + now);
            }
        }
        if (!differences.isEmpty()) {
            throw new LlavaMedException(answers + ": was made with other settings: " + String.join("; ", differences)
                    + ". Use those of " + file.getFileName() + " or name another answer file");
        }
    }

    private static String value(ObjectNode settings, String name) {
        return settings.has(name) ? settings.get(name).toString() : "absent";
    }

    private static @Nullable ObjectNode read(Path file) {
        try {
            if (!Files.exists(file)) {
                return null;
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new LlavaMedException(file + ": too large for a settings file");
            }
            if (MAPPER.readTree(Files.readAllBytes(file)) instanceof ObjectNode settings) {
                return settings;
            }
            throw new LlavaMedException(file + ": is not a JSON object");
        } catch (JacksonException e) {
            throw new LlavaMedException(file + ": is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be read (" + e + ")", e);
        }
    }
}

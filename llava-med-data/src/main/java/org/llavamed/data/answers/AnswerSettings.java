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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.AtomicFile;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.error.LlavaMedException;

/** What the answers of a file were made with, kept beside it as {@code <answers>.settings.json}. */
final class AnswerSettings {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final long MAX_BYTES = 1 << 20;
    private static final Pattern DIGEST = Pattern.compile("\"[0-9a-f]{64}\"");

    /** Digest of the questions. */
    static final String QUESTIONS = "questions";

    /** Which part of the questions. */
    static final String SHARD = "shard";

    /** Digest of the images, see {@link QuestionImages#digest}. */
    static final String IMAGES = "images";

    /** Where the images were. */
    static final String IMAGE_FOLDER = "image_folder";

    /** Settings that no model may have. */
    static final Set<String> OF_THE_RUN =
            Set.of("version", "model_id", QUESTIONS, SHARD, IMAGES, IMAGE_FOLDER, "with_token_ids");

    private AnswerSettings() {}

    static Path beside(Path answers) {
        return answers.resolveSibling(answers.getFileName() + ".settings.json");
    }

    /** Writes the settings so that the file is there whole or not at all. */
    static void write(Path answers, Object settings) {
        try {
            AtomicFile.write(beside(answers), MAPPER.writeValueAsBytes(settings));
        } catch (JacksonException e) {
            throw new IllegalStateException("settings cannot be written as JSON", e);
        }
    }

    /** Removes settings whose answers are gone. */
    static void remove(Path answers) {
        try {
            Files.deleteIfExists(beside(answers));
        } catch (IOException e) {
            throw new LlavaMedException(beside(answers) + ": cannot be removed (" + e + ")", e);
        }
    }

    /** Refuses answers that were made with other settings, naming each that differs with both values. */
    static void requireSame(Path answers, Map<String, Object> settings) {
        Path file = beside(answers);
        ObjectNode made = read(file);
        if (made == null) {
            throw new OtherSettingsException(answers + ": has answers, but " + file.getFileName()
                    + " with the settings they were made with is not beside it; name another answer file");
        }
        if (!made.has(SHARD)) {
            throw new OtherSettingsException(
                    answers + ": was made by an earlier version, whose settings are not comparable;"
                            + " name another answer file");
        }
        // through JSON, where 0.5f and 0.5 or 1 and 1L are the same
        List<String> differences = differences(made, read(MAPPER.valueToTree(settings)), "was", "and is now", "");
        if (!differences.isEmpty()) {
            throw new OtherSettingsException(
                    answers + ": was made with other settings: " + String.join("; ", differences) + ". Use those of "
                            + file.getFileName() + " or name another answer file");
        }
    }

    /**
     * What differs between two settings, one text for each name: name, verb, first value, joint, second value, end. Images are
     * the same if they have the same digest, wherever they are, or if they are in the same folder: there a broken one may have
     * been repaired, or a missing one added.
     */
    static List<String> differences(ObjectNode one, ObjectNode other, String verb, String joint, String end) {
        TreeSet<String> names = new TreeSet<>();
        one.fieldNames().forEachRemaining(names::add);
        other.fieldNames().forEachRemaining(names::add);
        if (value(one, IMAGE_FOLDER).equals(value(other, IMAGE_FOLDER))
                || (one.has(IMAGES) && value(one, IMAGES).equals(value(other, IMAGES)))) {
            names.remove(IMAGE_FOLDER);
            names.remove(IMAGES);
        }
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            String first = value(one, name);
            String second = value(other, name);
            if (!first.equals(second)) {
                boolean digests = DIGEST.matcher(first).matches()
                        && DIGEST.matcher(second).matches();
                differences.add(
                        digests
                                ? "the " + name
                                        + (name.equals(QUESTIONS) || name.equals(IMAGES) ? " differ" : " differs")
                                : name + " " + verb + " " + first + " " + joint + " " + second + end);
            }
        }
        return differences;
    }

    private static ObjectNode read(ObjectNode settings) {
        try {
            return (ObjectNode) MAPPER.readTree(MAPPER.writeValueAsBytes(settings));
        } catch (IOException e) {
            throw new IllegalStateException("settings cannot be written as JSON", e);
        }
    }

    private static String value(ObjectNode settings, String name) {
        return settings.has(name) ? settings.get(name).toString() : "absent";
    }

    /** The settings beside answers, or null if there are none. */
    static @Nullable ObjectNode besideOrNull(Path answers) {
        return read(beside(answers));
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
            throw new LlavaMedException(file + ": is not JSON: " + JsonRecord.problem(e), e);
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be read (" + e + ")", e);
        }
    }
}

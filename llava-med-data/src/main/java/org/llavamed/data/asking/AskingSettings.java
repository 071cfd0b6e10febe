package org.llavamed.data.asking;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.Lines;
import org.llavamed.error.LlavaMedException;

/**
 * What the replies of a journal were asked with; its first line. How many samples there are is not among it, so that a run
 * can be made longer.
 *
 * @param program what writes such journals, with the version of its form, for instance {@code llava-med instruct 1}
 * @param values the settings by name; {@code prompt} is a digest
 * @param promptMeans what a prompt consists of, for messages
 * @param sampleMeans why what is asked about a sample may have changed, for messages
 */
public record AskingSettings(String program, ObjectNode values, String promptMeans, String sampleMeans) {
    private static final String HEADER = "journal";

    ObjectNode header() {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put(HEADER, program);
        line.set("settings", values);
        return line;
    }

    /** Whether this may be a header that was cut while it was written. */
    boolean cutHeader(Lines.Line line) {
        String begin = "{\"" + HEADER + "\":\"" + program + "\"";
        String text =
                StandardCharsets.ISO_8859_1.decode(line.bytes().duplicate()).toString();
        return !line.complete() && (begin.startsWith(text) || text.startsWith(begin));
    }

    /** The settings of a journal of the same program. */
    AskingSettings parse(JsonRecord header) {
        if (!program.equals(header.optionalString(HEADER))
                || !(header.find("settings") instanceof ObjectNode settings)) {
            throw new LlavaMedException(header.place() + ": is not the first line of a journal of this version");
        }
        return new AskingSettings(program, settings, promptMeans, sampleMeans);
    }

    /** Refuses replies that were asked for otherwise, naming each setting that differs with both values. */
    void requireSame(Path journal, AskingSettings made) {
        TreeSet<String> names = new TreeSet<>();
        made.values.fieldNames().forEachRemaining(names::add);
        values.fieldNames().forEachRemaining(names::add);
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            String before = made.values.path(name).toString();
            String now = values.path(name).toString();
            if (!before.equals(now)) {
                differences.add(
                        name.equals("prompt")
                                ? "the prompt (" + promptMeans + ") has changed"
                                : name + " was " + before + " and is now " + now);
            }
        }
        if (!differences.isEmpty()) {
            throw new LlavaMedException(journal + ": was made with other settings: " + String.join("; ", differences)
                    + ". Use the same or name another output");
        }
    }
}

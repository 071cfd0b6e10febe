package org.llavamed.data.instruct;

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
 */
record InstructSettings(ObjectNode values) {
    private static final String HEADER = "journal";
    private static final String NAME = "llava-med instruct 1";

    static InstructSettings of(InstructStep step) {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        values.put("kind", step.prompt().kind().key());
        values.put("model", step.model());
        values.put("temperature", Double.toString(step.temperature()));
        values.put("max_tokens", step.maxTokens());
        values.put("prompt", step.prompt().digest());
        return new InstructSettings(values);
    }

    ObjectNode header() {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put(HEADER, NAME);
        line.set("settings", values);
        return line;
    }

    /** Whether this may be a header that was cut while it was written. */
    static boolean cutHeader(Lines.Line line) {
        String begin = "{\"" + HEADER + "\":\"" + NAME + "\"";
        String text =
                StandardCharsets.ISO_8859_1.decode(line.bytes().duplicate()).toString();
        return !line.complete() && (begin.startsWith(text) || text.startsWith(begin));
    }

    static InstructSettings parse(JsonRecord header) {
        if (!NAME.equals(header.optionalString(HEADER)) || !(header.find("settings") instanceof ObjectNode settings)) {
            throw new LlavaMedException(header.place() + ": is not the first line of a journal of this version");
        }
        return new InstructSettings(settings);
    }

    /** Refuses replies that were asked for otherwise, naming each setting that differs with both values. */
    void requireSame(Path journal, InstructSettings made) {
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
                                ? "the prompt (instructions, examples, or whether they show mentions) has changed"
                                : name + " was " + before + " and is now " + now);
            }
        }
        if (!differences.isEmpty()) {
            throw new LlavaMedException(journal + ": was made with other settings: " + String.join("; ", differences)
                    + ". Use the same or name another output");
        }
    }
}

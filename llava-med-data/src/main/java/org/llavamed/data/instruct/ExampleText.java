package org.llavamed.data.instruct;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads an example file: lines {@code label:}, {@code caption:}, {@code mention:} or {@code box:}, an empty line, and the reply.
 */
final class ExampleText {
    private ExampleText() {}

    static PromptExample parse(InstructKind kind, boolean withMentions, String name, String file) {
        String text = file.replace("\r\n", "\n").strip();
        int end = text.indexOf("\n\n");
        if (end < 0) {
            throw new IllegalStateException(name + ": no empty line between head and reply");
        }
        String label = "";
        List<String> captions = new ArrayList<>();
        List<String> mentions = new ArrayList<>();
        List<String> boxes = new ArrayList<>();
        for (String line : text.substring(0, end).split("\n", -1)) {
            int colon = line.indexOf(": ");
            String value = line.substring(colon + 2).strip();
            switch (line.substring(0, Math.max(0, colon))) {
                case "label" -> label = value;
                case "caption" -> captions.add(value);
                case "mention" -> mentions.add(value);
                case "box" -> boxes.add(value);
                default -> throw new IllegalStateException(name + ": what is \"" + line + "\"?");
            }
        }
        String reply = text.substring(end + 2).strip();
        if (kind == InstructKind.DIALOGUE) {
            return new PromptExample(
                    PromptContext.figure(label, captions.get(0), withMentions ? mentions : List.of()), reply);
        }
        String context = String.join("\n", captions) + (boxes.isEmpty() ? "" : "\n\n" + String.join("\n", boxes));
        return new PromptExample(context, reply);
    }
}

package org.llavamed.data.instruct;

import java.util.ArrayList;
import java.util.List;

/** What the teacher is shown of an image: the layouts of LLaVA-Med's figure and of LLaVA's captions and boxes. */
final class PromptContext {
    private PromptContext() {}

    /**
     * {@code Figure Caption:\n<label>: <caption>}, and with mentions {@code \n\nFigure Context:\n\t- <sentence>...}. Line
     * breaks inside a sentence would look like the layout's own and become blanks.
     */
    static String figure(String label, String caption, List<String> mentions) {
        StringBuilder text = new StringBuilder("Figure Caption:\n");
        if (!label.isBlank()) {
            text.append(label.strip()).append(": ");
        }
        text.append(caption.strip());
        List<String> sentences = lines(mentions);
        if (!sentences.isEmpty()) {
            text.append("\n\nFigure Context:");
            sentences.forEach(sentence -> text.append("\n\t- ").append(sentence));
        }
        return text.toString();
    }

    /** One caption a line and, after an empty line, one box a line. */
    static String image(List<String> captions, List<Box> boxes) {
        List<String> parts = new ArrayList<>();
        if (!captions.isEmpty()) {
            parts.add(String.join("\n", lines(captions)));
        }
        if (!boxes.isEmpty()) {
            parts.add(String.join("\n", boxes.stream().map(Box::text).toList()));
        }
        return String.join("\n\n", parts);
    }

    /** Each text on one line; blank ones are left out. */
    static List<String> lines(List<String> texts) {
        return texts.stream()
                .map(PromptContext::line)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    static String line(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}

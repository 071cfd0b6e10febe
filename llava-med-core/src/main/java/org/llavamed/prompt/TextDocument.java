package org.llavamed.prompt;

import java.util.ArrayList;
import java.util.List;
import org.llavamed.error.PromptException;
import org.llavamed.prompt.PromptSegment.TemplateText;
import org.llavamed.prompt.PromptSegment.UserText;
import org.llavamed.prompt.TrainingText.Part;

/** A conversation as text that a language model is pre-trained on: all that is said, learned, without images or roles. */
final class TextDocument {
    static final String KEY = "text";

    private static final String EOS = "</s>";

    private TextDocument() {}

    static TrainingText of(List<Turn> turns) {
        List<Part> parts = new ArrayList<>();
        for (Turn turn : turns) {
            String text = text(turn);
            if (text.isEmpty()) {
                continue;
            }
            if (!parts.isEmpty()) {
                parts.add(new Part(new TemplateText("\n"), true));
            }
            parts.add(new Part(new UserText(text), true));
        }
        if (parts.isEmpty()) {
            throw new PromptException("it has no text: there is nothing to learn");
        }
        parts.add(new Part(new TemplateText(EOS), true));
        return new TrainingText(parts, false);
    }

    /** Without the line end that stands between an image and its question. */
    private static String text(Turn turn) {
        StringBuilder text = new StringBuilder();
        for (PromptPart part : turn.parts()) {
            if (part instanceof PromptPart.Text written) {
                text.append(written.text());
            }
        }
        return TrainingMessage.strip(text.toString());
    }
}

package org.llavamed.prompt;

import java.util.ArrayList;
import java.util.List;
import org.llavamed.prompt.PromptSegment.ImageSlot;
import org.llavamed.prompt.PromptSegment.TemplateText;
import org.llavamed.prompt.PromptSegment.UserText;

/** Where the images of a turn go in training. Source: {@code preprocess_multimodal} of LLaVA's {@code train.py}. */
final class TrainingMessage {
    private TrainingMessage() {}

    /** The parts of a turn as segments, images numbered from the given index on, empty texts left out. */
    static List<PromptSegment> of(Turn turn, int firstImage, boolean imagesStay, boolean tagged) {
        List<PromptSegment> inPlace = new ArrayList<>();
        List<PromptSegment> images = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (PromptPart part : turn.parts()) {
            if (part instanceof PromptPart.Text written) {
                text.append(written.text());
                add(inPlace, written.text());
            } else {
                ImageSlot slot = new ImageSlot(firstImage + images.size());
                images.add(slot);
                inPlace.add(slot);
            }
        }
        return imagesStay || images.isEmpty() ? inPlace : inFront(images, strip(text.toString()), tagged);
    }

    private static List<PromptSegment> inFront(List<PromptSegment> images, String text, boolean tagged) {
        List<PromptSegment> message = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            if (i > 0) {
                message.add(new TemplateText("\n"));
            }
            if (tagged) {
                message.add(new TemplateText("<Image>"));
            }
            message.add(images.get(i));
            if (tagged) {
                message.add(new TemplateText("</Image>"));
            }
        }
        // The reference strips once more after the newline, so a turn without text ends at its image.
        if (!text.isEmpty()) {
            message.add(new TemplateText("\n"));
            add(message, text);
        }
        return message;
    }

    private static void add(List<PromptSegment> message, String text) {
        if (!text.isEmpty()) {
            message.add(new UserText(text));
        }
    }

    /** Python's {@code str.strip()}. */
    static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (start < end && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return Character.isSpaceChar(c) || (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x1f) || c == 0x85;
    }
}

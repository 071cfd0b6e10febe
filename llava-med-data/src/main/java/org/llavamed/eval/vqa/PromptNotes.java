package org.llavamed.eval.vqa;

import java.util.ArrayList;
import java.util.List;
import org.llavamed.eval.truth.AnsweredItem;

/** What the prompts of an answer file say of its scores. */
final class PromptNotes {
    private static final int MOST_PROMPT = 160; // characters of one that is shown

    private PromptNotes() {}

    /** Sentences on answers to other questions and on answers to more than the question. */
    static List<String> of(List<AnsweredItem> items) {
        List<String> notes = new ArrayList<>();
        long other = items.stream().filter(AnsweredItem::askedAnother).count();
        if (other > 0) {
            notes.add(other + " of " + items.size()
                    + " answers have another question in prompt than the ground truth under the same id; is it the same"
                    + " set?");
        }
        List<AnsweredItem> otherwise = items.stream()
                .filter(AnsweredItem::askedOtherwise)
                .filter(one -> !one.askedAnother())
                .toList();
        if (!otherwise.isEmpty()) {
            notes.add(otherwise.size() + " of " + items.size()
                    + " answers were given to a prompt that is not the plain question (the first: \""
                    + shortened(otherwise.get(0).prediction().prompt())
                    + "\"); such scores cannot be compared with those of plain questions");
        }
        return notes;
    }

    private static String shortened(String prompt) {
        String line = prompt.strip().replaceAll("\\s+", " ");
        int length = line.codePointCount(0, line.length());
        return length <= MOST_PROMPT ? line : line.substring(0, line.offsetByCodePoints(0, MOST_PROMPT)) + "\u2026";
    }
}

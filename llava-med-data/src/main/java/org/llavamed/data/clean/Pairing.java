package org.llavamed.data.clean;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.dialogue.Speaker;

/** Questions and the answers that follow them. */
final class Pairing {
    /** Whole pairs, and malformed ones with their reason, in order. */
    private final List<Entry> entries = new ArrayList<>();

    private @Nullable String question;
    private final List<String> answers = new ArrayList<>();

    /** A pair; with a reason it is malformed. */
    record Entry(Exchange pair, @Nullable String reason) {}

    private Pairing() {}

    static List<Entry> of(List<Said> parts) {
        Pairing pairing = new Pairing();
        for (Said said : parts) {
            if (said.speaker() == Speaker.SYSTEM) {
                pairing.end();
                pairing.entries.add(new Entry(new Exchange(said.text(), ""), "system-turn-inside"));
            } else if (said.speaker() == Speaker.HUMAN) {
                pairing.end();
                pairing.question = said.text();
            } else {
                pairing.answers.add(said.text());
            }
        }
        pairing.end();
        return pairing.entries;
    }

    private void end() {
        if (question == null && answers.isEmpty()) {
            return;
        }
        String asked = question == null ? "" : question;
        entries.add(new Entry(new Exchange(asked, String.join("\n", answers)), problem()));
        question = null;
        answers.clear();
    }

    private @Nullable String problem() {
        if (question == null) {
            return "no-question";
        }
        if (answers.isEmpty()) {
            return "no-answer";
        }
        if (answers.size() > 1) {
            return "two-answers";
        }
        if (question.isBlank()) {
            return "empty-question";
        }
        return answers.get(0).isBlank() ? "empty-answer" : null;
    }
}

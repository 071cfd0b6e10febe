package org.llavamed.data.training;

import java.util.ArrayList;
import java.util.List;
import org.llavamed.data.dialogue.Dialogue;
import org.llavamed.data.dialogue.Speaker;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.prompt.PromptPart;
import org.llavamed.prompt.Turn;

/** Makes turns to learn from of what a record says: questions and answers by turns, images where the markers are. */
final class SampleTurns {
    private static final String MARKER = Dialogue.IMAGE_MARKER;

    private SampleTurns() {}

    static List<Turn> of(JsonRecord json, List<org.llavamed.data.dialogue.Turn> said, int images) {
        String key = Dialogue.turnsKey(json);
        int first = 0; // answers without a question before them are left out, as LLaVA does
        while (first < said.size() && said.get(first).from() == Speaker.GPT) {
            first++;
        }
        if (first == said.size()) {
            throw json.refuse(key, said.isEmpty() ? "has no turns" : "has no human turn");
        }
        int markers = 0;
        for (int i = 0; i < said.size(); i++) {
            var turn = said.get(i);
            String place = key + "[" + i + "]";
            Speaker expected = i < first || (i - first) % 2 == 1 ? Speaker.GPT : Speaker.HUMAN;
            if (turn.from() == Speaker.SYSTEM) {
                throw json.refuse(place + ".from", "is system; the system text of training comes from the template");
            }
            if (turn.from() != expected) {
                throw json.refuse(place + ".from", "is " + turn.from().key() + ", but " + expected.key() + " is next");
            }
            int here = markers(turn.value());
            if (here > 0 && turn.from() == Speaker.GPT) {
                throw json.refuse(place + ".value", "has " + MARKER + ", which stands in human turns only");
            }
            if (i >= first && turn.value().isBlank() && (turn.from() == Speaker.GPT || i > first || images == 0)) {
                throw json.refuse(place + ".value", "is empty");
            }
            markers += here;
        }
        if (said.get(said.size() - 1).from() == Speaker.HUMAN) {
            throw json.refuse(key, "ends without an answer");
        }
        if (markers > 0 && markers != images) {
            throw json.refuse(
                    key, "has " + MARKER + " " + times(markers) + ", but the record has " + numberOfImages(images));
        }
        List<Turn> turns = new ArrayList<>();
        String inFront = markers == 0 ? (MARKER + "\n").repeat(images) : "";
        for (var turn : said.subList(first, said.size())) {
            turns.add(
                    turn.from() == Speaker.GPT
                            ? Turn.assistant(turn.value())
                            : Turn.user(parts(turns.isEmpty() ? inFront + turn.value() : turn.value())));
        }
        return turns;
    }

    private static String times(int n) {
        return n == 1 ? "once" : n + " times";
    }

    private static String numberOfImages(int n) {
        return n == 0 ? "no image" : n == 1 ? "1 image" : n + " images";
    }

    private static int markers(String text) {
        int n = 0;
        for (int at = text.indexOf(MARKER); at >= 0; at = text.indexOf(MARKER, at + MARKER.length())) {
            n++;
        }
        return n;
    }

    /** The text around the markers stays as it is, line ends too. */
    private static List<PromptPart> parts(String text) {
        List<PromptPart> parts = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf(MARKER); at >= 0; at = text.indexOf(MARKER, from)) {
            addText(parts, text.substring(from, at));
            parts.add(new PromptPart.Image());
            from = at + MARKER.length();
        }
        addText(parts, text.substring(from));
        return parts;
    }

    private static void addText(List<PromptPart> parts, String text) {
        if (!text.isEmpty()) {
            parts.add(new PromptPart.Text(text));
        }
    }
}

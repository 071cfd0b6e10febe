package org.llavamed.data.clean;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.clean.Label.Family;
import org.llavamed.data.dialogue.Speaker;

/**
 * Finds who says what in a reply. Labels count at the beginning of a line; inside a line only after the end of a sentence and
 * only where somebody would otherwise get no answer. Text before the first label is not part of the dialogue. Takes time in
 * proportion to the length.
 */
final class ReplyParser {
    private final String text;
    private final List<Label> labels = new ArrayList<>();
    private boolean stray;

    private ReplyParser(String text) {
        this.text = text;
    }

    /**
     * A reply in parts.
     *
     * @param parts who says what, in order; empty if there are no labels
     * @param stray whether there is text that nobody says: before the first label or after LLaVA's closing rule
     */
    record Parsed(List<Said> parts, boolean stray) {}

    /** Finds the parts of a dialogue. */
    static Parsed dialogue(String text) {
        ReplyParser parser = new ReplyParser(text);
        parser.findLabels();
        parser.chooseFamily();
        List<Said> parts = new ArrayList<>();
        List<Label> chosen = parser.withInnerLabels();
        for (int i = 0; i < chosen.size(); i++) {
            int end = i + 1 < chosen.size() ? chosen.get(i + 1).begin() : text.length();
            parts.add(new Said(chosen.get(i).speaker(), parser.content(chosen.get(i), end)));
        }
        parser.stray |=
                !chosen.isEmpty() && saysSomething(text, 0, chosen.get(0).begin());
        return new Parsed(parts, parser.stray);
    }

    /** A reply without dialogue: a description. */
    static String description(String text) {
        int begin = 0;
        while (begin < text.length() && text.charAt(begin) <= ' ') {
            begin++;
        }
        Label label = Label.atLine(text, begin, endOfLine(text, begin, text.length()));
        int from = label == null || label.speaker() != Speaker.GPT || label.family() == Family.LETTER
                ? begin
                : label.end();
        return new ReplyParser(text).stripped(from, text.length(), false);
    }

    private void findLabels() {
        for (int begin = 0; begin < text.length(); ) {
            int end = endOfLine(text, begin, text.length());
            Label label = Label.atLine(text, begin, end);
            if (label != null) {
                labels.add(label);
            }
            begin = nextLine(text, end);
        }
    }

    /** Keeps the labels of one family: in a chat, "A:" may be a panel of the figure and "Question:" part of an answer. */
    private void chooseFamily() {
        for (Family family : Family.values()) {
            if (has(family, Speaker.HUMAN) && has(family, Speaker.GPT)) {
                labels.removeIf(label -> label.family() != family);
                return;
            }
        }
        labels.removeIf(label -> label.family() == Family.LETTER); // User: ... Answer: ... may go together
    }

    private boolean has(Family family, Speaker speaker) {
        return labels.stream().anyMatch(label -> label.family() == family && label.speaker() == speaker);
    }

    /** The labels, and between them those inside lines where a question has no answer. */
    private List<Label> withInnerLabels() {
        List<Label> all = new ArrayList<>();
        if (labels.isEmpty() || labels.get(0).speaker() == Speaker.GPT) {
            addInner(
                    all,
                    Speaker.HUMAN,
                    0,
                    labels.isEmpty() ? text.length() : labels.get(0).begin());
        }
        for (int i = 0; i < labels.size(); i++) {
            Label label = labels.get(i);
            Label next = i + 1 < labels.size() ? labels.get(i + 1) : null;
            all.add(label);
            if (label.speaker() == Speaker.HUMAN && (next == null || next.speaker() == Speaker.HUMAN)) {
                addInner(all, Speaker.GPT, label.end(), next == null ? text.length() : next.begin());
            }
        }
        return all;
    }

    private void addInner(List<Label> all, Speaker first, int from, int to) {
        Speaker expected = first;
        for (int colon = text.indexOf(':', from); colon >= 0 && colon < to; colon = text.indexOf(':', colon + 1)) {
            Label label = Label.inside(text, colon);
            if (label != null && label.begin() >= from && label.speaker() == expected) {
                all.add(label);
                expected = expected == Speaker.HUMAN ? Speaker.GPT : Speaker.HUMAN;
            }
        }
    }

    private String content(Label label, int end) {
        boolean blocks = label.family() == Family.QUESTION;
        String content = stripped(label.end(), end, blocks);
        if (!label.open()) {
            return content;
        }
        // "**User: What is this?**" closes after the question
        for (String mark : new String[] {"**", "__", "*", "_"}) {
            if (content.endsWith(mark)) {
                return content.substring(0, content.length() - mark.length()).strip();
            }
        }
        int mark = content.indexOf("**");
        return mark < 0 ? content : (content.substring(0, mark) + content.substring(mark + 2)).strip();
    }

    /** Text without fences and rules across; in LLaVA's blocks the text ends at the first rule after it. */
    private String stripped(int from, int to, boolean blocks) {
        StringBuilder kept = new StringBuilder();
        for (int begin = from; begin < to; ) {
            int end = endOfLine(text, begin, to);
            String line = bar(text, begin, end);
            if (line != null) {
                if (blocks && line.startsWith("=") && !kept.toString().isBlank()) {
                    stray |= saysSomething(text, end, to);
                    break;
                }
            } else {
                kept.append(text, begin, end).append('\n');
            }
            begin = nextLine(text, end);
        }
        return kept.toString().strip();
    }

    /** A line that is only a code fence or a rule across, or null. */
    private static @Nullable String bar(String text, int begin, int end) {
        int at = begin;
        while (at < end && text.charAt(at) <= ' ') {
            at++;
        }
        if (at == end || "=-*_`~".indexOf(text.charAt(at)) < 0 || end - at > 200) {
            return null;
        }
        String line = text.substring(at, end).strip();
        char c = line.charAt(0);
        int same = 0;
        while (same < line.length() && line.charAt(same) == c) {
            same++;
        }
        boolean fence =
                (c == '`' || c == '~') && same >= 3 && line.substring(same).matches("\\w{0,20}");
        return fence || (same >= 3 && same == line.length()) ? line : null;
    }

    private static int endOfLine(String text, int from, int limit) {
        int at = from;
        while (at < limit && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
        return at;
    }

    private static int nextLine(String text, int end) {
        return end + (text.startsWith("\r\n", end) ? 2 : 1);
    }

    private static boolean saysSomething(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (Character.isLetterOrDigit(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }
}

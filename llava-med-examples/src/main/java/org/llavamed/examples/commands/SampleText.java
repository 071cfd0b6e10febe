package org.llavamed.examples.commands;

import java.util.ArrayList;
import java.util.List;
import org.llavamed.data.report.HtmlPage;
import org.llavamed.train.LabelledToken;

/** The tokens of a sample as text, in passages that are learned and passages that are not. */
final class SampleText {
    private static final String LEARNED = "\u001b[1;32m";
    private static final String GIVEN = "\u001b[2m";
    private static final String OFF = "\u001b[0m";

    private SampleText() {}

    static List<HtmlPage.Passage> passages(List<LabelledToken> tokens) {
        List<HtmlPage.Passage> passages = new ArrayList<>();
        for (int begin = 0; begin < tokens.size(); ) {
            boolean learned = tokens.get(begin).learned();
            StringBuilder text = new StringBuilder();
            int end = begin;
            for (; end < tokens.size() && tokens.get(end).learned() == learned; end++) {
                text.append(tokens.get(end).text());
            }
            passages.add(new HtmlPage.Passage(lines(text.toString()), learned));
            begin = end;
        }
        return passages;
    }

    /** For a terminal: learned text bold and green, the rest pale; or without colours learned text between [[ and ]]. */
    static String shown(List<HtmlPage.Passage> passages, boolean colour) {
        StringBuilder shown = new StringBuilder();
        for (HtmlPage.Passage passage : passages) {
            if (colour) {
                shown.append(passage.marked() ? LEARNED : GIVEN)
                        .append(passage.text())
                        .append(OFF);
            } else {
                shown.append(passage.marked() ? "[[" : "")
                        .append(passage.text())
                        .append(passage.marked() ? "]]" : "");
            }
        }
        return shown.toString();
    }

    /** Line ends are shown, because they are tokens; what else could steer a terminal becomes a blank. */
    private static String lines(String text) {
        String[] lines = text.replace("<0x0A>", "\n").split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            lines[i] = PlainText.of(lines[i]);
        }
        return String.join("\u21b5\n", lines);
    }
}

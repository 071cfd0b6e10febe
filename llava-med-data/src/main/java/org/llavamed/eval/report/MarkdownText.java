package org.llavamed.eval.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.llavamed.data.report.Svg;

/** A Markdown document (GitHub's flavour). All text given is plain: nothing in it becomes markup, HTML, a link or an image. */
final class MarkdownText {
    private static final String MARKS = "\\`*_[]|#~!$";

    private final StringBuilder text = new StringBuilder();

    /** A text on one line as it may stand anywhere, also in a cell of a table. */
    static String escape(String plain) {
        StringBuilder escaped = new StringBuilder();
        String line = plain.strip().replaceAll("[\\s\\u0085\\u2028\\u2029]+", " ");
        String visible = Svg.escape(line).replace("&quot;", "\"").replace("&#39;", "'");
        // A scheme or "www." would become a link by itself.
        String unlinked = visible.replace("://", ":&#47;/").replaceAll("(?i)www\\.", "$0\u200b");
        unlinked.chars().forEach(c -> {
            boolean entity = c == '#' && escaped.length() > 0 && escaped.charAt(escaped.length() - 1) == '&';
            if (MARKS.indexOf(c) >= 0 && !entity) {
                escaped.append('\\');
            }
            escaped.append((char) c);
        });
        return escaped.toString();
    }

    MarkdownText heading(int level, String plain) {
        text.append("#".repeat(level)).append(' ').append(escape(plain)).append("\n\n");
        return this;
    }

    MarkdownText paragraph(String plain) {
        String line = escape(plain);
        // What a line begins with could make it a list.
        boolean list = line.matches("([-+]|[0-9]{1,9}[.)])(\\s.*)?|[-=+].*");
        text.append(list ? "\u200b" : "").append(line).append("\n\n");
        return this;
    }

    MarkdownText notice(String plain) {
        text.append("> **").append(escape(plain)).append("**\n\n");
        return this;
    }

    MarkdownText bullets(List<String> items) {
        items.forEach(item -> text.append("- ").append(escape(item)).append('\n'));
        text.append('\n');
        return this;
    }

    MarkdownText table(List<String> head, List<List<String>> rows) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(head.size());
        row(head.isEmpty() ? Collections.nCopies(columns, "") : head);
        text.append('|').append(" --- |".repeat(Math.max(columns, head.size()))).append('\n');
        rows.forEach(this::row);
        text.append('\n');
        return this;
    }

    private void row(List<String> cells) {
        List<String> escaped = new ArrayList<>();
        cells.forEach(cell -> escaped.add(escape(cell)));
        text.append("| ").append(String.join(" | ", escaped)).append(" |\n");
    }

    @Override
    public String toString() {
        return text.toString().stripTrailing() + "\n";
    }
}

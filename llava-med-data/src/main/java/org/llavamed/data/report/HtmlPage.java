package org.llavamed.data.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.llavamed.data.file.AtomicFile;
import org.llavamed.error.LlavaMedException;

/**
 * A page put together from headings, paragraphs, tables and charts; one file that needs no other. All text given is plain and
 * is escaped here. Not thread-safe.
 */
public final class HtmlPage {
    private static final String STYLE = resource("page.css");
    private static final Pattern NUMBER = Pattern.compile("[-+\u2212]?[0-9][0-9.,]*(e-?[0-9]+)?(?![0-9A-Za-z])");
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");
    private static final String NONE = "\u2014";

    private static final int LONG = 60; // a cell of more characters needs room for sentences

    private final String title;
    private final StringBuilder body = new StringBuilder();
    private int charts;

    /**
     * Begins a page.
     *
     * @param title its title and first heading
     */
    public HtmlPage(String title) {
        this.title = title;
    }

    private static String resource(String name) {
        try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Adds a heading.
     *
     * @param text its text
     * @return this
     */
    public HtmlPage heading(String text) {
        body.append("<h2>").append(Svg.escape(text)).append("</h2>\n");
        return this;
    }

    /**
     * Adds a heading of the next lower rank.
     *
     * @param text its text
     * @return this
     */
    public HtmlPage subheading(String text) {
        body.append("<h3>").append(Svg.escape(text)).append("</h3>\n");
        return this;
    }

    /**
     * Adds a paragraph that nobody shall miss.
     *
     * @param text its text
     * @return this
     */
    public HtmlPage notice(String text) {
        body.append("<p class=\"notice\" role=\"note\">")
                .append(Svg.escape(text))
                .append("</p>\n");
        return this;
    }

    /**
     * Adds a list.
     *
     * @param items texts of its items
     * @return this
     */
    public HtmlPage bullets(List<String> items) {
        body.append("<ul>\n");
        items.forEach(item -> body.append("<li>").append(Svg.escape(item)).append("</li>\n"));
        body.append("</ul>\n");
        return this;
    }

    /**
     * Adds a list of links to files beside the page.
     *
     * @param files where each text leads: a path relative to the page, with slashes
     * @return this
     * @throws IllegalArgumentException if a path is none of plain letters, digits, dots, hyphens and slashes
     */
    public HtmlPage links(Map<String, String> files) {
        body.append("<ul>\n");
        files.forEach((text, file) -> {
            if (!FILE.matcher(file).matches()) {
                throw new IllegalArgumentException("a link to " + file);
            }
            body.append("<li><a href=\"")
                    .append(file)
                    .append("\">")
                    .append(Svg.escape(text))
                    .append("</a></li>\n");
        });
        body.append("</ul>\n");
        return this;
    }

    /**
     * Adds cards, as many beside each other as there is room for.
     *
     * @param cards the cards
     * @return this
     */
    public HtmlPage cards(List<Card> cards) {
        body.append("<div class=\"cards\">\n");
        cards.forEach(card -> body.append(card.html()));
        body.append("</div>\n");
        return this;
    }

    /**
     * Adds a paragraph.
     *
     * @param text its text
     * @return this
     */
    public HtmlPage paragraph(String text) {
        body.append("<p>").append(Svg.escape(text)).append("</p>\n");
        return this;
    }

    /**
     * Adds a table. Cells that begin with a number, and dashes in a column of numbers, are set to the right;
     * a line end in them is kept.
     *
     * @param head names of the columns; empty for a table without a head
     * @param rows cells row by row
     * @return this
     */
    public HtmlPage table(List<String> head, List<List<String>> rows) {
        body.append("<div class=\"wide\"><table>\n");
        if (!head.isEmpty()) {
            body.append("<thead><tr>");
            for (int i = 0; i < head.size(); i++) {
                body.append(isNumbers(rows, i) ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">")
                        .append(Svg.escape(head.get(i)))
                        .append("</th>");
            }
            body.append("</tr></thead>\n");
        }
        body.append("<tbody>\n");
        for (List<String> row : rows) {
            body.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                String cell = row.get(i);
                if (i == 0) {
                    body.append("<th scope=\"row\">").append(Svg.escape(cell)).append("</th>");
                } else {
                    boolean number = isNumber(cell) || (cell.equals(NONE) && isNumbers(rows, i));
                    body.append(
                                    number
                                            ? "<td class=\"number\">"
                                            : cell.length() > LONG ? "<td class=\"long\">" : "<td>")
                            .append(Svg.escape(cell))
                            .append("</td>");
                }
            }
            body.append("</tr>\n");
        }
        body.append("</tbody></table></div>\n");
        return this;
    }

    private static boolean isNumber(String cell) {
        return NUMBER.matcher(cell).lookingAt();
    }

    private static boolean isNumbers(List<List<String>> rows, int column) {
        return column > 0
                && !rows.isEmpty()
                && rows.stream()
                        .allMatch(row -> column < row.size()
                                && (isNumber(row.get(column)) || row.get(column).equals(NONE)));
    }

    /**
     * Adds a text as it is, line by line, parts of it marked.
     *
     * @param passages its parts in order
     * @return this
     */
    public HtmlPage marked(List<Passage> passages) {
        body.append("<pre>\n"); // the parser drops the first line end
        for (Passage passage : passages) {
            body.append(passage.marked ? "<mark>" : "")
                    .append(Svg.escape(passage.text))
                    .append(passage.marked ? "</mark>" : "");
        }
        body.append("</pre>\n");
        return this;
    }

    /**
     * A part of a text.
     *
     * @param text the text
     * @param marked whether it stands out
     */
    public record Passage(String text, boolean marked) {}

    /**
     * Adds a chart under its title.
     *
     * @param chart the chart
     * @return this
     */
    public HtmlPage chart(Chart chart) {
        charts++;
        body.append("<figure>\n<figcaption>")
                .append(Svg.escape(chart.title()))
                .append("</figcaption>\n<div class=\"wide\">")
                .append(chart.svg("chart" + charts))
                .append("</div>\n</figure>\n");
        return this;
    }

    /**
     * The whole page.
     *
     * @return HTML
     */
    public String html() {
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" + Svg.escape(title)
                + "</title>\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n<main>\n<h1>" + Svg.escape(title)
                + "</h1>\n" + body + "</main>\n</body>\n</html>\n";
    }

    /**
     * Writes the page.
     *
     * @param file where to; what is there is replaced
     * @throws LlavaMedException if it cannot be written
     */
    public void write(Path file) {
        AtomicFile.write(file, html().getBytes(StandardCharsets.UTF_8));
    }
}

package org.llavamed.data.article;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.data.figure.Mention;

/** Small articles. */
final class Jats {
    private Jats() {}

    static Article read(String xml) {
        return ArticleReader.read(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)), "a.xml");
    }

    /** An article with pmid 7 and this body. */
    static String article(String body) {
        return "<article xmlns:xlink=\"http://www.w3.org/1999/xlink\"><front><article-meta>"
                + "<article-id pub-id-type=\"pmid\">7</article-id></article-meta></front><body>" + body
                + "</body></article>";
    }

    static FigureRecord figure(String fig) {
        return read(article(fig)).figures().get(0);
    }

    /** Figures F1, F2... with these labels. */
    static String figures(String... labels) {
        StringBuilder xml = new StringBuilder();
        for (int i = 0; i < labels.length; i++) {
            xml.append("<fig id=\"F")
                    .append(i + 1)
                    .append("\"><label>")
                    .append(labels[i])
                    .append("</label></fig>");
        }
        return xml.toString();
    }

    /** Which of the figures with these labels a sentence mentions: "1 3". */
    static String mentioned(String sentence, String... labels) {
        Article article = read(article("<p>" + sentence + "</p>" + figures(labels)));
        StringBuilder found = new StringBuilder();
        for (int i = 0; i < labels.length; i++) {
            if (!article.figures().get(i).inTextMention().isEmpty()) {
                found.append(found.isEmpty() ? "" : " ").append(i + 1);
            }
        }
        return found.toString();
    }

    static String link(String ids, String text) {
        return "<xref ref-type=\"fig\" rid=\"" + ids + "\">" + text + "</xref>";
    }

    static List<String> mentions(Article article, int figure) {
        return article.figures().get(figure).inTextMention().stream()
                .map(Mention::tokens)
                .toList();
    }
}

package org.llavamed.data.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A picture with texts beside it; all texts are plain and are escaped when the page is made.
 *
 * @param caption what the card is about
 * @param picture the picture, or null if there is none to show
 * @param alternative what stands for the picture: to those who do not see it, or in its place if there is none
 * @param fields the texts
 */
public record Card(String caption, @Nullable Picture picture, String alternative, List<Field> fields) {
    /**
     * Copies the list.
     *
     * @param caption as above
     * @param picture as above
     * @param alternative as above
     * @param fields as above
     */
    public Card {
        fields = List.copyOf(fields);
    }

    /**
     * A text with its name.
     *
     * @param name what the text is
     * @param text the text; its line ends are kept
     */
    public record Field(String name, String text) {}

    /** The card as HTML. */
    String html() {
        StringBuilder html = new StringBuilder("<article class=\"card\">\n<h3>")
                .append(Svg.escape(caption))
                .append("</h3>\n");
        html.append(
                picture == null
                        ? "<p class=\"absent\">" + Svg.escape(alternative) + "</p>"
                        : "<div class=\"picture\">" + picture.html(alternative) + "</div>");
        html.append("\n<dl>\n");
        for (Field field : fields) { // the direction of a text is its own and ends with it
            html.append("<dt>")
                    .append(Svg.escape(field.name))
                    .append("</dt><dd dir=\"auto\">")
                    .append(Svg.escape(field.text))
                    .append("</dd>\n");
        }
        return html.append("</dl>\n</article>\n").toString();
    }
}

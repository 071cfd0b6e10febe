package org.llavamed.data.report;

/** A chart that draws itself as SVG, coloured by the style sheet of {@link HtmlPage}. Implementations are immutable. */
public interface Chart {
    /**
     * What the chart shows, in a few words.
     *
     * @return plain text, not escaped
     */
    String title();

    /**
     * Draws the chart.
     *
     * @param id prefix of the ids in it, unique in its page; letters, digits and {@code -}
     * @return an {@code <svg>} element with a {@code <title>} and a {@code <desc>}
     */
    String svg(String id);
}

package org.llavamed.data.article;

import org.jspecify.annotations.Nullable;

/** An element of an article that is open; inherits from its parent what it does not change. */
final class OpenElement {
    /** What an element's text is. */
    enum Region {
        /** Envelope or the article's outermost level. */
        OUTSIDE,
        /** Title page; figures of graphical abstracts count. */
        FRONT,
        /** Running text. */
        RUNNING,
        /** Inside a figure. */
        FIGURE,
        /** A figure's caption. */
        CAPTION,
        /** The licence of the article or of a figure. */
        LICENCE,
        /** Text of no use; figures in it count. */
        IGNORED,
        /** Nothing in it counts. */
        DROPPED
    }

    String name = "";
    Region region = Region.OUTSIDE;

    @Nullable
    TextBlock text;

    @Nullable
    RawFigure figure;

    @Nullable
    RawFigure group;

    @Nullable
    Licence licence;

    int start; // length of the text when it was opened
    int children; // of a fraction or power, so far

    @Nullable
    String rid;

    @Nullable
    String type;

    void inherit(OpenElement parent, String element) {
        name = element;
        region = parent.region;
        text = parent.text;
        figure = parent.figure;
        group = parent.group;
        licence = parent.licence;
        start = text == null ? 0 : text.length();
        children = 0;
        rid = null;
        type = null;
    }
}

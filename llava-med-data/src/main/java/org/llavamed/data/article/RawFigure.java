package org.llavamed.data.article;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A figure, or a group of figures with what they share, while the article is read. */
final class RawFigure {
    private static final Pattern PANEL = Pattern.compile("\\(?([A-Za-z])[).:]*");
    private static final Pattern LABEL_END = Pattern.compile("[.: |]+$");
    private static final Pattern CAPTION_BEGIN =
            Pattern.compile("fig(?:ure|\\.)? ?S?[0-9]{1,3}[a-z]?(?=[.:|) ]|$)", Pattern.CASE_INSENSITIVE);

    final @Nullable String id;
    final @Nullable RawFigure group;
    final TextBlock label = new TextBlock();
    final TextBlock caption = new TextBlock();
    final List<Graphic> graphics = new ArrayList<>(1);
    /** Ids of its images. */
    final List<String> graphicIds = new ArrayList<>(0);

    @Nullable
    String license;

    boolean hasFigures;

    RawFigure(@Nullable String id, @Nullable RawFigure group) {
        this.id = id == null || id.isBlank() ? null : id.strip();
        this.group = group;
    }

    void addId(@Nullable String graphicId) {
        if (graphicId != null && !graphicId.isBlank()) {
            graphicIds.add(graphicId.strip());
        }
    }

    /** What texts call it: the label; that of the group with it if it is only a letter; else how the caption begins. */
    String name() {
        String own = label.text();
        Matcher panel = PANEL.matcher(own);
        if (group != null && panel.matches()) {
            String shared = LABEL_END.matcher(group.label()).replaceFirst("");
            return shared.isEmpty() ? own : shared + panel.group(1);
        }
        String named = label();
        Matcher begin = CAPTION_BEGIN.matcher(caption.text());
        return named.isEmpty() && begin.lookingAt() ? begin.group() : named;
    }

    /** The label, or that of the group. */
    String label() {
        String own = label.text();
        for (RawFigure shared = group; own.isEmpty() && shared != null; shared = shared.group) {
            own = shared.label.text();
        }
        return own;
    }

    /** The caption, that of the group before it; not much longer than a limit. */
    String caption(int limit) {
        String text = caption.text();
        for (RawFigure shared = group; shared != null && text.length() <= limit; shared = shared.group) {
            String before = shared.caption.text();
            text = text.isEmpty() || before.isEmpty() ? before + text : before + " " + text;
        }
        return text;
    }

    /** Whether this group is itself a figure: it has images and no figures. */
    boolean standsAlone() {
        return !graphics.isEmpty() && !hasFigures;
    }

    /** The image to show, or null. */
    @Nullable
    String graphic() {
        Graphic best = null;
        for (Graphic graphic : graphics) {
            if (best == null || graphic.rank() < best.rank()) { // the first of equals
                best = graphic;
            }
        }
        return best == null ? null : best.href();
    }
}

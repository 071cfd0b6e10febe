package org.llavamed.data.article;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.figure.FigureRecord;

/** The image files that lie beside an article; articles mostly name them without an extension. */
final class ImageFiles {
    private static final int MAX_FILES = 100_000;

    private final @Nullable Path base;
    private final Map<String, String> byName = new HashMap<>(); // lower case -> path
    private final Map<String, String> byStem = new HashMap<>(); // lower case -> path of the best with it

    /**
     * No files yet.
     *
     * @param base what the paths are relative to, null in a package
     */
    ImageFiles(@Nullable Path base) {
        this.base = base;
    }

    @Nullable
    Path base() {
        return base;
    }

    /** Takes note of a file; other files than images, and more than any real package has, are passed over. */
    void add(String path) {
        String name = Graphic.fileName(path);
        int rank = Graphic.imageRank(name);
        if (rank < 0 || byName.size() >= MAX_FILES) {
            return;
        }
        byName.putIfAbsent(name.toLowerCase(Locale.ROOT), path);
        byStem.merge(
                Graphic.stem(name).toLowerCase(Locale.ROOT),
                path,
                (before, now) -> Graphic.imageRank(now) < Graphic.imageRank(before) ? now : before);
    }

    /** The path of a figure's image, or null if that is not there. */
    @Nullable
    String path(FigureRecord figure) {
        return figure.graphic() == null ? null : find(figure.graphic());
    }

    /** The figure with the path of its image, if that is there. */
    FigureRecord resolve(FigureRecord figure) {
        String path = path(figure);
        if (path == null) {
            return figure;
        }
        return new FigureRecord(
                figure.pairId(),
                figure.pmid(),
                figure.pmcid(),
                figure.figId(),
                figure.figLabel(),
                figure.figCaption(),
                figure.inTextMention(),
                figure.domain(),
                path,
                figure.license());
    }

    /** The file that an article means, a photograph (JPEG, PNG) rather than another form of it; null if there is none. */
    private @Nullable String find(String href) {
        String name = Graphic.fileName(href).toLowerCase(Locale.ROOT);
        String exact = byName.get(name);
        if (exact != null && Graphic.isPhotograph(name)) {
            return exact;
        }
        String best = byStem.get(Graphic.stem(name));
        if (best == null && !Graphic.stem(name).equals(name)) {
            best = byStem.get(name); // a.tif.jpg
        }
        return best == null ? exact : best;
    }
}

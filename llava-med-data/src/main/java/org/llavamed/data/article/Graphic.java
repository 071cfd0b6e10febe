package org.llavamed.data.article;

import java.util.List;
import java.util.Locale;

/**
 * An image that a figure names.
 *
 * @param href the file as the article names it, often without an extension
 * @param thumbnail whether the article says that it is a small one
 */
record Graphic(String href, boolean thumbnail) {
    /** Extensions of images, those to take first in front. */
    private static final List<String> IMAGES =
            List.of("jpg", "jpeg", "png", "tif", "tiff", "webp", "bmp", "gif", "jp2", "svg", "eps", "pdf");

    private static final int LAST_PIXELS = IMAGES.indexOf("gif");

    /** The smaller, the better: photographs, names without extension, other pixels, drawings, thumbnails. */
    int rank() {
        int found = IMAGES.indexOf(extension(href));
        int rank = found < 0 ? 1 : found <= 2 ? 0 : found <= LAST_PIXELS ? 2 : 3;
        return thumbnail ? rank + 4 : rank;
    }

    /** Place of a file's extension in the list, or -1 if it is no image. */
    static int imageRank(String file) {
        return IMAGES.indexOf(extension(file));
    }

    static boolean isPhotograph(String file) {
        int rank = imageRank(file);
        return rank >= 0 && rank <= 2;
    }

    /** The name without the extension of an image; other dots stay ({@code pone.0046493.g001} has none). */
    static String stem(String file) {
        String extension = extension(file);
        return IMAGES.contains(extension) ? file.substring(0, file.length() - extension.length() - 1) : file;
    }

    /** The file name of a path or address. */
    static String fileName(String href) {
        return href.substring(Math.max(href.lastIndexOf('/'), href.lastIndexOf('\\')) + 1);
    }

    private static String extension(String file) {
        int dot = file.lastIndexOf('.');
        return dot <= 0 ? "" : file.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}

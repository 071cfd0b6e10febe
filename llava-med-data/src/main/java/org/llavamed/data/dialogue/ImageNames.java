package org.llavamed.data.dialogue;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/**
 * Which file of a folder is the image of a figure: a file named as the figure's pair id with any image extension. Made once
 * from the folder, so that a look-up costs no file access; immutable. Takes about 150 bytes of memory a file.
 */
public final class ImageNames {
    private static final Set<String> EXTENSIONS =
            Set.of("jpg", "jpeg", "png", "gif", "tif", "tiff", "bmp", "webp", "pnm", "ppm", "pgm", "dcm");

    private final Map<String, String> byStem;
    private final Map<String, String> ambiguous;

    private ImageNames(Map<String, String> byStem, Map<String, String> ambiguous) {
        this.byStem = byStem;
        this.ambiguous = ambiguous;
    }

    /**
     * Looks into a folder, not below it.
     *
     * @param folder an existing folder
     * @return the names of its images; files with other extensions, hidden ones and empty ones are left out
     * @throws LlavaMedException if it cannot be read
     */
    public static ImageNames of(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new LlavaMedException(folder + ": " + (Files.exists(folder) ? "is not a folder" : "no such folder"));
        }
        Map<String, String> names = new HashMap<>();
        Map<String, String> ambiguous = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                int dot = name.lastIndexOf('.');
                if (dot <= 0
                        || !EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT))
                        || !Files.isRegularFile(file)
                        || Files.size(file) == 0) {
                    continue;
                }
                String stem = name.substring(0, dot);
                String other = names.get(stem);
                if (other == null
                        || name.compareTo(other) < 0) { // folders list in no order: the choice must not depend
                    names.put(stem, name);
                }
                if (other != null) {
                    ambiguous.merge(stem, other + ", " + name, (a, b) -> a + ", " + name);
                }
            }
        } catch (DirectoryIteratorException | IOException e) {
            throw new LlavaMedException(folder + ": cannot be read (" + e + ")", e);
        }
        return new ImageNames(Map.copyOf(names), Map.copyOf(ambiguous));
    }

    /**
     * The image of a figure.
     *
     * @param pairId the figure's pair id
     * @return the name of its file, with the real extension, or null if there is none; of several the first in the order of
     *     characters
     */
    public @Nullable String find(String pairId) {
        return byStem.get(pairId);
    }

    /**
     * Pair ids that more than one file is named after.
     *
     * @return the files of each, for messages; usually empty
     */
    public Map<String, String> ambiguous() {
        return ambiguous;
    }

    /**
     * How many figures have an image.
     *
     * @return the number of pair ids
     */
    public int size() {
        return byStem.size();
    }

    /**
     * The name that the released files give an image, whatever its format.
     *
     * @param pairId the figure's pair id
     * @return the id with {@code .jpg}
     */
    public static String released(String pairId) {
        return pairId + ".jpg";
    }
}

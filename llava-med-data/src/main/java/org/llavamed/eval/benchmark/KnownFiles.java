package org.llavamed.eval.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/** Finds the parts of a data set by the names they were published under. */
final class KnownFiles {
    private KnownFiles() {}

    /**
     * The file of that name; null if there is none.
     *
     * @throws LlavaMedException if there are two: which one is meant is not for us to say
     */
    static @Nullable Path file(Path folder, List<String> names) {
        List<Path> found =
                names.stream().map(folder::resolve).filter(Files::isRegularFile).toList();
        if (found.size() > 1) {
            throw new LlavaMedException(folder + ": has " + found.get(0).getFileName() + " and "
                    + folder.relativize(found.get(1)) + "; name the file itself instead of the folder");
        }
        return found.isEmpty() ? null : found.get(0);
    }

    /** The first folder of those names; null if there is none. */
    static @Nullable Path folder(Path folder, List<String> names) {
        return names.stream()
                .map(folder::resolve)
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(null);
    }

    static LlavaMedException missing(Path folder, List<String> names, String hint) {
        return new LlavaMedException(folder + ": has no file " + String.join(", ", names) + hint
                + "; name the folder of the data set or the file itself");
    }

    /** The folder of a file. */
    static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }
}

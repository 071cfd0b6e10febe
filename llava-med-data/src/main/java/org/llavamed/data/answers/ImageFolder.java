package org.llavamed.data.answers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/** The folder that the images of a question file lie in; no path of the file leads out of it, links included. */
final class ImageFolder {
    private final Path root;

    ImageFolder(Path folder) {
        try {
            root = folder.toRealPath();
        } catch (IOException e) {
            throw new LlavaMedException(folder + ": no such image folder", e);
        }
        if (!Files.isDirectory(root)) {
            throw new LlavaMedException(folder + ": is not a folder of images");
        }
    }

    Path root() {
        return root;
    }

    /** What makes a path of a question file unusable before any file is looked at, or null. */
    static @Nullable String problem(String image) {
        // A file made on one system is read on another: both separators and drive letters count everywhere.
        String path = image.replace('\\', '/');
        if (path.isBlank()) {
            return "is empty";
        }
        if (path.startsWith("/") || path.matches("[A-Za-z]:.*")) {
            return "is absolute; it must be relative to the image folder";
        }
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                return "leaves the image folder";
            }
        }
        return null;
    }

    /**
     * Finds an image.
     *
     * @param image a path without {@link #problem}
     * @param place the question for messages
     */
    Path find(String image, String place) {
        String problem = problem(image);
        if (problem != null) {
            throw new LlavaMedException(place + ": image \"" + image + "\" " + problem);
        }
        try {
            Path file = root.resolve(image);
            if (!Files.exists(file)) {
                throw new LlavaMedException(place + ": image \"" + image + "\" is not in " + root);
            }
            Path real = file.toRealPath();
            if (!real.startsWith(root)) {
                throw new LlavaMedException(
                        place + ": image \"" + image + "\" is a link that leaves the image folder " + root);
            }
            return real;
        } catch (InvalidPathException e) {
            throw new LlavaMedException(
                    place + ": image \"" + image + "\" is not a file name here: " + e.getReason()
                            + " (in a plain C locale only ASCII names can be read; set LC_ALL=C.UTF-8)",
                    e);
        } catch (IOException e) {
            throw new LlavaMedException(place + ": image \"" + image + "\" cannot be read (" + e + ")", e);
        }
    }
}

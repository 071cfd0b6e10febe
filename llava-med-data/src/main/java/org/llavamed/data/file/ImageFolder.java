package org.llavamed.data.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/** The folder that the images of a file of records lie in; no path of the file leads out of it, links included. */
public final class ImageFolder {
    private final Path root;

    /**
     * Opens a folder.
     *
     * @param folder an existing folder
     * @throws LlavaMedException if it is not one
     */
    public ImageFolder(Path folder) {
        try {
            root = folder.toRealPath();
        } catch (IOException e) {
            throw new LlavaMedException(folder + ": no such image folder", e);
        }
        if (!Files.isDirectory(root)) {
            throw new LlavaMedException(folder + ": is not a folder of images");
        }
    }

    /**
     * The folder itself.
     *
     * @return its real path
     */
    public Path root() {
        return root;
    }

    /**
     * What makes a path of a file of records unusable before any file is looked at.
     *
     * @param image the path as it stands there
     * @return the problem, or null
     */
    public static @Nullable String problem(String image) {
        // A file made on one system is read on another: both separators and drive letters count everywhere.
        String path = image.replace('\\', '/');
        if (path.isBlank()) {
            return "is empty";
        }
        if (path.startsWith("/") || path.matches("[A-Za-z]:.*")) {
            return "is absolute; it must be relative to the image folder";
        }
        if (path.indexOf('\0') >= 0) {
            return "holds a NUL, which no file name can";
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
     * @param image a path relative to the folder
     * @param place the record, for messages
     * @return the real path of the file
     * @throws LlavaMedException if there is none, or it lies outside the folder
     */
    public Path find(String image, String place) {
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
            if (Files.isDirectory(real)) {
                throw new LlavaMedException(place + ": image \"" + image + "\" is a folder in " + root);
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

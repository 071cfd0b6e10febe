package org.llavamed.data.fetch;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.llavamed.data.file.AtomicFile;
import org.llavamed.data.file.ImageKind;
import org.llavamed.error.LlavaMedException;

/**
 * The folder of images, {@code <pair_id>.<extension>}, each there whole or not at all. What is not whole yet is in a folder
 * {@code .parts} inside it.
 */
final class ImageStore {
    private static final Set<String> EXTENSIONS =
            Stream.of(ImageKind.values()).map(ImageKind::extension).collect(Collectors.toUnmodifiableSet());

    private final Path folder;
    private final Path parts;
    private final long[] present; // hashes of what was there at the beginning, sorted

    private ImageStore(Path folder, Path parts, long[] present) {
        this.folder = folder;
        this.parts = parts;
        this.present = present;
    }

    /** Looks at what is there; made if needed. */
    static ImageStore open(Path folder) {
        try {
            Files.createDirectories(folder);
            long[] present = new long[1024];
            int count = 0;
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    String name = String.valueOf(file.getFileName());
                    int dot = name.lastIndexOf('.');
                    if (dot > 0 && EXTENSIONS.contains(name.substring(dot + 1)) && Files.size(file) > 0) {
                        present = count < present.length ? present : Arrays.copyOf(present, count * 2);
                        present[count++] = PairId.hash(name.substring(0, dot));
                    }
                }
            }
            present = Arrays.copyOf(present, count);
            Arrays.sort(present);
            return new ImageStore(folder, folder.resolve(".parts"), present);
        } catch (IOException e) {
            throw new LlavaMedException(folder + ": cannot be used as a folder of images (" + e + ")", e);
        }
    }

    /** Whether an image was there at the beginning, in any format. */
    boolean has(String pairId) {
        return Arrays.binarySearch(present, PairId.hash(pairId)) >= 0;
    }

    /** Removes what a killed run left; only while no other run can be there. */
    void prepare() {
        removeParts();
        try {
            Files.createDirectories(parts);
        } catch (IOException e) {
            throw new LlavaMedException(parts + ": cannot be made (" + e + ")", e);
        }
    }

    /** Where an image is written to before it is published. */
    Path part(String pairId, String what) throws IOException {
        try {
            return parts.resolve(pairId + "." + what);
        } catch (InvalidPathException e) {
            throw new IOException("pair_id " + pairId + " is not a file name here (set LC_ALL=C.UTF-8)", e);
        }
    }

    void publish(Path part, String pairId, ImageKind kind) throws IOException {
        AtomicFile.publish(part, folder.resolve(pairId + "." + kind.extension()));
    }

    void removeParts() {
        if (!Files.isDirectory(parts)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(parts)) {
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(parts);
        } catch (IOException e) {
            throw new LlavaMedException(parts + ": cannot be removed (" + e + ")", e);
        }
    }
}

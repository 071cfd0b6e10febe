package org.llavamed.data.fetch;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.llavamed.data.file.AtomicFile;
import org.llavamed.data.file.ImageKind;
import org.llavamed.data.file.LockedFile;
import org.llavamed.error.LlavaMedException;

/**
 * The folder of images, {@code <pair_id>.<extension>}, each there whole or not at all. What is not whole yet is in a folder
 * {@code .parts} inside it, which is locked: one run at a time.
 */
final class ImageStore implements AutoCloseable {
    private static final String LOCK = "lock";
    private static final Set<String> EXTENSIONS =
            Stream.of(ImageKind.values()).map(ImageKind::extension).collect(Collectors.toUnmodifiableSet());

    private final Path folder;
    private final Path parts;
    private final LockedFile lock;
    private final long[] present; // hashes of what was there at the beginning, sorted

    private ImageStore(Path folder, Path parts, long[] present, LockedFile lock) {
        this.lock = lock;
        this.folder = folder;
        this.parts = parts;
        this.present = present;
    }

    /** Looks at what is there, the folder made if needed; removes what a killed run left. */
    static ImageStore open(Path folder) {
        Path parts = folder.resolve(".parts");
        try {
            Files.createDirectories(parts);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
        LockedFile lock = LockedFile.open(parts.resolve(LOCK), folder);
        try {
            removeParts(parts);
            return new ImageStore(folder, parts, present(folder), lock);
        } catch (IOException e) {
            try {
                lock.close();
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw unusable(folder, e);
        }
    }

    private static LlavaMedException unusable(Path folder, IOException e) {
        return new LlavaMedException(folder + ": cannot be used as a folder of images (" + e + ")", e);
    }

    /** Hashes of the images that are there, sorted. */
    private static long[] present(Path folder) throws IOException {
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
        return present;
    }

    /** Whether an image was there at the beginning, in any format. */
    boolean has(String pairId) {
        return Arrays.binarySearch(present, PairId.hash(pairId)) >= 0;
    }

    /** Where an image is written to before it is published. */
    Path part(String pairId, String what) {
        return parts.resolve(pairId + "." + what);
    }

    void publish(Path part, String pairId, ImageKind kind) throws IOException {
        AtomicFile.publish(part, folder.resolve(pairId + "." + kind.extension()));
    }

    /** Removes what is not whole. */
    @Override
    public void close() {
        try (lock) {
            removeParts(parts);
            Files.delete(parts.resolve(LOCK)); // while it is locked, so that nobody can be there
            Files.delete(parts);
        } catch (IOException e) {
            throw new LlavaMedException(parts + ": cannot be removed (" + e + ")", e);
        }
    }

    /** Removes what a run left. */
    private static void removeParts(Path parts) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(parts)) {
            for (Path file : files) {
                if (!file.endsWith(LOCK)) {
                    Files.delete(file);
                }
            }
        }
    }
}

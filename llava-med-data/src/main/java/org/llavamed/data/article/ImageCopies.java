package org.llavamed.data.article;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.archive.ArchiveLimits;
import org.llavamed.data.archive.TarGzReader;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.data.file.AtomicFile;
import org.llavamed.data.file.ImageKind;
import org.llavamed.data.file.SafeName;
import org.llavamed.error.LlavaMedException;

/**
 * Copies the images of figures to a folder while their articles are read, as {@code <pair_id>.<extension>}, the extension told
 * by the content: what later steps look for. Images are taken from beside the article: from its folder, or out of its package
 * (which is read a second time for that). Each appears whole or not at all, and replaces a file of its name; one that is no
 * image, is cut off, or has more than 256 MiB is not copied. Give it to
 * {@link ArticleSource#open(Path, ImageCopies)} and close it after the source. Not thread-safe; one run at a time may write a
 * folder.
 */
public final class ImageCopies implements AutoCloseable {
    private static final String PARTS = ".parts-";
    private static final Duration FORGOTTEN = Duration.ofDays(1);

    private final Path folder;
    private final Path parts;
    private final BiConsumer<String, String> refusals;
    private long copied;
    private long missing;
    private long refused;
    private boolean failed;

    /**
     * Begins to fill a folder.
     *
     * @param folder the folder; made if needed
     * @param refusals is told the pair id and the problem of each image that is there but is not copied
     * @throws LlavaMedException if it cannot be written
     */
    public ImageCopies(Path folder, BiConsumer<String, String> refusals) {
        this.folder = folder;
        this.refusals = refusals;
        try {
            Files.createDirectories(folder);
            try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, PARTS + "*")) {
                for (Path old : left) { // of a killed run
                    if (Files.getLastModifiedTime(old)
                            .toInstant()
                            .isBefore(Instant.now().minus(FORGOTTEN))) {
                        remove(old);
                    }
                }
            }
            parts = Files.createTempDirectory(folder, PARTS);
        } catch (IOException e) {
            throw new LlavaMedException(folder + ": cannot be used as a folder of images (" + e + ")", e);
        }
    }

    /**
     * Images that were copied.
     *
     * @return how many so far
     */
    public long copied() {
        return copied;
    }

    /**
     * Figures without an image: they name none, or it is not beside the article.
     *
     * @return how many so far
     */
    public long missing() {
        return missing;
    }

    /**
     * Images that are there but could not be used.
     *
     * @return how many so far
     */
    public long refused() {
        return refused;
    }

    /**
     * Whether the folder could not be written, so that going on makes no sense.
     *
     * @return true after the source threw for that reason
     */
    public boolean failed() {
        return failed;
    }

    /** The package is damaged, so that nothing in it is trusted. */
    void refuse(Map<String, List<String>> wanted, String problem) {
        wanted.values().forEach(pairIds -> pairIds.forEach(id -> refuse(id, problem)));
    }

    private void refuse(String pairId, String problem) {
        refused++;
        refusals.accept(pairId, problem);
    }

    /** Copies the image of a figure from a folder that it must not lead out of. */
    void copy(String pairId, Path base, String path) {
        Path file = base.resolve(path);
        try {
            boolean ours = Files.isRegularFile(file)
                    && (!Files.isSymbolicLink(file) || file.toRealPath().startsWith(base.toRealPath()));
            if (!ours) {
                refuse(pairId, file + " is no regular file of the folder");
            } else if (Files.size(file) > ArchiveLimits.DEFAULT.entryBytes()) {
                refuse(pairId, file + " has " + Files.size(file) + " bytes");
            } else {
                try (InputStream in = Files.newInputStream(file)) {
                    publish(in, List.of(pairId), file.toString());
                }
            }
        } catch (IOException e) {
            refuse(pairId, file + " cannot be read (" + e + ")");
        }
    }

    /** Copies images out of a package: members by their path, with the figures that they are of. */
    void copy(Path archive, Map<String, List<String>> wanted) {
        if (wanted.isEmpty()) {
            return;
        }
        try (TarGzReader members = TarGzReader.open(archive)) {
            for (TarGzReader.Entry entry = members.next(); entry != null; entry = members.next()) {
                List<String> pairIds = wanted.get(entry.path());
                if (pairIds == null) {
                    continue;
                }
                String place = archive + "/" + entry.path();
                if (entry.size() > ArchiveLimits.DEFAULT.entryBytes()) {
                    String problem = place + " has " + entry.size() + " bytes";
                    pairIds.forEach(id -> refuse(id, problem));
                } else {
                    publish(members.content(), pairIds, place);
                }
            }
        }
    }

    private void publish(InputStream content, List<String> pairIds, String place) {
        Path part = parts.resolve("image");
        try {
            Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
            ImageKind kind = ImageKind.of(part);
            for (String id : pairIds) {
                String problem = kind == null ? "is no image, or is cut off" : SafeName.problem(id);
                if (kind == null || problem != null) {
                    refuse(id, place + (kind == null ? " " + problem : ": the pair id " + problem));
                    continue;
                }
                boolean last = id.equals(pairIds.get(pairIds.size() - 1));
                Path own = last ? part : Files.copy(part, parts.resolve("copy"), StandardCopyOption.REPLACE_EXISTING);
                AtomicFile.publish(own, folder.resolve(id + "." + kind.extension()));
                copied++;
            }
        } catch (IOException e) {
            failed = true;
            throw new LlavaMedException(folder + ": " + place + " cannot be copied there (" + e + ")", e);
        }
    }

    private static void remove(Path parts) throws IOException {
        if (!Files.isDirectory(parts, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(parts)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(parts);
    }

    /** Removes what is not whole. */
    @Override
    public void close() {
        try {
            remove(parts);
        } catch (IOException e) {
            throw new LlavaMedException(parts + ": cannot be removed (" + e + ")", e);
        }
    }

    /** Copies the images of an article in a folder, or notes those of one in a package. */
    void take(Article article, ImageFiles images, Map<String, List<String>> ofPackage) {
        for (FigureRecord figure : article.figures()) {
            take(figure.pairId(), images.path(figure), images.base(), ofPackage);
        }
    }

    private void take(String pairId, @Nullable String path, @Nullable Path base, Map<String, List<String>> ofPackage) {
        if (path == null) {
            missing++;
        } else if (base != null) {
            copy(pairId, base, path);
        } else {
            ofPackage.computeIfAbsent(path, member -> new ArrayList<>(1)).add(pairId);
        }
    }
}

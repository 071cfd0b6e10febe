package org.llavamed.data.article;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/**
 * The articles of a file, a folder or a package, one at a time, always in the same order.
 *
 * <ul>
 *   <li>An article file ({@code .nxml}, {@code .xml}, any other name): its article, or the articles of an envelope.
 *   <li>A folder: all {@code .nxml}, {@code .xml} and {@code .tar.gz} files in it and below it. Links to folders are not followed,
 *       links to files only where they stay in the folder.
 *   <li>A package of PubMed Central's open-access subset ({@code .tar.gz}, {@code .tgz}): its {@code .nxml} and {@code .xml}
 *       members; read as a stream, nothing is unpacked.
 * </ul>
 *
 * Images that lie beside an article give {@link org.llavamed.data.figure.FigureRecord#graphic} its real file name: relative to
 * the folder (or to the article file's folder), in a package the path of the member. Not thread-safe.
 *
 * <p>A broken article ends nothing: {@link #next} throws, and called again it goes on with the next article.
 */
public abstract class ArticleSource implements AutoCloseable {
    private final @Nullable ImageCopies copies;
    private final Map<String, List<String>> ofPackage = new HashMap<>(); // pair ids by member
    private long skipped;

    ArticleSource(@Nullable ImageCopies copies) {
        this.copies = copies;
    }

    /**
     * Opens a source.
     *
     * @param path a file or a folder
     * @return its articles; to be closed
     * @throws LlavaMedException if it cannot be read
     */
    public static ArticleSource open(Path path) {
        return source(path, null);
    }

    /**
     * Opens a source and copies the images of its figures: those of an article in a folder when {@link #next} gives it, those
     * of a package when {@code next} comes to its end.
     *
     * @param path a file or a folder
     * @param copies where to; stays open
     * @return its articles; to be closed
     * @throws LlavaMedException if it cannot be read
     */
    public static ArticleSource open(Path path, ImageCopies copies) {
        return source(path, copies);
    }

    private static ArticleSource source(Path path, @Nullable ImageCopies copies) {
        if (Files.isDirectory(path)) {
            return new FolderSource(path, copies);
        }
        if (!Files.exists(path)) {
            throw new LlavaMedException(path + ": no such file");
        }
        if (isPackage(path.toString())) {
            return new PackageSource(path, path.toString(), new ArticleKeys(), copies);
        }
        Path folder = path.toAbsolutePath().getParent();
        ImageFiles images = folder == null ? new ImageFiles(null) : FolderSource.images(folder);
        return new FileSource(path, path.toString(), images, new ArticleKeys(), true, copies);
    }

    /**
     * Reads the next article.
     *
     * @return the article, or null after the last
     * @throws LlavaMedException if it cannot be read or is not what it should be; the message names file, line and column where
     *     there are any. The next call goes on behind it
     */
    public abstract @Nullable Article next();

    /**
     * How many XML files were passed over because they hold no article: in folders and packages there are others. A source that
     * is one XML file is refused instead.
     *
     * @return their number so far
     */
    public long skipped() {
        return skipped;
    }

    /** The article with its images as files that are there; these are copied if that is wanted. */
    Article finish(Article article, ImageFiles images) {
        if (copies != null) {
            copies.take(article, images, ofPackage);
        }
        return article.withGraphics(images);
    }

    /** Copies the images of a package that was read to its end. */
    void finishPackage(Path file, boolean whole) {
        if (copies != null && whole) {
            copies.copy(file, ofPackage);
        } else if (copies != null) {
            copies.refuse(ofPackage, file + " is damaged");
        }
    }

    void skip(long files) {
        skipped += files;
    }

    @Override
    public abstract void close();

    static boolean isPackage(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".tar.gz") || lower.endsWith(".tgz");
    }

    static boolean isArticle(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".nxml") || lower.endsWith(".xml");
    }

    /** One XML file. */
    static final class FileSource extends ArticleSource {
        private final InputStream in;
        private final String name;
        private final ImageFiles images;
        private final ArticleKeys keys;
        private final boolean mustHoldArticle;
        private @Nullable ArticleReader reader;
        private boolean found;
        private boolean ended;

        FileSource(
                Path file,
                String name,
                ImageFiles images,
                ArticleKeys keys,
                boolean mustHoldArticle,
                @Nullable ImageCopies copies) {
            super(copies);
            this.name = name;
            this.images = images;
            this.keys = keys;
            this.mustHoldArticle = mustHoldArticle;
            try {
                in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
            } catch (IOException e) {
                throw new LlavaMedException(file + ": cannot be read (" + e + ")", e);
            }
        }

        @Override
        public @Nullable Article next() {
            if (ended) {
                return null;
            }
            ended = true; // unless all goes well
            ArticleReader articles = reader;
            if (articles == null) {
                articles = ArticleReader.of(in, name, keys);
                reader = articles;
            }
            Article article = articles.next();
            if (article == null) {
                if (!found && mustHoldArticle) {
                    throw articles.noArticle();
                }
                skip(found ? 0 : 1);
                return null;
            }
            found = true;
            ended = false;
            return finish(article, images);
        }

        @Override
        public void close() {
            try (in) {
                if (reader != null) {
                    reader.close();
                }
            } catch (IOException e) {
                throw new LlavaMedException(name + ": cannot be closed (" + e + ")", e);
            }
        }
    }
}

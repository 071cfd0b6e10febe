package org.llavamed.data.article;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/** The articles of a folder and the folders in it, in the order of their names; one folder's list is held at a time and level. */
final class FolderSource extends ArticleSource {
    private final Path root;
    private final Path realRoot;
    private final ArticleKeys keys = new ArticleKeys();
    private final Deque<Level> levels = new ArrayDeque<>();
    private final @Nullable ImageCopies copies;
    private @Nullable ArticleSource current;

    /**
     * A folder that is being gone through.
     *
     * @param rest what is left of it
     * @param images its images
     */
    private record Level(Iterator<Path> rest, ImageFiles images) {}

    FolderSource(Path root, @Nullable ImageCopies copies) {
        super(copies);
        this.copies = copies;
        this.root = root;
        try {
            realRoot = root.toRealPath();
        } catch (IOException e) {
            throw new LlavaMedException(root + ": cannot be read (" + e + ")", e);
        }
        enter(root);
    }

    @Override
    public @Nullable Article next() {
        while (true) {
            if (current != null) {
                Article article = current.next();
                if (article != null) {
                    return article;
                }
                closeCurrent();
            }
            Level level = levels.peek();
            if (level == null) {
                return null;
            }
            if (level.rest().hasNext()) {
                open(level.rest().next(), level.images());
            } else {
                levels.pop();
            }
        }
    }

    private void open(Path path, ImageFiles images) {
        String name = String.valueOf(path.getFileName());
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            enter(path);
        } else if (isPackage(name) && isOurs(path)) {
            current = new PackageSource(path, path.toString(), keys, copies);
        } else if (isArticle(name) && isOurs(path)) {
            current = new FileSource(path, path.toString(), images, keys, false, copies);
        }
    }

    private boolean isOurs(Path file) {
        try {
            return Files.isRegularFile(file)
                    && (!Files.isSymbolicLink(file) || file.toRealPath().startsWith(realRoot));
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be read (" + e + ")", e);
        }
    }

    private void enter(Path folder) {
        List<Path> files = list(folder);
        String prefix =
                folder.equals(root) ? "" : root.relativize(folder).toString().replace('\\', '/') + "/";
        levels.push(new Level(files.iterator(), images(root, files, prefix)));
    }

    /** The images of a folder. */
    static ImageFiles images(Path folder) {
        return images(folder, list(folder), "");
    }

    private static ImageFiles images(Path base, List<Path> files, String prefix) {
        ImageFiles images = new ImageFiles(base);
        for (Path file : files) {
            images.add(prefix + file.getFileName());
        }
        return images;
    }

    private static List<Path> list(Path folder) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(files::add);
        } catch (IOException | DirectoryIteratorException e) {
            throw new LlavaMedException(folder + ": cannot be read (" + e + ")", e);
        }
        files.sort(Comparator.comparing(file -> String.valueOf(file.getFileName())));
        return files;
    }

    private void closeCurrent() {
        ArticleSource source = current;
        current = null;
        if (source != null) {
            skip(source.skipped());
            source.close();
        }
    }

    @Override
    public void close() {
        closeCurrent();
        levels.clear();
    }
}

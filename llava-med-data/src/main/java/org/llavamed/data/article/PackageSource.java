package org.llavamed.data.article;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.archive.TarGzReader;
import org.llavamed.error.LlavaMedException;

/**
 * The articles of an archive. In a package of one article its images may come before it or behind it, so articles are held back
 * until the archive goes on with another folder; of archives of articles alone, never more than a few.
 */
final class PackageSource extends ArticleSource {
    private static final int HELD_BACK = 16;

    private final Path file;
    private final String name;
    private final TarGzReader archive;
    private final ArticleKeys keys;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private ImageFiles images = new ImageFiles(null);
    private String folder = "";
    private boolean ended;
    private boolean whole;
    private boolean finished;

    /**
     * An article whose images may not have come yet.
     *
     * @param article the article
     * @param images those of its folder so far
     */
    private record Waiting(Article article, ImageFiles images) {}

    PackageSource(Path file, String name, ArticleKeys keys, @Nullable ImageCopies copies) {
        super(copies);
        this.file = file;
        this.name = name;
        this.keys = keys;
        archive = TarGzReader.open(file);
    }

    @Override
    public @Nullable Article next() {
        while (true) {
            Waiting first = waiting.peek();
            if (first != null && (ended || first.images() != images || waiting.size() > HELD_BACK)) {
                waiting.remove();
                return finish(first.article(), first.images());
            }
            if (ended && !finished) {
                finished = true;
                finishPackage(file, whole);
            }
            if (ended) {
                return null;
            }
            read();
        }
    }

    /** Takes the next member. */
    private void read() {
        TarGzReader.Entry entry = member();
        if (entry == null) {
            ended = true;
            whole = true;
            return;
        }
        String path = entry.path();
        String in = path.substring(0, path.lastIndexOf('/') + 1);
        if (!in.equals(folder)) {
            folder = in;
            images = new ImageFiles(null); // those before are still of what is held back
        }
        if (isArticle(path)) {
            readArticles(path);
        } else {
            images.add(path);
        }
    }

    private TarGzReader.@Nullable Entry member() {
        boolean good = false;
        try {
            TarGzReader.Entry entry = archive.next();
            good = true;
            return entry;
        } finally {
            ended |= !good; // behind a damaged place nothing can be found
        }
    }

    private void readArticles(String path) {
        try (ArticleReader reader = ArticleReader.of(archive.content(), name + "/" + path, keys)) {
            long found = 0;
            for (Article article = reader.next(); article != null; article = reader.next()) {
                waiting.add(new Waiting(article, images));
                found++;
            }
            skip(found == 0 ? 1 : 0);
        }
    }

    @Override
    public void close() {
        try {
            archive.close();
        } catch (LlavaMedException e) {
            throw new LlavaMedException(name + ": cannot be closed (" + e.getMessage() + ")", e);
        }
    }
}

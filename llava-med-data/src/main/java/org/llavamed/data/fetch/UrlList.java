package org.llavamed.data.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.Lines;
import org.llavamed.error.LlavaMedException;

/**
 * The images of {@code image_urls.jsonl}, article by article. Only places and hashes are held, 16 bytes a line; the lines of an
 * article are read again when its turn comes. Thread-safe once it is read.
 */
final class UrlList implements AutoCloseable {
    private static final int LINE_BITS = 24;
    private static final long LINE_MASK = (1L << LINE_BITS) - 1;

    private final Path file;
    private final FileChannel channel;
    private final long[] starts;
    /** First line of the article, then the line; sorted. */
    private final long[] order;

    private final Queue<List<ImageUrl>> pending = new ArrayDeque<>();
    private int at;

    private UrlList(Path file, FileChannel channel, long[] starts, long[] order) {
        this.file = file;
        this.channel = channel;
        this.starts = starts;
        this.order = order;
    }

    /** Is told of lines that cannot be used. */
    interface Refusals {
        void refused(int line, @Nullable ImageUrl image, MissingReason reason, String problem);
    }

    /** Reads up to so many usable lines. */
    static UrlList read(Path file, int limit, Refusals refusals) {
        if (!Files.isRegularFile(file)) {
            throw new LlavaMedException(file + ": " + (Files.exists(file) ? "is not a regular file" : "no such file"));
        }
        Scan scan = new Scan(file, limit, refusals);
        scan.read();
        try {
            FileChannel channel = FileChannel.open(file);
            long[] starts = Arrays.copyOf(scan.starts, scan.lines + 1);
            long[] all = byFirstLine(Arrays.copyOf(scan.keys, scan.images));
            UrlList list = new UrlList(file, channel, starts, all);
            long[] names = scan.names;
            return list.withoutDuplicates(names, refusals);
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be read (" + e + ")", e);
        }
    }

    /** The first reading: where each line begins, and hashes of its address and name. */
    private static final class Scan {
        private final Path file;
        private final int limit;
        private final Refusals refusals;
        private long[] starts = new long[1024];
        private long[] keys = new long[1024];
        private long[] names = new long[1024]; // by line
        private int lines;
        private int images;
        private @Nullable LlavaMedException first;

        Scan(Path file, int limit, Refusals refusals) {
            this.file = file;
            this.limit = limit;
            this.refusals = refusals;
        }

        void read() {
            try (Lines all = Lines.open(file, null)) {
                for (Lines.Line line = all.next(); line != null && images < limit; line = all.next()) {
                    if (lines + 1 > LINE_MASK) {
                        throw new LlavaMedException(file + ": more than " + LINE_MASK + " lines");
                    }
                    starts = grown(starts, lines + 2);
                    names = grown(names, lines + 1);
                    keys = grown(keys, images + 1);
                    take(line);
                    starts[++lines] = line.end();
                }
            }
            if (images == 0 && first != null) {
                throw first;
            }
        }

        private void take(Lines.Line line) {
            try {
                if (line.text().isBlank()) {
                    return;
                }
                ImageUrl image = ImageUrl.of(JsonRecord.parse(line));
                names[lines] = PairId.hash(image.pairId());
                keys[images++] = (PairId.hash64(image.address().toString()) << LINE_BITS) | lines;
            } catch (LlavaMedException e) {
                first = first == null ? e : first;
                refusals.refused(line.number(), null, MissingReason.BAD_LINE, e.getMessage());
            }
        }

        private static long[] grown(long[] array, int size) {
            return size <= array.length ? array : Arrays.copyOf(array, array.length + array.length / 2);
        }
    }

    /** From (40 bits of a hash, line) to (first line with that hash, line). */
    private static long[] byFirstLine(long[] keys) {
        Arrays.sort(keys);
        long hash = 0;
        long firstLine = -1;
        for (int i = 0; i < keys.length; i++) {
            long line = keys[i] & LINE_MASK;
            if (firstLine < 0 || keys[i] >> LINE_BITS != hash) {
                hash = keys[i] >> LINE_BITS;
                firstLine = line;
            }
            keys[i] = (firstLine << LINE_BITS) | line;
        }
        Arrays.sort(keys);
        return keys;
    }

    /** Two images with one name would overwrite each other; the first in the file stays. */
    private UrlList withoutDuplicates(long[] names, Refusals refusals) {
        long[] sorted = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            sorted[i] = names[(int) (order[i] & LINE_MASK)];
        }
        Arrays.sort(sorted);
        Set<Long> twice = new HashSet<>();
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                twice.add(sorted[i]);
            }
        }
        if (twice.isEmpty()) {
            return this;
        }
        int[] lines = Arrays.stream(order)
                .mapToInt(key -> (int) (key & LINE_MASK))
                .sorted()
                .toArray();
        Set<Long> seen = new HashSet<>();
        Set<Integer> dropped = new HashSet<>();
        for (int line : lines) {
            if (twice.contains(names[line]) && !seen.add(names[line])) {
                dropped.add(line);
                ImageUrl image = line(line);
                refusals.refused(line + 1, image, MissingReason.DUPLICATE, "an earlier line has this pair_id");
            }
        }
        long[] kept = Arrays.stream(order)
                .filter(key -> !dropped.contains((int) (key & LINE_MASK)))
                .toArray();
        return new UrlList(file, channel, starts, kept);
    }

    /** Images that are named, each once. */
    int images() {
        return order.length;
    }

    /** The images of the next article, or null. */
    synchronized @Nullable List<ImageUrl> nextArticle() {
        if (pending.isEmpty() && at < order.length) {
            Map<String, List<ImageUrl>> group = new LinkedHashMap<>(); // nearly always one address
            long first = order[at] >> LINE_BITS;
            for (; at < order.length && order[at] >> LINE_BITS == first; at++) {
                ImageUrl image = line((int) (order[at] & LINE_MASK));
                group.computeIfAbsent(image.address().toString(), address -> new ArrayList<>())
                        .add(image);
            }
            pending.addAll(group.values());
        }
        return pending.poll();
    }

    private ImageUrl line(int index) {
        ByteBuffer bytes = ByteBuffer.allocate((int) (starts[index + 1] - starts[index]));
        try {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, starts[index] + bytes.position()) < 0) {
                    throw new LlavaMedException(file + ": has become shorter while it was read");
                }
            }
        } catch (IOException e) {
            throw new LlavaMedException(file + ":" + (index + 1) + ": cannot be read (" + e + ")", e);
        }
        return ImageUrl.of(JsonRecord.parse(new Lines.Line(file, index + 1, bytes.flip(), starts[index + 1], true)));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be closed (" + e + ")", e);
        }
    }
}

package org.llavamed.data.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/**
 * The regular files of a {@code .tar.gz}, one at a time, from a stream; nothing is unpacked. Folders, links, devices and pipes
 * are passed over. An archive is refused as a whole if a member has an absolute path, one that leaves the archive, or one with
 * backslashes, control characters or more than 1,024 characters; if it holds a sparse file; and if it is larger than its
 * {@link ArchiveLimits}. (The leading slash of an absolute path in an extended header is dropped, as tar programs do.) A file that is cut off anywhere, or whose check sums do not fit, is noticed, at the latest when
 * {@link #next} comes to the end; what was read before that should not be trusted until then.
 *
 * <p>Every complaint is a {@link LlavaMedException} that names the archive and the member or position, also when it is noticed
 * while a {@link #content} is read. After one the reader gives nothing any more. Not thread-safe.
 */
public final class TarGzReader implements AutoCloseable {
    private final String name;
    private final ArchiveLimits limits;
    private final TarBytes bytes;
    private final TarArchiveInputStream tar;
    private @Nullable Entry current;
    private int entries;
    private boolean ended;

    private TarGzReader(InputStream in, String name, ArchiveLimits limits) throws IOException {
        this.name = name;
        this.limits = limits;
        this.bytes = new TarBytes(new GzipInput(in), limits.totalBytes());
        this.tar = new TarArchiveInputStream(
                bytes, TarConstants.DEFAULT_BLKSIZE, TarBytes.RECORD, StandardCharsets.UTF_8.name());
    }

    /**
     * A regular file of an archive.
     *
     * @param path its path, with {@code /} between its parts, none of them empty, {@code .} or {@code ..}
     * @param size its bytes
     */
    public record Entry(String path, long size) {
        /**
         * The last part of the path.
         *
         * @return the name without folders
         */
        public String fileName() {
            return path.substring(path.lastIndexOf('/') + 1);
        }
    }

    /**
     * Opens a file with {@link ArchiveLimits#DEFAULT}.
     *
     * @param file the archive
     * @return the reader; to be closed
     * @throws LlavaMedException if it cannot be read or is no gzip file
     */
    public static TarGzReader open(Path file) {
        return open(file, ArchiveLimits.DEFAULT);
    }

    /**
     * Opens a file.
     *
     * @param file the archive
     * @param limits how much of it is read
     * @return the reader; to be closed
     * @throws LlavaMedException if it cannot be read or is no gzip file
     */
    public static TarGzReader open(Path file, ArchiveLimits limits) {
        if (Files.isDirectory(file) || !Files.exists(file)) {
            throw new LlavaMedException(file + ": " + (Files.exists(file) ? "is a folder" : "no such file"));
        }
        try {
            return of(new BufferedInputStream(Files.newInputStream(file), 1 << 16), file.toString(), limits);
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be read (" + e + ")", e);
        }
    }

    /**
     * Reads a stream with {@link ArchiveLimits#DEFAULT}.
     *
     * @param in the archive; closed with the reader, or if this fails
     * @param name what messages call it
     * @return the reader; to be closed
     * @throws LlavaMedException if it cannot be read or is no gzip file
     */
    public static TarGzReader of(InputStream in, String name) {
        return of(in, name, ArchiveLimits.DEFAULT);
    }

    /**
     * Reads a stream.
     *
     * @param in the archive; closed with the reader, or if this fails
     * @param name what messages call it
     * @param limits how much of it is read
     * @return the reader; to be closed
     * @throws LlavaMedException if it cannot be read or is no gzip file
     */
    public static TarGzReader of(InputStream in, String name, ArchiveLimits limits) {
        try {
            return new TarGzReader(in, name, limits);
        } catch (IOException | RuntimeException e) {
            try {
                in.close();
            } catch (IOException closing) {
                e.addSuppressed(closing);
            }
            throw new LlavaMedException(name + ": is not a gzip file (" + e.getMessage() + ")", e);
        }
    }

    /**
     * Goes to the next regular file; what is left of the current one is passed over.
     *
     * @return the file, or null at the end of an archive that is whole
     * @throws LlavaMedException if the archive is damaged, cut off or refused
     */
    public @Nullable Entry next() {
        if (ended) {
            return null;
        }
        try {
            for (TarArchiveEntry entry = header(); entry != null; entry = header()) {
                if (isRegular(entry)) {
                    current = new Entry(MemberPath.normal(entry.getName()), entry.getSize());
                    return current;
                }
            }
            bytes.end();
            ended = true;
            return null;
        } catch (IOException | RuntimeException e) {
            throw refuse(e);
        }
    }

    private @Nullable TarArchiveEntry header() throws IOException {
        passOver();
        current = null;
        bytes.beginHeader();
        TarArchiveEntry entry = tar.getNextEntry();
        if (entry == null) {
            return null;
        }
        bytes.endHeader();
        if (!entry.isCheckSumOK()) {
            throw new IOException("not a tar header");
        }
        entries++;
        String shown = "member " + MemberPath.shown(entry.getName()) + " ";
        String problem = MemberPath.problem(entry.getName());
        if (problem == null
                && isRegular(entry)
                && MemberPath.normal(entry.getName()).isEmpty()) {
            problem = "has no name";
        }
        if (problem == null && entry.isSparse()) {
            problem = "is a sparse file, which is not read";
        }
        if (problem == null && entry.getSize() > limits.totalBytes()) {
            problem = "has " + entry.getSize() + " bytes, more than the " + limits.totalBytes()
                    + " that the archive may have";
        }
        if (problem == null && entries > limits.entries()) {
            problem = "is one more than the " + limits.entries() + " that the archive may have";
        }
        if (problem != null) {
            throw new IOException(shown + problem);
        }
        return entry;
    }

    /** Done here, because the library would do it within the budget of a header. */
    private void passOver() throws IOException {
        if (tar.getCurrentEntry() == null) {
            return;
        }
        byte[] buffer = new byte[1 << 14];
        while (tar.read(buffer, 0, buffer.length) >= 0) {
            // nobody wants it
        }
    }

    private static boolean isRegular(TarArchiveEntry entry) {
        byte type = entry.getLinkFlag();
        boolean file =
                type == TarConstants.LF_NORMAL || type == TarConstants.LF_OLDNORM || type == TarConstants.LF_CONTIG;
        return file && !entry.getName().endsWith("/"); // how tar files of old write a folder
    }

    /**
     * The content of the file that {@link #next} came to. It ends where the file does, and is not to be used after the next
     * call of {@link #next}. Closing it does nothing. Reading throws {@link LlavaMedException}.
     *
     * @return the bytes
     * @throws LlavaMedException if the file has more bytes than {@link ArchiveLimits#entryBytes}; the next one can still be
     *     read
     * @throws IllegalStateException if there is no current file
     */
    public InputStream content() {
        Entry entry = current;
        if (entry == null) {
            throw new IllegalStateException("no current member");
        }
        if (entry.size() > limits.entryBytes()) {
            throw new LlavaMedException(name + ": member " + entry.path() + " has " + entry.size()
                    + " bytes, more than the " + limits.entryBytes() + " that are read");
        }
        return new Content(entry);
    }

    private final class Content extends InputStream {
        private final String path;
        private final int number = entries;

        Content(Entry entry) {
            this.path = entry.path();
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (current == null || number != entries) {
                throw new IllegalStateException("the reader is no longer at " + path);
            }
            try {
                return tar.read(buffer, offset, length);
            } catch (IOException | RuntimeException e) {
                throw refuse(e);
            }
        }
    }

    private LlavaMedException refuse(Exception e) {
        String member = current == null ? "" : "member " + MemberPath.shown(current.path()) + ": ";
        ended = true;
        current = null;
        String problem = e.getMessage() == null || !(e instanceof IOException) ? e.toString() : e.getMessage();
        return new LlavaMedException(
                name + ": " + member + problem + " (at byte " + bytes.position() + " of the tar file)", e);
    }

    /** Closes the archive and the stream that it is read from. */
    @Override
    public void close() {
        ended = true;
        current = null;
        try {
            tar.close();
        } catch (IOException e) {
            throw new LlavaMedException(name + ": cannot be closed (" + e + ")", e);
        }
    }
}

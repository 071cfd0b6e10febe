package org.llavamed.data.asking;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.Lines;
import org.llavamed.data.file.LockedFile;
import org.llavamed.error.LlavaMedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that only grows: its settings on the first line, then what was asked and what came back, one event a line. Each line
 * is handed to the system whole before the run goes on, so that a killed process loses none; every five seconds and at the
 * end the disk is told to keep them, so that a power cut loses at most those of five seconds. One process writes it at a
 * time. Not thread-safe.
 */
final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final long FORCE_NANOS = Duration.ofSeconds(5).toNanos();

    private final Path file;
    private final LockedFile locked;
    private final FileChannel channel;
    private final JournalState state = new JournalState();
    private long end;
    private int damaged;
    private boolean keep;
    private long forced = System.nanoTime();

    private Journal(Path file, LockedFile locked) {
        this.file = file;
        this.locked = locked;
        this.channel = locked.channel();
    }

    /**
     * Opens a journal to go on with it, or makes it. What was cut at its end is removed; a damaged line elsewhere counts as
     * not written.
     *
     * @throws LlavaMedException if it was made with other settings or by something else, or if another run writes it; it is
     *     then left as it is
     */
    static Journal open(Path file, AskingSettings settings) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new LlavaMedException(file + ": is not a regular file, so a run could not go on with it");
        }
        Journal journal = new Journal(file, LockedFile.open(file, file));
        try {
            if (!Files.exists(file)) { // a run that asked nothing has just removed it
                throw new LlavaMedException(file + ": another run is writing it");
            }
            AskingSettings made = journal.read(settings);
            if (made != null && journal.state.hasReplies()) {
                settings.requireSame(file, made);
            } else {
                journal.empty(); // the settings that may stand there have brought no reply
                journal.write(settings.header());
                journal.force();
            }
            return journal;
        } catch (IOException e) {
            journal.closeQuietly();
            throw new LlavaMedException(file + ": cannot be read (" + e + ")", e);
        } catch (RuntimeException e) {
            journal.closeQuietly();
            throw e;
        }
    }

    /** Reads all lines; null if not even the first is whole. */
    private @Nullable AskingSettings read(AskingSettings expected) throws IOException {
        AskingSettings settings = null;
        int bad = 0;
        channel.position(0);
        @SuppressWarnings("resource") // closing it would close the channel
        Lines lines = Lines.of(file, new BufferedInputStream(Channels.newInputStream(channel), 1 << 16));
        for (Lines.Line line = lines.next(); line != null; line = lines.next()) {
            JsonRecord json = JournalLine.decode(line);
            if (settings == null) {
                if (json == null && !expected.cutHeader(line)) {
                    throw new LlavaMedException(file + ":" + line.number()
                            + ": is not the first line of a journal; name another output or remove the file");
                }
                if (json == null) {
                    return null;
                }
                settings = expected.parse(json);
            } else {
                int length = line.bytes().remaining() + 1;
                if (json == null || !state.add(json, line.end() - length, length)) {
                    bad++;
                    continue;
                }
                damaged += bad;
                bad = 0;
            }
            end = line.end();
        }
        if (damaged > 0) {
            LOG.warn("{}: {} damaged lines count as not written", file.getFileName(), damaged);
        }
        if (end < channel.size()) {
            LOG.info("{}: the end was cut while it was written and is removed", file.getFileName());
            cut(end);
        }
        return settings;
    }

    private void empty() throws IOException {
        cut(0);
        state.clear();
    }

    private void cut(long length) throws IOException {
        channel.truncate(length);
        end = length;
    }

    JournalState state() {
        return state;
    }

    /** Damaged lines between whole ones. */
    int damaged() {
        return damaged;
    }

    /** Adds an event without a reply: asked, failed or lost. */
    void add(JournalState.Event event, String key, @Nullable String reason) {
        ObjectNode line = JsonNodeFactory.instance.objectNode().put(event.key(), key);
        if (reason != null) {
            line.put("reason", reason);
        }
        append(event, key, "", line);
    }

    /** Adds a reply: answered or rejected. */
    void add(String key, String sample, KeptReply reply) {
        JournalState.Event event = reply.usable() ? JournalState.Event.ANSWERED : JournalState.Event.REJECTED;
        append(event, key, sample, JournalReply.write(event, key, reply, sample));
        state.spend(reply.usage());
    }

    private void append(JournalState.Event event, String key, String sample, ObjectNode line) {
        long offset = end;
        int length = write(line);
        state.add(event, key, sample, offset, length);
        if (System.nanoTime() - forced > FORCE_NANOS) {
            force();
        }
    }

    private int write(ObjectNode object) {
        byte[] bytes = JournalLine.encode(object);
        try {
            locked.atEnd().write(bytes);
        } catch (IOException e) {
            try {
                cut(end);
            } catch (IOException again) {
                e.addSuppressed(again); // the next run removes it
            }
            throw unwritable(e);
        }
        end += bytes.length;
        return bytes.length;
    }

    private LlavaMedException unwritable(IOException e) {
        return new LlavaMedException(
                file + ": cannot be written (" + e + "); all before is kept, run again to go on from here", e);
    }

    /** Tells the disk to keep all lines. */
    void force() {
        try {
            locked.force();
            forced = System.nanoTime();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Reads the reply about a sample back; null if there is none. */
    @Nullable
    KeptReply reply(String key) {
        JournalState.Entry entry = state.find(key);
        if (entry == null || !entry.settled()) {
            return null;
        }
        try {
            ByteBuffer bytes = ByteBuffer.allocate(entry.length());
            while (bytes.hasRemaining() && channel.read(bytes, entry.offset() + bytes.position()) >= 0) {}
            ByteBuffer text = bytes.flip().limit(Math.max(0, entry.length() - 1));
            JsonRecord json = JournalLine.decode(new Lines.Line(file, 0, text, 0, true));
            if (json == null) {
                throw new LlavaMedException(file + ": has changed while it was read");
            }
            return JournalReply.read(json, entry.event());
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be read (" + e + ")", e);
        }
    }

    /** Those under way when an earlier run ended, or when this one ends, are written down as lost. */
    List<String> closeUnderWay() {
        List<String> open = state.underWay();
        open.forEach(key -> add(JournalState.Event.LOST, key, null));
        force();
        return open;
    }

    /** Keeps the file even if it holds nothing but settings: an output belongs to it. */
    void keep() {
        keep = true;
    }

    @Override
    public void close() {
        try {
            if (!state.begun() && !keep) {
                Files.deleteIfExists(file); // nothing but settings
            }
            locked.close();
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be closed (" + e + ")", e);
        }
    }

    private void closeQuietly() {
        try {
            locked.close();
        } catch (IOException e) {
            LOG.debug("{}: cannot be closed", file.getFileName(), e);
        }
    }
}

package org.llavamed.data.instruct;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.llavamed.data.asking.AskingSamples;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.Lines;
import org.llavamed.data.file.RecordWriter;
import org.llavamed.data.file.Sha256;
import org.llavamed.error.LlavaMedException;

/**
 * Chosen samples in their order. Their texts lie in a file, so that the memory holds a few dozen bytes of each whatever the
 * size of the input. They are not read through a channel: an interrupt, which only cancels a run, would close it. Not
 * thread-safe.
 */
public final class InstructSamples implements AskingSamples<InstructSample> {
    private final Path spool;
    private final RandomAccessFile texts;
    private final List<Slot> order;
    private final long skipped;

    private InstructSamples(Path spool, RandomAccessFile texts, List<Slot> order, long skipped) {
        this.spool = spool;
        this.texts = texts;
        this.order = order;
        this.skipped = skipped;
    }

    /** A sample in the file: its name, what its context hashes to, and where it lies. */
    record Slot(String pairId, String digest, long offset, int length) {}

    /**
     * How many there are.
     *
     * @return at most the number asked for
     */
    @Override
    public int size() {
        return order.size();
    }

    /**
     * Records of the input that could not be used: a pair id seen before, or nothing to show to the teacher.
     *
     * @return their number
     */
    public long skipped() {
        return skipped;
    }

    @Override
    public String key(int index) {
        return order.get(index).pairId();
    }

    @Override
    public String digest(int index) {
        return order.get(index).digest();
    }

    /**
     * Reads a sample.
     *
     * @param index 0 to {@link #size()} - 1
     * @return the sample
     * @throws LlavaMedException if it cannot be read
     */
    @Override
    public InstructSample get(int index) {
        Slot slot = order.get(index);
        try {
            byte[] bytes = new byte[slot.length()];
            texts.seek(slot.offset());
            texts.readFully(bytes);
            JsonRecord line = JsonRecord.parse(new Lines.Line(spool, index + 1, ByteBuffer.wrap(bytes), 0, true));
            return new InstructSample(slot.pairId(), line.string("context"), line.string("json"));
        } catch (IOException e) {
            throw new LlavaMedException(spool + ": cannot be read (" + e + ")", e);
        }
    }

    @Override
    public void close() {
        try {
            texts.close();
            Files.deleteIfExists(spool);
        } catch (IOException e) {
            throw new LlavaMedException(spool + ": cannot be removed (" + e + ")", e);
        }
    }

    /** Writes samples to the file; which of them are taken, and in what order, is said at the end. */
    static final class Writer implements AutoCloseable {
        private final Path spool;
        private final OutputStream out;
        private long position;
        private boolean done;

        Writer(Path spool) {
            this.spool = spool;
            try {
                Path folder = spool.toAbsolutePath().getParent();
                if (folder != null) {
                    Files.createDirectories(folder);
                }
                out = new BufferedOutputStream(Files.newOutputStream(spool), 1 << 16);
            } catch (IOException e) {
                throw new LlavaMedException(spool + ": cannot be written (" + e + ")", e);
            }
        }

        Slot add(InstructSample sample) {
            ObjectNode line = JsonNodeFactory.instance.objectNode();
            line.put("context", sample.context()).put("json", sample.json());
            byte[] bytes = RecordWriter.text(line).getBytes(StandardCharsets.UTF_8);
            try {
                out.write(bytes);
            } catch (IOException e) {
                throw new LlavaMedException(spool + ": cannot be written (" + e + ")", e);
            }
            MessageDigest digest = Sha256.start();
            Sha256.add(digest, sample.context());
            String hash = HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), 8));
            position += bytes.length;
            return new Slot(sample.pairId(), hash, position - bytes.length, bytes.length);
        }

        InstructSamples samples(List<Slot> order, long skipped) {
            try {
                out.close();
                RandomAccessFile texts = new RandomAccessFile(spool.toFile(), "r");
                done = true;
                return new InstructSamples(spool, texts, List.copyOf(order), skipped);
            } catch (IOException e) {
                throw new LlavaMedException(spool + ": cannot be written (" + e + ")", e);
            }
        }

        @Override
        public void close() {
            if (done) {
                return;
            }
            done = true;
            try (OutputStream closing = out) {
                Files.deleteIfExists(spool);
            } catch (IOException e) {
                throw new LlavaMedException(spool + ": cannot be removed (" + e + ")", e);
            }
        }
    }
}

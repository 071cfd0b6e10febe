package org.llavamed.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.error.CheckpointException;
import org.llavamed.safetensors.SafetensorsFile;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.safetensors.SafetensorsWriter;
import org.llavamed.safetensors.SafetensorsWriter.Declaration;
import org.llavamed.safetensors.TensorInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the frozen tower saw, on disk: one safetensors file an image, named by the digest of its pixels, in a folder named
 * by a digest of the tower, its preprocessing and the computing type. The numbers come back to the bit. Several runs may
 * share a cache; safe for threads.
 */
final class FeatureCache {
    private static final Logger LOG = LoggerFactory.getLogger(FeatureCache.class);
    private static final String TENSOR = "features";
    private static final String CHECKSUM = "crc32";

    private final Path folder;
    private final boolean half;
    private final long rows;
    private final long width;

    private FeatureCache(Path folder, boolean half, long rows, long width) {
        this.folder = folder;
        this.half = half;
        this.rows = rows;
        this.width = width;
    }

    /**
     * Opens a cache for a tower, which it reads once to tell it from others.
     *
     * @param root folder of all caches, made if it is not there
     * @param checkpoint has the tower
     * @param half whether features are computed in bfloat16, else in F32
     * @param rows rows of an image
     * @param width width of a row
     */
    static FeatureCache open(Path root, Checkpoint checkpoint, boolean half, long rows, long width) {
        Path folder = root.resolve(towerDigest(checkpoint, half));
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CheckpointException(
                    folder + ": the feature cache cannot be made (" + e + "); name another folder or do without", e);
        }
        return new FeatureCache(folder, half, rows, width);
    }

    private static String towerDigest(Checkpoint checkpoint, boolean half) {
        MessageDigest digest = sha256();
        digest.update((checkpoint.config().vision() + "\n" + checkpoint.config().preprocessing() + "\n" + half)
                .getBytes(StandardCharsets.UTF_8));
        ByteBuffer chunk = ByteBuffer.allocate(1 << 20);
        for (Map.Entry<String, TensorInfo> entry : new TreeMap<>(checkpoint.tensors()).entrySet()) {
            if (!entry.getKey().startsWith("vision.")) {
                continue;
            }
            TensorInfo info = entry.getValue();
            digest.update((entry.getKey() + info.type() + info.shape()).getBytes(StandardCharsets.UTF_8));
            try (FileChannel channel = FileChannel.open(info.file(), StandardOpenOption.READ)) {
                for (long at = info.begin(); at < info.end(); at += chunk.limit()) {
                    chunk.clear().limit((int) Math.min(chunk.capacity(), info.end() - at));
                    readFully(channel, chunk, at, info.file());
                    digest.update(chunk.flip());
                }
            } catch (IOException e) {
                throw new CheckpointException(info.file() + ": cannot be read: " + e, e);
            }
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, 32);
    }

    private static void readFully(FileChannel channel, ByteBuffer chunk, long at, Path file) throws IOException {
        while (chunk.hasRemaining()) {
            if (channel.read(chunk, at + chunk.position()) < 0) {
                throw new CheckpointException(file + ": ends before byte " + (at + chunk.limit()));
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    private Path file(String digest) {
        return folder.resolve(digest.substring(0, 2)).resolve(digest + ".safetensors");
    }

    /** Features of an image, row-major [rows, width], or null if they are not there or damaged. */
    float @Nullable [] find(String digest) {
        Path file = file(digest);
        if (!Files.exists(file)) {
            return null;
        }
        try {
            return read(file);
        } catch (CheckpointException e) {
            if (!Thread.currentThread().isInterrupted()) {
                LOG.warn("{}; the image is looked at again", e.getMessage());
            }
            return null;
        }
    }

    private float[] read(Path file) {
        SafetensorsFile stored = SafetensorsFile.read(file);
        TensorInfo info = stored.tensors().get(TENSOR);
        SafetensorsType type = half ? SafetensorsType.BF16 : SafetensorsType.F32;
        if (info == null || info.type() != type || !info.shape().equals(List.of(rows, width))) {
            throw new CheckpointException(file + ": holds no features of this tower");
        }
        ByteBuffer bytes =
                ByteBuffer.allocate((int) (info.end() - info.begin())).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            readFully(channel, bytes, info.begin(), file);
        } catch (IOException e) {
            throw new CheckpointException(file + ": cannot be read: " + e, e);
        }
        bytes.flip();
        if (!checksum(bytes).equals(stored.metadata().get(CHECKSUM))) {
            throw new CheckpointException(file + ": its values are not those that were written");
        }
        float[] values = new float[(int) (rows * width)];
        for (int i = 0; i < values.length; i++) {
            values[i] = half ? Float.intBitsToFloat(bytes.getShort() << 16) : bytes.getFloat();
        }
        return values;
    }

    /** The files are not brought to the disk one by one, so that a power cut can leave holes in them. */
    private static String checksum(ByteBuffer bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes.duplicate());
        return Long.toHexString(checksum.getValue());
    }

    /** Stores features in the place of what is there. */
    void store(String digest, float[] values) {
        Path file = file(digest);
        ByteBuffer bytes = ByteBuffer.allocate(values.length * (half ? 2 : 4)).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            if (half) {
                bytes.putShort((short) (Float.floatToRawIntBits(value) >>> 16)); // exact: it was a bfloat16
            } else {
                bytes.putFloat(value);
            }
        }
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw new CheckpointException(file + ": cannot be written: " + e, e);
        }
        SafetensorsType type = half ? SafetensorsType.BF16 : SafetensorsType.F32;
        Declaration declaration = new Declaration(TENSOR, type, List.of(rows, width));
        bytes.flip();
        Map<String, String> metadata = Map.of(CHECKSUM, checksum(bytes));
        try (SafetensorsWriter writer = SafetensorsWriter.create(file, List.of(declaration), metadata)) {
            writer.write(TENSOR, 0, bytes);
            writer.finish();
        }
    }
}

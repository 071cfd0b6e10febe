package org.llavamed.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.error.CheckpointException;
import org.llavamed.safetensors.TensorInfo;

/** Tells a start checkpoint from others: its configuration, and of every tensor name, type, shape and first bytes. */
final class ModelFingerprint {
    private static final int SAMPLE = 4096;

    private ModelFingerprint() {}

    static String of(Checkpoint checkpoint) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(String.valueOf(checkpoint.config()).getBytes(StandardCharsets.UTF_8));
            for (Map.Entry<String, TensorInfo> entry : new TreeMap<>(checkpoint.tensors()).entrySet()) {
                TensorInfo info = entry.getValue();
                digest.update((entry.getKey() + info.type() + info.shape()).getBytes(StandardCharsets.UTF_8));
                ByteBuffer start = ByteBuffer.allocate((int) Math.min(SAMPLE, info.end() - info.begin()));
                try (FileChannel channel = FileChannel.open(info.file(), StandardOpenOption.READ)) {
                    while (start.hasRemaining() && channel.read(start, info.begin() + start.position()) >= 0) {}
                }
                digest.update(start.flip());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        } catch (IOException e) {
            throw new CheckpointException(checkpoint.folder() + ": cannot be read: " + e, e);
        }
    }
}

package org.llavamed.train;

import java.io.IOException;
import java.nio.ByteBuffer;
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
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.ClipCheckpoint;
import org.llavamed.checkpoint.Overlay;
import org.llavamed.error.CheckpointException;
import org.llavamed.safetensors.TensorInfo;

/**
 * Tells a start checkpoint from others: its configuration, its tokenizer's files, and of every tensor, an adapter's and a
 * projector file's too, name, type, shape and first bytes. Where the folder lies does not count.
 */
final class ModelFingerprint {
    private static final int SAMPLE = 4096;
    private static final List<String> TOKENIZER_FILES =
            List.of("tokenizer.model", "tokenizer.json", "tokenizer_config.json", "added_tokens.json");

    private ModelFingerprint() {}

    static String of(Checkpoint checkpoint) {
        return of(checkpoint.folder(), String.valueOf(checkpoint.config()), tensors(checkpoint));
    }

    static String of(ClipCheckpoint checkpoint) {
        return of(
                checkpoint.folder(),
                checkpoint.config() + " " + checkpoint.preprocessing(),
                new TreeMap<>(checkpoint.tensors()));
    }

    private static String of(Path folder, String config, Map<String, TensorInfo> tensors) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(config.getBytes(StandardCharsets.UTF_8));
            for (Map.Entry<String, TensorInfo> entry : tensors.entrySet()) {
                TensorInfo info = entry.getValue();
                digest.update((entry.getKey() + info.type() + info.shape()).getBytes(StandardCharsets.UTF_8));
                ByteBuffer start = ByteBuffer.allocate((int) Math.min(SAMPLE, info.end() - info.begin()));
                try (FileChannel channel = FileChannel.open(info.file(), StandardOpenOption.READ)) {
                    while (start.hasRemaining() && channel.read(start, info.begin() + start.position()) >= 0) {}
                }
                digest.update(start.flip());
            }
            for (String name : TOKENIZER_FILES) {
                Path file = folder.resolve(name);
                if (Files.isRegularFile(file)) {
                    digest.update(name.getBytes(StandardCharsets.UTF_8));
                    digest.update(Files.readAllBytes(file)); // opening the tokenizer has checked their sizes
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        } catch (IOException e) {
            throw new CheckpointException(folder + ": cannot be read: " + e, e);
        }
    }

    private static Map<String, TensorInfo> tensors(Checkpoint checkpoint) {
        Map<String, TensorInfo> tensors = new TreeMap<>(checkpoint.tensors());
        checkpoint.overlay().lowRank().forEach((name, addition) -> {
            tensors.put(name + " + " + addition.scale() + " A", addition.a());
            tensors.put(name + " + " + addition.scale() + " B", addition.b());
        });
        Overlay.MarkerRows markers = checkpoint.overlay().markers();
        if (markers != null) {
            tensors.put("markers", markers.rows());
        }
        return tensors;
    }
}

package org.llavamed.data.answers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.checkpoint.Overlay;
import org.llavamed.data.file.Sha256;
import org.llavamed.error.CheckpointException;
import org.llavamed.error.LlavaMedException;
import org.llavamed.safetensors.TensorInfo;
import org.llavamed.tokenizer.Tokenizer;

/**
 * Tells checkpoints apart without reading their gigabytes: what the configuration means, the tokenizer's files, name, type,
 * shape and place of every tensor in use, those of a projector file or an adapter included, and a piece from the middle of each, so that two fine-tunings of one model differ.
 */
final class CheckpointFingerprint {
    private static final int PIECE = 1024;

    private CheckpointFingerprint() {}

    /** Digest of a checkpoint in hexadecimal; the same wherever its folder lies. */
    static String of(Path folder, CheckpointOptions options) {
        Checkpoint checkpoint = Checkpoint.open(folder, options);
        MessageDigest digest = Sha256.start();
        Sha256.add(digest, checkpoint.config().toString());
        for (String name : Tokenizer.load(folder).sourceFiles()) {
            addFile(digest, folder.resolve(name));
        }
        Map<Path, FileChannel> channels = new HashMap<>();
        try {
            for (Map.Entry<String, TensorInfo> entry : tensors(checkpoint).entrySet()) {
                TensorInfo tensor = entry.getValue();
                Sha256.add(digest, entry.getKey() + " " + tensor.type() + tensor.shape() + tensor.begin());
                addPiece(digest, channel(channels, tensor.file()), tensor);
            }
            new TreeMap<>(checkpoint.overlay().lowRank())
                    .forEach((name, change) -> Sha256.add(digest, name + " " + change.scale()));
        } finally {
            channels.values().forEach(CheckpointFingerprint::close);
        }
        return Sha256.hex(digest);
    }

    /** All tensors that decide about an answer: the checkpoint's and what is loaded on top of them. */
    private static Map<String, TensorInfo> tensors(Checkpoint checkpoint) {
        Map<String, TensorInfo> tensors = new TreeMap<>(checkpoint.tensors());
        Overlay overlay = checkpoint.overlay();
        overlay.lowRank().forEach((name, change) -> {
            tensors.put(name + " A", change.a());
            tensors.put(name + " B", change.b());
        });
        Overlay.MarkerRows markers = overlay.markers();
        if (markers != null) {
            tensors.put("marker rows " + markers.startId() + " " + markers.endId(), markers.rows());
        }
        return tensors;
    }

    private static void addFile(MessageDigest digest, Path file) {
        try {
            Sha256.add(digest, String.valueOf(file.getFileName()));
            digest.update(Files.readAllBytes(file)); // the tokenizer that was just loaded from it fits into memory
        } catch (IOException e) {
            throw new CheckpointException(file + ": cannot be read (" + e + ")", e);
        }
    }

    private static FileChannel channel(Map<Path, FileChannel> channels, Path file) {
        return channels.computeIfAbsent(file, path -> {
            try {
                return FileChannel.open(path);
            } catch (IOException e) {
                throw new CheckpointException(path + ": cannot be read (" + e + ")", e);
            }
        });
    }

    private static void addPiece(MessageDigest digest, FileChannel channel, TensorInfo tensor) {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, tensor.bytes()));
        long begin = tensor.begin() + (tensor.bytes() - piece.capacity()) / 2;
        try {
            while (piece.hasRemaining()) {
                if (channel.read(piece, begin + piece.position()) < 0) {
                    throw new CheckpointException(tensor.file() + ": became shorter while it was read");
                }
            }
        } catch (IOException e) {
            throw new CheckpointException(tensor.file() + ": cannot be read (" + e + ")", e);
        }
        digest.update(piece.flip());
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new LlavaMedException("a weight file cannot be closed (" + e + ")", e);
        }
    }

    /** A short unique id: 22 hexadecimal digits of a digest over the parts. */
    static String shortId(String... parts) {
        MessageDigest digest = Sha256.start();
        for (String part : parts) {
            digest.update(part.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        return Sha256.hex(digest).substring(0, 22);
    }
}

package org.llavamed.tokenizer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes small tokenizer.model files, byte by byte as protobuf has them. */
final class TinyModel {
    static final int NORMAL = 1;
    static final int UNKNOWN = 2;
    static final int CONTROL = 3;
    static final int USER_DEFINED = 4;
    static final int BYTE = 6;

    private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    private final ByteArrayOutputStream trainer = new ByteArrayOutputStream();
    private final ByteArrayOutputStream normalizer = new ByteArrayOutputStream();

    /** unk, bos, eos, 256 bytes, then the texts as pieces with falling scores: ids 259 and up. */
    static TinyModel llama(String... texts) {
        TinyModel model = new TinyModel();
        model.piece("<unk>", 0, UNKNOWN).piece("<s>", 0, CONTROL).piece("</s>", 0, CONTROL);
        for (int value = 0; value < 256; value++) {
            model.piece(String.format("<0x%02X>", value), 0, BYTE);
        }
        for (int i = 0; i < texts.length; i++) {
            model.piece(texts[i], -i, NORMAL);
        }
        return model.trainer(3, 2).trainer(35, 1).normalizer(3, 1).normalizer(4, 0);
    }

    TinyModel piece(String text, float score, int type) {
        ByteArrayOutputStream piece = new ByteArrayOutputStream();
        blob(piece, 1, text.getBytes(StandardCharsets.UTF_8));
        varint(piece, 2 << 3 | 5);
        piece.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(score)
                .array());
        number(piece, 3, type);
        blob(pieces, 1, piece.toByteArray());
        return this;
    }

    TinyModel trainer(int field, long value) {
        number(trainer, field, value);
        return this;
    }

    TinyModel normalizer(int field, long value) {
        number(normalizer, field, value);
        return this;
    }

    TinyModel normalizer(int field, String value) {
        blob(normalizer, field, value.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(pieces.toByteArray());
        blob(out, 2, trainer.toByteArray());
        blob(out, 3, normalizer.toByteArray());
        return out.toByteArray();
    }

    Path write(Path directory) {
        try {
            return Files.write(directory.resolve("tokenizer.model"), bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void number(ByteArrayOutputStream out, int field, long value) {
        varint(out, (long) field << 3);
        varint(out, value);
    }

    private static void blob(ByteArrayOutputStream out, int field, byte[] value) {
        varint(out, (long) field << 3 | 2);
        varint(out, value.length);
        out.writeBytes(value);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}

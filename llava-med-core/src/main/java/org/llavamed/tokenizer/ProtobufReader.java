package org.llavamed.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.CheckpointException;

/**
 * Walks over the fields of one protobuf message in a byte array. Call {@link #next()}, then exactly one of the value
 * methods or {@link #skip()}. Nothing is allocated by a length that the file does not really have.
 */
final class ProtobufReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private final Path file;
    private final byte[] bytes;
    private final int end;
    private int position;
    private int field;
    private int wireType;

    ProtobufReader(Path file, byte[] bytes) {
        this(file, bytes, 0, bytes.length);
    }

    private ProtobufReader(Path file, byte[] bytes, int start, int end) {
        this.file = file;
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    /** Moves to the next field; false at the end of the message. */
    boolean next() {
        if (position == end) {
            return false;
        }
        long tag = varint();
        field = (int) Math.min(tag >>> 3, Integer.MAX_VALUE);
        wireType = (int) (tag & 7);
        if (field == 0) {
            throw damaged("field number 0");
        }
        return true;
    }

    /** The number of the current field. */
    int field() {
        return field;
    }

    ProtobufReader message() {
        int length = length();
        int start = position;
        position += length;
        return new ProtobufReader(file, bytes, start, start + length);
    }

    /** A string, which must be valid UTF-8. */
    String string() {
        int length = length();
        int start = position;
        position += length;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw damaged("a text that is not UTF-8", e);
        }
    }

    /** Skips a string or byte array and tells how long it is. */
    int skippedLength() {
        int length = length();
        position += length;
        return length;
    }

    /** An int32 or enum: negative numbers take ten bytes, of which the low 32 bits count. */
    int integer() {
        expect(VARINT);
        return (int) varint();
    }

    boolean bool() {
        expect(VARINT);
        return varint() != 0;
    }

    float floating() {
        expect(FIXED32);
        need(4);
        float value = ByteBuffer.wrap(bytes, position, 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getFloat();
        position += 4;
        return value;
    }

    void skip() {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> {
                need(8);
                position += 8;
            }
            case LENGTH -> skippedLength();
            case FIXED32 -> {
                need(4);
                position += 4;
            }
            default -> throw damaged("wire type " + wireType);
        }
    }

    CheckpointException damaged(String what) {
        return damaged(what, null);
    }

    private CheckpointException damaged(String what, @Nullable Throwable cause) {
        return new CheckpointException(
                file + ": not a SentencePiece model: " + what + " in field " + field + " before byte " + position,
                cause);
    }

    private int length() {
        expect(LENGTH);
        long length = varint();
        if (length < 0 || length > end - position) {
            throw damaged("length " + length + " where " + (end - position) + " bytes are left");
        }
        return (int) length;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            need(1);
            byte next = bytes[position++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw damaged("a number of more than ten bytes");
    }

    private void need(int count) {
        if (end - position < count) {
            throw damaged("the end of the message");
        }
    }

    private void expect(int type) {
        if (wireType != type) {
            throw damaged("wire type " + wireType + " instead of " + type);
        }
    }
}

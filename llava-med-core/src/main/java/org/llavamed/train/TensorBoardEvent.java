package org.llavamed.train;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * A record of a TensorBoard event file: a protocol buffer {@code Event} (tensorflow/core/util/event.proto, summary.proto)
 * framed as a TFRecord (tensorflow/core/lib/io/record_writer.cc). The few fields needed are encoded here:
 *
 * <pre>
 * Event   { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5; SessionLog session_log = 7; }
 * Summary { repeated Value value = 1; }   Value { string tag = 1; float simple_value = 2; }   SessionLog { enum status = 1; }
 * </pre>
 */
final class TensorBoardEvent {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;
    private static final int SESSION_START = 1;
    private static final int MASK_DELTA = 0xa282ead8;

    private final ByteArrayOutputStream head = new ByteArrayOutputStream(32);
    private final ByteArrayOutputStream summary = new ByteArrayOutputStream(160);

    TensorBoardEvent(double wallTime, long step) {
        this(wallTime);
        key(head, 2, VARINT);
        varint(head, step);
    }

    private TensorBoardEvent(double wallTime) {
        key(head, 1, FIXED64);
        head.writeBytes(little(Long.BYTES).putDouble(wallTime).array());
    }

    /** The first record of a file. */
    static byte[] version(double wallTime) {
        TensorBoardEvent event = new TensorBoardEvent(wallTime);
        field(event.head, 3, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
        return event.record();
    }

    /** Says that earlier files of the folder do not count from this step on. */
    static byte[] restart(double wallTime, long step) {
        TensorBoardEvent event = new TensorBoardEvent(wallTime, step);
        ByteArrayOutputStream log = new ByteArrayOutputStream(2);
        key(log, 1, VARINT);
        varint(log, SESSION_START);
        field(event.head, 7, log.toByteArray());
        return event.record();
    }

    void scalar(String tag, double value) {
        ByteArrayOutputStream entry = new ByteArrayOutputStream(32);
        field(entry, 1, tag.getBytes(StandardCharsets.UTF_8));
        key(entry, 2, FIXED32);
        entry.writeBytes(little(Float.BYTES).putFloat((float) value).array());
        field(summary, 1, entry.toByteArray());
    }

    /** The framed record: length (8 bytes) and its checksum, the event and its checksum, all little-endian. */
    byte[] record() {
        ByteArrayOutputStream event = new ByteArrayOutputStream(256);
        event.writeBytes(head.toByteArray());
        if (summary.size() > 0) {
            field(event, 5, summary.toByteArray());
        }
        byte[] data = event.toByteArray();
        byte[] length = little(Long.BYTES).putLong(data.length).array();
        return little(16 + data.length)
                .put(length)
                .putInt(checksum(length))
                .put(data)
                .putInt(checksum(data))
                .array();
    }

    /** CRC-32C, masked because a checksum of data that holds checksums is weak. */
    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
    }

    private static void field(ByteArrayOutputStream out, int number, byte[] bytes) {
        key(out, number, BYTES);
        varint(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void key(ByteArrayOutputStream out, int number, int type) {
        varint(out, ((long) number << 3) | type);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        for (; (rest & ~0x7FL) != 0; rest >>>= 7) {
            out.write((int) ((rest & 0x7F) | 0x80));
        }
        out.write((int) rest);
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}

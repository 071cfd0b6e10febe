package org.llavamed.data.asking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.Lines;
import org.llavamed.data.file.RecordWriter;
import org.llavamed.error.LlavaMedException;

/**
 * A line of a journal: a JSON object whose last key, {@code crc}, is the CRC-32C of the bytes before it, so that a line that
 * was cut or damaged cannot pass for a whole one.
 */
final class JournalLine {
    private static final String BEFORE = ",\"crc\":\"";
    private static final String AFTER = "\"}";
    private static final int TAIL = BEFORE.length() + 8 + AFTER.length();

    private JournalLine() {}

    /** The bytes of a line, its end included. The object needs a key. */
    static byte[] encode(ObjectNode object) {
        String json = RecordWriter.text(object);
        byte[] body = json.substring(0, json.length() - 1).getBytes(StandardCharsets.UTF_8);
        byte[] tail = (BEFORE + crc(ByteBuffer.wrap(body)) + AFTER + "\n").getBytes(StandardCharsets.UTF_8);
        ByteBuffer line =
                ByteBuffer.allocate(body.length + tail.length).put(body).put(tail);
        return line.array();
    }

    /** The object of a line, or null if it is not whole. */
    static @Nullable JsonRecord decode(Lines.Line line) {
        ByteBuffer bytes = line.bytes().duplicate();
        int body = bytes.remaining() - TAIL;
        if (!line.complete() || body < 1) {
            return null;
        }
        byte[] tail = new byte[TAIL];
        bytes.duplicate().position(bytes.position() + body).get(tail);
        String expected = BEFORE + crc(bytes.duplicate().limit(bytes.position() + body)) + AFTER;
        if (!new String(tail, StandardCharsets.ISO_8859_1).equals(expected)) {
            return null;
        }
        try {
            return JsonRecord.parse(line);
        } catch (LlavaMedException e) {
            return null; // the checksum fits what is not JSON: nothing this program wrote
        }
    }

    private static String crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}

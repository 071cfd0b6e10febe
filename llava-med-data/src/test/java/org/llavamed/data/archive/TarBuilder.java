package org.llavamed.data.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Tar files byte by byte, also ones that no program would write. */
final class TarBuilder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static byte[] header(String name, long size, char type) {
        byte[] header = new byte[512];
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, 0, Math.min(100, bytes.length));
        put(header, 100, "0000644\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        put(header, 124, String.format("%011o\0", size));
        put(header, 136, "00000000000\0");
        header[156] = (byte) type;
        put(header, 257, "ustar\00000");
        return sum(header);
    }

    /** Makes the check sum fit. */
    static byte[] sum(byte[] header) {
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += header[i] & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        return header;
    }

    static void put(byte[] header, int at, String text) {
        System.arraycopy(text.getBytes(StandardCharsets.ISO_8859_1), 0, header, at, text.length());
    }

    TarBuilder raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    TarBuilder member(String name, char type, byte[] content) {
        return raw(header(name, content.length, type)).raw(content).raw(new byte[(512 - content.length % 512) % 512]);
    }

    TarBuilder file(String name, String content) {
        return member(name, '0', content.getBytes(StandardCharsets.UTF_8));
    }

    /** A name longer than a header has room for, as GNU tar writes it. */
    TarBuilder longName(String name) {
        return member("././@LongLink", 'L', (name + "\0").getBytes(StandardCharsets.UTF_8));
    }

    TarBuilder pax(char type, String key, String value) {
        byte[] body = (" " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8);
        int length = body.length + 1;
        while (String.valueOf(length).length() + body.length != length) {
            length++;
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(String.valueOf(length).getBytes(StandardCharsets.UTF_8));
        content.writeBytes(body);
        return member("PaxHeaders/x", type, content.toByteArray());
    }

    byte[] tar() {
        return out.toByteArray();
    }

    /** With the end mark, compressed. */
    byte[] done() {
        return gzip(raw(new byte[1024]).tar());
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }
}

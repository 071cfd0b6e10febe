package org.llavamed.data.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Formats of image files, told by their content, and a cheap look at whether a file is whole: some reads, no decoding. A JPEG
 * must have its end mark after the first scan, a PNG its last chunk, a GIF its trailer, a TIFF its directory; BMP and WebP say
 * their own length.
 */
public enum ImageKind {
    /** JPEG. */
    JPG,
    /** PNG. */
    PNG,
    /** GIF. */
    GIF,
    /** TIFF, of either byte order. */
    TIF,
    /** Windows bitmap. */
    BMP,
    /** WebP. */
    WEBP;

    private static final int TAIL = 1 << 16;

    /**
     * Tells the format of a file.
     *
     * @param file the file
     * @return its format, or null if it is none of these or is cut off
     * @throws IOException if it cannot be read
     */
    public static @Nullable ImageKind of(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file)) {
            byte[] head = bytes(in, 0, 32);
            ImageKind kind = detect(head);
            return kind != null && kind.isWhole(in, head) ? kind : null;
        }
    }

    /**
     * What the name of such a file ends in.
     *
     * @return the extension, lower case, without its dot
     */
    public String extension() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable ImageKind detect(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        if (text.startsWith("\u00ff\u00d8\u00ff")) {
            return JPG;
        } else if (text.startsWith("\u0089PNG\r\n\u001a\n")) {
            return PNG;
        } else if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) {
            return GIF;
        } else if (text.startsWith("II*\0") || text.startsWith("MM\0*")) {
            return TIF;
        } else if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) {
            return WEBP;
        }
        // "BM" also begins texts; the length of the second header follows
        boolean bitmap = text.startsWith("BM") && head.length >= 18 && head[15] == 0 && head[16] == 0 && head[17] == 0;
        return bitmap && head[14] >= 12 ? BMP : null;
    }

    private boolean isWhole(FileChannel in, byte[] head) throws IOException {
        long length = in.size();
        ByteBuffer numbers = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        return switch (this) {
            case JPG -> hasJpegEnd(in, length);
            case PNG -> tail(in, length, 0).contains("IEND");
            case GIF -> tail(in, length, 13).replaceFirst("\0+$", "").endsWith(";");
            case TIF -> {
                numbers.order(head[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
                long directory = head.length < 8 ? 0 : Integer.toUnsignedLong(numbers.getInt(4));
                yield directory >= 8 && directory + 2 + 12 <= length;
            }
            case BMP -> Integer.toUnsignedLong(numbers.getInt(2)) <= length;
            case WEBP -> head.length >= 12 && Integer.toUnsignedLong(numbers.getInt(4)) + 8 <= length;
        };
    }

    /** A preview in a header has an end mark too: only one after the start of the first scan counts. */
    private static boolean hasJpegEnd(FileChannel in, long length) throws IOException {
        long at = 2;
        while (at + 4 <= length) {
            byte[] segment = bytes(in, at, 4);
            int marker = segment[1] & 0xff;
            if (segment.length < 4 || (segment[0] & 0xff) != 0xff) {
                return false;
            }
            if (marker == 0xff) { // filling
                at++;
                continue;
            }
            if (marker == 0xda) {
                return tail(in, length, at).contains("\u00ff\u00d9");
            }
            int size = ((segment[2] & 0xff) << 8) | (segment[3] & 0xff);
            if (size < 2) {
                return false;
            }
            at += 2L + size;
        }
        return false;
    }

    /** The last 64 KiB, but nothing before this position. */
    private static String tail(FileChannel in, long length, long from) throws IOException {
        long begin = Math.max(from, length - TAIL);
        return new String(bytes(in, begin, (int) Math.max(0, length - begin)), StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(FileChannel in, long at, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, Math.min(count, in.size() - at)));
        while (buffer.hasRemaining() && in.read(buffer, at + buffer.position()) >= 0) {
            // until it is full
        }
        return buffer.array();
    }
}

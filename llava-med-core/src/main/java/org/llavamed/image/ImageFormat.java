package org.llavamed.image;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** File formats that are read, told apart by their first bytes; a file's name says nothing. */
enum ImageFormat {
    PNG,
    JPEG,
    GIF,
    BMP,
    TIFF,
    WEBP;

    /** Name under which ImageIO knows the format. */
    String readerName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Format of a file, or null if it is none of these. */
    static @Nullable ImageFormat detect(byte[] data) {
        String head = latin(data, 0, 12);
        if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
            return PNG;
        } else if (head.startsWith("\u00ff\u00d8\u00ff")) {
            return JPEG;
        } else if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) {
            return GIF;
        } else if (head.startsWith("BM")) {
            return BMP;
        } else if (head.startsWith("II*\0") || head.startsWith("MM\0*")) {
            return TIFF;
        }
        return head.startsWith("RIFF") && head.endsWith("WEBP") ? WEBP : null;
    }

    /** Whether the bytes are a DICOM file, which deserves its own message. */
    static boolean isDicom(byte[] data) {
        return latin(data, 128, 4).equals("DICM");
    }

    private static String latin(byte[] data, int from, int count) {
        int start = Math.min(from, data.length);
        return new String(data, start, Math.min(count, data.length - start), StandardCharsets.ISO_8859_1);
    }
}

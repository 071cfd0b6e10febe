package org.llavamed.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.llavamed.error.ImageException;

/**
 * What a JPEG file says before its pixels, and the file again without anything that changes colours or trips readers.
 *
 * <p>The JDK guesses the colour space of files without JFIF or Adobe marker in its own way and applies embedded profiles;
 * libjpeg, which Pillow uses, has other rules and Pillow ignores profiles. So the segments APPn and comments are dropped
 * and one marker that leaves no choice is put in front.
 *
 * @param components colour components: 1 grey, 3 colour, 4 CMYK or YCCK
 * @param width width in pixels
 * @param height height in pixels
 * @param ycck whether four components are YCCK, not CMYK
 * @param plain the file to decode
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record JpegHeader(int components, int width, int height, boolean ycck, byte[] plain) {
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int APP0 = 0xe0;
    private static final int APP14 = 0xee;
    private static final int APP15 = 0xef;
    private static final int COMMENT = 0xfe;

    /** More passes over the pixels than this are an attack on the reader's time. */
    private static final int MAX_SCANS = 500;

    private static final byte[] JFIF = {
        (byte) 0xff, (byte) APP0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
    };
    /** Adobe's marker with transform 0: components are R, G, B. */
    private static final byte[] ADOBE_RGB = {
        (byte) 0xff, (byte) APP14, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };

    /**
     * Reads the segments.
     *
     * @param data the file, starting with SOI
     * @param name its name for messages
     * @throws ImageException if there is no frame, scan or end, or the frame is not one that is decoded
     */
    static JpegHeader parse(byte[] data, String name) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        int frame = -1;
        boolean jfif = false;
        int adobe = -1;
        int at = 2;
        while (true) {
            at = nextMarker(data, at);
            if (at < 0 || (data[at + 1] & 0xff) == EOI) {
                throw new ImageException(name + ": JPEG file ends before its pixels");
            }
            int marker = data[at + 1] & 0xff;
            if (standsAlone(marker)) {
                at += 2;
                continue;
            }
            int end = segmentEnd(data, at);
            if (end < 0) {
                throw new ImageException(name + ": JPEG segment at byte " + at + " runs past the end of the file");
            }
            if (marker == SOS) {
                break;
            }
            if (marker == APP0) {
                jfif |= end - at >= 16 && startsWith(data, at + 4, "JFIF\0");
            } else if (marker == APP14 && end - at >= 16 && startsWith(data, at + 4, "Adobe")) {
                adobe = at;
            } else if (isFrame(marker)) {
                if (frame >= 0) {
                    throw new ImageException(name + ": JPEG file with two frame headers");
                }
                frame = at;
            }
            if (marker < APP0 || (marker > APP15 && marker != COMMENT)) {
                kept.write(data, at, end - at);
            }
            at = end;
        }
        checkScans(data, at, name);
        if (frame < 0 || segmentEnd(data, frame) - frame < 10) {
            throw new ImageException(name + ": JPEG file without a frame header before its pixels");
        }
        if (data[frame + 4] != 8) {
            throw new ImageException(name + ": JPEG with " + data[frame + 4] + " bits a sample, only 8 are supported");
        }
        int components = data[frame + 9] & 0xff;
        if ((components != 1 && components != 3 && components != 4)
                || segmentEnd(data, frame) < frame + 10 + 3 * components) {
            throw new ImageException(name + ": JPEG frame of " + components + " components");
        }
        ByteArrayOutputStream plain = new ByteArrayOutputStream(data.length + JFIF.length + 4);
        plain.write(0xff);
        plain.write(SOI);
        if (components == 3) {
            plain.writeBytes(isRgb(data, frame, jfif, adobe) ? ADOBE_RGB : JFIF);
        } else if (components == 4 && adobe >= 0) {
            plain.write(data, adobe, segmentEnd(data, adobe) - adobe);
        }
        plain.writeBytes(kept.toByteArray());
        plain.write(data, at, data.length - at);
        boolean ycck = components == 4 && adobe >= 0 && data[adobe + 15] != 0;
        return new JpegHeader(
                components, unsigned16(data, frame + 7), unsigned16(data, frame + 5), ycck, plain.toByteArray());
    }

    /** libjpeg's rule for three components: JFIF means YCbCr, then Adobe's transform decides, then the component ids. */
    private static boolean isRgb(byte[] data, int frame, boolean jfif, int adobe) {
        if (jfif) {
            return false;
        }
        if (adobe >= 0) {
            return data[adobe + 15] == 0;
        }
        return data[frame + 10] == 'R' && data[frame + 13] == 'G' && data[frame + 16] == 'B';
    }

    /** As Pillow: a file without its end marker is truncated; damage inside a complete file only spoils pixels. */
    private static void checkScans(byte[] data, int firstScan, String name) {
        int end = data.length - 2;
        while (end > firstScan && !(data[end] == (byte) 0xff && data[end + 1] == (byte) EOI)) {
            end--;
        }
        if (end <= firstScan) {
            throw new ImageException(name + ": JPEG file is truncated, its end marker is missing");
        }
        int scans = 0;
        int at = firstScan;
        while (at >= 0 && at < end) {
            int marker = data[at + 1] & 0xff;
            if (marker == SOS && ++scans > MAX_SCANS) {
                throw new ImageException(name + ": JPEG with more than " + MAX_SCANS + " scans");
            }
            int next = standsAlone(marker) ? at + 2 : segmentEnd(data, at);
            at = nextMarker(data, next < 0 ? at + 2 : next);
        }
    }

    /** Position of the next FF that is followed by a marker code, or -1; bytes before it are skipped as libjpeg does. */
    private static int nextMarker(byte[] data, int from) {
        for (int i = from; i + 1 < data.length; i++) {
            if (data[i] == (byte) 0xff && data[i + 1] != 0 && data[i + 1] != (byte) 0xff) {
                return i;
            }
        }
        return -1;
    }

    private static int segmentEnd(byte[] data, int marker) {
        if (marker + 4 > data.length) {
            return -1;
        }
        int length = unsigned16(data, marker + 2);
        return length < 2 || marker + 2 + length > data.length ? -1 : marker + 2 + length;
    }

    private static boolean standsAlone(int marker) {
        return marker == 1 || (marker >= 0xd0 && marker <= SOI);
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private static boolean startsWith(byte[] data, int at, String text) {
        byte[] expected = text.getBytes(StandardCharsets.US_ASCII);
        return at + expected.length <= data.length
                && Arrays.equals(data, at, at + expected.length, expected, 0, expected.length);
    }

    private static int unsigned16(byte[] data, int at) {
        return (data[at] & 0xff) << 8 | (data[at + 1] & 0xff);
    }
}

package org.llavamed.data.phantom;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.llavamed.image.RgbImage;

/** An image as a PNG file (ISO/IEC 15948), eight bits a channel. */
public final class PngBytes {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private PngBytes() {}

    /**
     * Encodes an image.
     *
     * @param image the image
     * @return the bytes of the file
     */
    public static byte[] of(RgbImage image) {
        int stride = 3 * image.width();
        byte[] rgb = image.rgb();
        byte[] rows = new byte[image.height() * (stride + 1)];
        for (int y = 0, in = 0, out = 0; y < image.height(); y++) {
            rows[out++] = 2; // filter: difference to the row above
            for (int x = 0; x < stride; x++, in++) {
                rows[out++] = (byte) (rgb[in] - (y == 0 ? 0 : rgb[in - stride]));
            }
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(SIGNATURE);
        ByteBuffer header = ByteBuffer.allocate(13);
        header.putInt(image.width()).putInt(image.height());
        header.put((byte) 8).put((byte) 2).put((byte) 0).put((byte) 0).put((byte) 0); // RGB, deflate, not interlaced
        chunk(file, "IHDR", header.array());
        chunk(file, "IDAT", deflate(rows));
        chunk(file, "IEND", new byte[0]);
        return file.toByteArray();
    }

    private static byte[] deflate(byte[] rows) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(rows);
            deflater.finish();
            byte[] packed = new byte[rows.length + rows.length / 100 + 1024]; // more than it can grow to
            int length = 0;
            while (!deflater.finished()) {
                length += deflater.deflate(packed, length, packed.length - length);
            }
            return java.util.Arrays.copyOf(packed, length);
        } finally {
            deflater.end();
        }
    }

    private static void chunk(ByteArrayOutputStream file, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        file.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        file.writeBytes(name);
        file.writeBytes(data);
        file.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}

package org.llavamed.image;

import java.awt.color.ColorSpace;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.ImageException;

/**
 * From the samples of a raster to RGB as Pillow's {@code convert("RGB")} does it: palettes expanded, grey repeated, alpha
 * dropped without compositing, samples scaled to 8 bits, no colour management. ({@code BufferedImage.getRGB} would send
 * grey through a gamma curve.)
 *
 * @param name name of the source for messages
 * @param window range of 16-bit grey, or null for the full range
 */
record RasterConversion(String name, @Nullable ImageWindow window) {

    RgbImage convert(Raster raster, ColorModel colours) {
        int type = raster.getTransferType();
        if (type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE || type == DataBuffer.TYPE_UNDEFINED) {
            throw new ImageException(name + ": floating-point samples; convert the image to 8 or 16 bits first");
        }
        if (colours instanceof IndexColorModel palette) {
            return expand(raster, palette);
        }
        int bands = raster.getNumBands();
        int space = colours.getColorSpace().getType();
        if (space == ColorSpace.TYPE_GRAY && bands <= 2) {
            return grey(raster, bands == 2);
        } else if (space == ColorSpace.TYPE_RGB && (bands == 3 || bands == 4)) {
            return colour(raster);
        } else if (space == ColorSpace.TYPE_CMYK && (bands == 4 || bands == 5)) {
            return cmyk(raster);
        }
        throw new ImageException(name + ": colours of type " + space + " with " + bands
                + " channels are not supported; convert the image to RGB first");
    }

    private static RgbImage expand(Raster raster, IndexColorModel palette) {
        int size = palette.getMapSize();
        byte[] red = new byte[size];
        byte[] green = new byte[size];
        byte[] blue = new byte[size];
        palette.getReds(red);
        palette.getGreens(green);
        palette.getBlues(blue);
        byte[] rgb = new byte[bytes(raster)];
        int[] row = new int[raster.getWidth()];
        for (int y = 0, out = 0; y < raster.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, row.length, 1, 0, row);
            for (int index : row) {
                if (index < size) { // beyond the palette is black
                    rgb[out] = red[index];
                    rgb[out + 1] = green[index];
                    rgb[out + 2] = blue[index];
                }
                out += 3;
            }
        }
        return image(raster, rgb);
    }

    private RgbImage grey(Raster raster, boolean alpha) {
        int bits = bits(raster);
        byte[] rgb = new byte[bytes(raster)];
        boolean signed = raster.getTransferType() == DataBuffer.TYPE_SHORT;
        byte[] table;
        if (window != null && bits > 8) {
            table = window.table(signed ? Short.MIN_VALUE : 0, 1 << bits);
        } else if (signed) {
            throw new ImageException(name + ": signed 16-bit grey needs a window (centre, width)");
        } else if (bits > 8 && !alpha) {
            double top = (1 << bits) - 1;
            table = new ImageWindow(top / 2, top).table(0, 1 << bits);
        } else {
            table = scale(bits); // with alpha too: Pillow takes the high byte there
        }
        int shift = signed ? -Short.MIN_VALUE : 0;
        int[] row = new int[raster.getWidth()];
        for (int y = 0, out = 0; y < raster.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, row.length, 1, 0, row);
            for (int sample : row) {
                byte value = table[sample + shift];
                rgb[out++] = value;
                rgb[out++] = value;
                rgb[out++] = value;
            }
        }
        return image(raster, rgb);
    }

    private RgbImage colour(Raster raster) {
        byte[] rgb = interleavedBytes(raster);
        if (rgb != null) {
            return image(raster, rgb);
        }
        rgb = new byte[bytes(raster)];
        int[] row = new int[raster.getWidth()];
        for (int c = 0; c < 3; c++) {
            byte[] table = scale(bits(raster, c));
            for (int y = 0, out = c; y < raster.getHeight(); y++) {
                raster.getSamples(raster.getMinX(), raster.getMinY() + y, row.length, 1, c, row);
                for (int sample : row) {
                    rgb[out] = table[sample & 0xffff]; // 16 bits may come signed
                    out += 3;
                }
            }
        }
        return image(raster, rgb);
    }

    /** The common case, bytes in any order, without a call a pixel; null if the raster is something else. */
    private static byte @Nullable [] interleavedBytes(Raster raster) {
        if (!(raster.getSampleModel() instanceof PixelInterleavedSampleModel model)
                || !(raster.getDataBuffer() instanceof DataBufferByte buffer)
                || raster.getTransferType() != DataBuffer.TYPE_BYTE
                || buffer.getNumBanks() != 1) {
            return null;
        }
        byte[] data = buffer.getData();
        byte[] rgb = new byte[bytes(raster)];
        int[] bands = model.getBandOffsets();
        int step = model.getPixelStride();
        int left = raster.getMinX() - raster.getSampleModelTranslateX();
        int top = raster.getMinY() - raster.getSampleModelTranslateY();
        for (int y = 0, out = 0; y < raster.getHeight(); y++) {
            int at = buffer.getOffset() + (top + y) * model.getScanlineStride() + left * step;
            for (int x = 0; x < raster.getWidth(); x++, at += step, out += 3) {
                rgb[out] = data[at + bands[0]];
                rgb[out + 1] = data[at + bands[1]];
                rgb[out + 2] = data[at + bands[2]];
            }
        }
        return rgb;
    }

    private RgbImage cmyk(Raster raster) {
        byte[] table = scale(bits(raster));
        byte[] rgb = new byte[bytes(raster)];
        int[] ink = new int[raster.getWidth()];
        int[] black = new int[raster.getWidth()];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, ink.length, 1, 3, black);
            for (int c = 0; c < 3; c++) {
                raster.getSamples(raster.getMinX(), raster.getMinY() + y, ink.length, 1, c, ink);
                for (int x = 0; x < ink.length; x++) {
                    int paper = 255 - (table[black[x] & 0xffff] & 0xff);
                    rgb[(y * ink.length + x) * 3 + c] =
                            (byte) Math.max(0, paper - multiply(table[ink[x] & 0xffff] & 0xff, paper));
                }
            }
        }
        return image(raster, rgb);
    }

    /**
     * Four components of a JPEG file, whose inks are stored inverted; with {@code ycck} the first three are YCbCr of the
     * inverted inks, in libjpeg's 16-bit fixed point.
     */
    RgbImage jpegInks(Raster raster, boolean ycck) {
        if (raster.getNumBands() != 4 || raster.getTransferType() != DataBuffer.TYPE_BYTE) {
            throw new ImageException(name + ": CMYK JPEG with " + raster.getNumBands() + " channels");
        }
        byte[] rgb = new byte[bytes(raster)];
        int[] row = new int[raster.getWidth() * 4];
        for (int y = 0, out = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
            for (int at = 0; at < row.length; at += 4) {
                int paper = row[at + 3];
                int cb = row[at + 1] - 128;
                int cr = row[at + 2] - 128;
                for (int c = 0; c < 3; c++, out++) {
                    int ink = 255 - row[at + c];
                    if (ycck) {
                        int chroma = c == 0 ? 91881 * cr : c == 1 ? -22554 * cb - 46802 * cr : 116130 * cb;
                        ink = Math.max(0, Math.min(255, row[at] + ((chroma + 32768) >> 16)));
                    }
                    rgb[out] = (byte) Math.max(0, paper - multiply(ink, paper));
                }
            }
        }
        return image(raster, rgb);
    }

    /** a * b / 255, rounded to the nearest. */
    private static int multiply(int a, int b) {
        int product = a * b + 128;
        return ((product >> 8) + product) >> 8;
    }

    /** 8-bit value of each sample of up to 16 bits: the high byte of 16, a proportion (rounded down) of others. */
    private static byte[] scale(int bits) {
        byte[] table = new byte[1 << bits];
        for (int v = 0; v < table.length; v++) {
            table[v] = (byte) (bits == 16 ? v >> 8 : v * 255 / (table.length - 1));
        }
        return table;
    }

    private int bits(Raster raster) {
        return bits(raster, 0);
    }

    private int bits(Raster raster, int band) {
        SampleModel model = raster.getSampleModel();
        int bits = model.getSampleSize(band);
        if (bits < 1 || bits > 16) {
            throw new ImageException(
                    name + ": " + bits + " bits a sample; convert the image to 8 or 16 bits a sample first");
        }
        return bits;
    }

    private static int bytes(Raster raster) {
        return Math.multiplyExact(Math.multiplyExact(raster.getWidth(), raster.getHeight()), 3);
    }

    private static RgbImage image(Raster raster, byte[] rgb) {
        return RgbImage.wrap(raster.getWidth(), raster.getHeight(), rgb);
    }
}

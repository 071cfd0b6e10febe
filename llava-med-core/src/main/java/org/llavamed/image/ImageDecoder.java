package org.llavamed.image;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.ImageException;

/**
 * From the bytes of a file to RGB. Sizes are checked before pixels are allocated; whatever a codec throws becomes an
 * {@link ImageException} that names the source.
 *
 * @param name name of the source for messages
 * @param maxPixels most pixels of an image
 * @param window range of 16-bit grey, or null for the full range
 */
record ImageDecoder(String name, long maxPixels, @Nullable ImageWindow window) {
    /** Pixels that fit an array of RGB bytes. */
    private static final long ADDRESSABLE_PIXELS = (Integer.MAX_VALUE - 16) / 3;

    /** Heap that decoding takes for a pixel: the codec's raster and the result, rounded up. */
    private static final long BYTES_A_PIXEL = 8;

    private static final ColorModel GREY = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY).getColorModel();

    private static final ColorModel RGB = new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);

    private static final String VERSION = "3.14.0";

    RgbImage decode(byte[] data) {
        ImageFormat format = ImageFormat.detect(data);
        if (format == null) {
            throw new ImageException(name + ": "
                    + (ImageFormat.isDicom(data)
                            ? "DICOM files are not read; export the image as PNG first"
                            : "not a PNG, JPEG, BMP, GIF, TIFF or WebP image"));
        }
        try {
            return switch (format) {
                case JPEG -> jpeg(data);
                case GIF -> gif(data);
                case TIFF -> tiff(data);
                default -> convert(read(data, reader(format)));
            };
        } catch (ImageException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            throw new ImageException(name + ": not enough memory to decode the image", e);
        } catch (IOException | RuntimeException | StackOverflowError | LinkageError e) {
            throw new ImageException(name + ": damaged or unsupported " + format + " image (" + e + ")", e);
        }
    }

    /** Converts pixels in memory. */
    RgbImage convert(Raster pixels, ColorModel colours) {
        return new RasterConversion(name, window).convert(pixels, colours);
    }

    private RgbImage convert(BufferedImage image) {
        return convert(image.getRaster(), image.getColorModel());
    }

    /** Checks a size that a header claims. */
    void checkSize(long width, long height) {
        if (width < 1 || height < 1) {
            throw new ImageException(name + ": image of " + width + " x " + height + " pixels is empty");
        }
        if (width * height > Math.min(maxPixels, ADDRESSABLE_PIXELS)) {
            throw new ImageException(name + ": image of " + width + " x " + height + " pixels is above the limit of "
                    + Math.min(maxPixels, ADDRESSABLE_PIXELS) + " pixels");
        }
        long heap = Runtime.getRuntime().maxMemory();
        if (width * height * BYTES_A_PIXEL > heap) {
            throw new ImageException(name + ": image of " + width + " x " + height + " pixels needs about "
                    + width * height * BYTES_A_PIXEL / (1 << 20) + " MiB to decode, the heap has " + heap / (1 << 20));
        }
    }

    private RgbImage jpeg(byte[] data) throws IOException {
        JpegHeader header = JpegHeader.parse(data, name);
        checkSize(header.width(), header.height());
        if (header.components() == 4) {
            return cmykJpeg(header);
        }
        ImageReaderSpi reader = reader(ImageFormat.JPEG);
        if (header.components() == 1) {
            return convert(read(header.plain(), reader, null));
        }
        // The reader fills the pixels of the result: no second pass over them.
        byte[] rgb = new byte[header.width() * header.height() * 3];
        read(header.plain(), reader, over(rgb, header.width(), header.height()));
        return RgbImage.wrap(header.width(), header.height(), rgb);
    }

    private RgbImage cmykJpeg(JpegHeader header) throws IOException {
        ImageReaderSpi spi = ImageReaders.findTwelveMonkeys(ImageFormat.JPEG);
        if (spi == null) {
            throw missing("CMYK JPEG", "jpeg");
        }
        ImageReader reader = spi.createReaderInstance();
        try (ByteArrayImageInputStream stream = new ByteArrayImageInputStream(header.plain())) {
            reader.setInput(stream, true, true);
            // The inks as they are stored: the plug-in's own conversion differs from Pillow's by 1.
            return new RasterConversion(name, window).jpegInks(reader.readRaster(0, null), header.ycck());
        } finally {
            reader.dispose();
        }
    }

    private RgbImage tiff(byte[] data) throws IOException {
        BufferedImage image = read(data, reader(ImageFormat.TIFF));
        TiffDirectory directory = new TiffDirectory(data);
        ColorModel palette = directory.palette();
        RgbImage rgb = convert(image.getRaster(), palette == null ? image.getColorModel() : palette);
        return Orientation.apply(rgb, directory.orientation());
    }

    private RgbImage gif(byte[] data) throws IOException {
        GifFrame frame = GifFrame.parse(data, name);
        checkSize(frame.width(), frame.height());
        BufferedImage image = read(data, reader(ImageFormat.GIF));
        Raster pixels = frame.onCanvas(image.getRaster());
        ColorModel colours = image.getColorModel();
        return new RasterConversion(name, null).convert(pixels, frame.hasPalette() ? colours : GREY);
    }

    /** An image whose pixels are the given bytes, R, G, B. */
    private static BufferedImage over(byte[] rgb, int width, int height) {
        int[] bands = {0, 1, 2};
        WritableRaster raster = Raster.createInterleavedRaster(
                new DataBufferByte(rgb, rgb.length), width, height, width * 3, 3, bands, null);
        return new BufferedImage(RGB, raster, false, null);
    }

    private BufferedImage read(byte[] data, ImageReaderSpi spi) throws IOException {
        return read(data, spi, null);
    }

    private BufferedImage read(byte[] data, ImageReaderSpi spi, @Nullable BufferedImage destination)
            throws IOException {
        ImageReader reader = spi.createReaderInstance();
        try (ByteArrayImageInputStream stream = new ByteArrayImageInputStream(data)) {
            // Metadata is not needed and often broken.
            reader.setInput(stream, true, true);
            checkSize(reader.getWidth(0), reader.getHeight(0));
            ImageReadParam parameters = reader.getDefaultReadParam();
            parameters.setDestination(destination);
            return reader.read(0, parameters);
        } finally {
            reader.dispose();
        }
    }

    private ImageReaderSpi reader(ImageFormat format) {
        ImageReaderSpi reader = ImageReaders.find(format);
        if (reader == null) {
            throw missing(format.toString(), format.readerName());
        }
        return reader;
    }

    private ImageException missing(String kind, String plugin) {
        return new ImageException(name + ": " + kind + " needs the ImageIO plug-in com.twelvemonkeys.imageio:imageio-"
                + plugin + ":" + VERSION + " on the class path");
    }
}

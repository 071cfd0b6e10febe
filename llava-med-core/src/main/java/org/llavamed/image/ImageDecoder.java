package org.llavamed.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
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
                case TIFF -> Orientation.apply(convert(read(data, reader(format))), Orientation.ofTiff(data));
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

    /** Converts an image in memory. */
    RgbImage convert(BufferedImage image) {
        return new RasterConversion(name, window).convert(image.getRaster(), image.getColorModel());
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
        AtomicReference<@Nullable String> warning = new AtomicReference<>();
        RgbImage image;
        if (header.components() == 4) {
            ImageReaderSpi reader = ImageReaders.findTwelveMonkeys(ImageFormat.JPEG);
            if (reader == null) {
                throw missing("CMYK JPEG", "jpeg");
            }
            image = convert(read(header.plain(), reader, warning));
        } else {
            image = convert(read(header.plain(), reader(ImageFormat.JPEG), warning));
        }
        // As Pillow: data that ends early is an error, damage inside a complete file is not.
        if (!header.complete() && warning.get() != null) {
            throw new ImageException(name + ": JPEG file is truncated (" + warning.get() + ")");
        }
        return image;
    }

    private RgbImage gif(byte[] data) throws IOException {
        GifFrame frame = GifFrame.parse(data, name);
        checkSize(frame.width(), frame.height());
        BufferedImage image = read(data, reader(ImageFormat.GIF));
        Raster pixels = frame.onCanvas(image.getRaster());
        ColorModel colours = image.getColorModel();
        return new RasterConversion(name, null).convert(pixels, frame.hasPalette() ? colours : GREY);
    }

    private BufferedImage read(byte[] data, ImageReaderSpi spi) throws IOException {
        return read(data, spi, new AtomicReference<>());
    }

    private BufferedImage read(byte[] data, ImageReaderSpi spi, AtomicReference<@Nullable String> warning)
            throws IOException {
        ImageReader reader = spi.createReaderInstance();
        try (ByteArrayImageInputStream stream = new ByteArrayImageInputStream(data)) {
            // Metadata is not needed and often broken.
            reader.setInput(stream, true, true);
            reader.addIIOReadWarningListener((source, text) -> warning.compareAndSet(null, text));
            checkSize(reader.getWidth(0), reader.getHeight(0));
            return reader.read(0);
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

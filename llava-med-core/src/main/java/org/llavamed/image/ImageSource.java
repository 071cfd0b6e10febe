package org.llavamed.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.ImageException;

/**
 * An image to look at: a file, its bytes, or pixels that are decoded already. PNG, JPEG, BMP, GIF and TIFF are read by the
 * JDK, told apart by their content; WebP and CMYK JPEG need the TwelveMonkeys plug-ins. Of several frames the first is
 * taken. 16-bit grey is spread from its full range unless {@link #withWindow} says otherwise, 16-bit colours keep their
 * high byte. A file that ends early is refused; damage inside the pixels of a complete JPEG file shows only as wrong
 * pixels, as in Pillow.
 *
 * <p>Colours are converted as Pillow's {@code convert("RGB")} does: alpha is dropped without compositing, palettes are
 * expanded, colour profiles and the EXIF rotation are ignored (TIFF's own orientation is obeyed, as Pillow does).
 *
 * <p>Immutable and safe to share between threads. Nothing is ever fetched over a network.
 */
public final class ImageSource {
    /** Most bytes of a file or stream: 256 MiB. */
    public static final long MAX_BYTES = 256L << 20;

    /** Most pixels of an image unless set otherwise; above it Pillow too refuses. */
    public static final long DEFAULT_MAX_PIXELS = 178_956_970;

    private final Content content;
    private final String description;
    private final long maxPixels;
    private final @Nullable ImageWindow window;

    private ImageSource(Content content, String description, long maxPixels, @Nullable ImageWindow window) {
        this.content = content;
        this.description = description;
        this.maxPixels = maxPixels;
        this.window = window;
    }

    private ImageSource(Content content, String description) {
        this(content, description, DEFAULT_MAX_PIXELS, null);
    }

    /**
     * A file. It is read at each {@link #decode}, not here.
     *
     * @param file path of the file
     * @return the source
     */
    public static ImageSource of(Path file) {
        Path name = file.getFileName();
        return new ImageSource(decoder -> decoder.decode(readFile(file)), (name == null ? file : name).toString());
    }

    /**
     * The bytes of a file.
     *
     * @param encoded content of an image file; copied
     * @return the source
     */
    public static ImageSource of(byte[] encoded) {
        return ofOwned(encoded.clone());
    }

    /**
     * A stream with the content of an image file. It is read to its end here and not closed.
     *
     * @param encoded the stream
     * @return the source
     * @throws ImageException if reading fails or the stream has more than {@link #MAX_BYTES} bytes
     */
    public static ImageSource of(InputStream encoded) {
        try {
            return ofOwned(readAll(encoded, "image stream"));
        } catch (IOException | UncheckedIOException e) {
            throw new ImageException("image stream: cannot be read (" + e + ")", e);
        }
    }

    /**
     * Pixels in memory; their colour space is ignored, as in files.
     *
     * @param image the pixels; copied
     * @return the source
     */
    public static ImageSource of(BufferedImage image) {
        Raster source = image.getRaster();
        WritableRaster pixels = source.createCompatibleWritableRaster(source.getWidth(), source.getHeight());
        pixels.setRect(-source.getMinX(), -source.getMinY(), source);
        // Also divides colours that are stored multiplied by alpha.
        ColorModel colours = image.getColorModel().hasAlpha()
                ? image.getColorModel().coerceData(pixels, false)
                : image.getColorModel();
        return new ImageSource(
                decoder -> decoder.convert(pixels, colours),
                "image (" + image.getWidth() + " x " + image.getHeight() + ")");
    }

    /**
     * Pixels that are decoded already.
     *
     * @param image the pixels
     * @return the source
     */
    public static ImageSource of(RgbImage image) {
        return new ImageSource(new Decoded(image), "image (" + image.width() + " x " + image.height() + ")");
    }

    /** Content that needs no decoder any more. */
    private record Decoded(RgbImage image) implements Content {
        @Override
        public RgbImage decode(ImageDecoder decoder) {
            return image;
        }
    }

    /**
     * The same image with its pixels held in memory: whatever happens to its file from now on does not change it.
     *
     * @return this if the pixels are in memory already
     * @throws ImageException if the image cannot be read
     */
    public ImageSource decoded() {
        return content instanceof Decoded
                ? this
                : new ImageSource(new Decoded(decode()), description, maxPixels, window);
    }

    /**
     * The same source with a grey window. It applies to grey of 9 to 16 bits a sample; other images do not change.
     * Without a window the full unsigned range is spread: value * 255 / 65535, rounded.
     *
     * @param greyWindow the range that becomes black to white
     * @return a copy
     */
    public ImageSource withWindow(ImageWindow greyWindow) {
        return new ImageSource(content, description, maxPixels, greyWindow);
    }

    /**
     * The same source with another size limit for files, {@link #DEFAULT_MAX_PIXELS} otherwise.
     *
     * @param pixels most pixels (width * height) that are decoded, at least 1
     * @return a copy
     */
    public ImageSource withMaxPixels(long pixels) {
        if (pixels < 1) {
            throw new IllegalArgumentException("the pixel limit must be at least 1, not " + pixels);
        }
        return new ImageSource(content, description, pixels, window);
    }

    /**
     * Name for messages.
     *
     * @return the file's name without its folders, or what kind of source it is and how large
     */
    public String description() {
        return description;
    }

    /**
     * Decodes.
     *
     * @return the pixels
     * @throws ImageException if the file cannot be read, is damaged, truncated, empty, above the pixel limit or of a kind
     *     that is not supported, or needs a plug-in that is not on the class path
     */
    public RgbImage decode() {
        return content.decode(new ImageDecoder(description, maxPixels, window));
    }

    @Override
    public String toString() {
        return "ImageSource[" + description + "]";
    }

    private static ImageSource ofOwned(byte[] encoded) {
        return new ImageSource(
                decoder -> decoder.decode(encoded), String.format(Locale.ROOT, "bytes (%,d)", encoded.length));
    }

    private static byte[] readFile(Path file) {
        // Pipes and devices could block or never end.
        if (!Files.isRegularFile(file)) {
            throw new ImageException(file + ": " + (Files.exists(file) ? "not a file" : "no such image file"));
        }
        try (InputStream stream = Files.newInputStream(file)) {
            return readAll(stream, file.toString());
        } catch (IOException e) {
            throw new ImageException(file + ": cannot be read (" + e + ")", e);
        }
    }

    private static byte[] readAll(InputStream stream, String name) throws IOException {
        byte[] data = stream.readNBytes((int) MAX_BYTES + 1);
        if (data.length > MAX_BYTES) {
            throw new ImageException(name + ": more than " + MAX_BYTES + " bytes");
        }
        return data;
    }

    /** Where the pixels come from. */
    private interface Content {
        RgbImage decode(ImageDecoder decoder);
    }
}

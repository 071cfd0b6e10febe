package org.llavamed.image;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.ImageException;

/**
 * Turns an image into the pixel values of a vision tower with the steps of an {@link ImagePreprocessing}: the values are
 * those of Hugging Face's CLIP and LLaVA image processors in their Pillow form. Immutable and safe to share between
 * threads.
 */
public final class ImagePreprocessor {
    /** Longest side taken, in pixels: Pillow cannot hold what it would make of longer ones. */
    private static final int MAX_SIDE = 1_000_000;

    /** Most pixels of a result: 16,384 x 16,384, far above what any tower reads. */
    private static final long MAX_RESULT_PIXELS = 1L << 28;

    private static final int CHANNELS = 3;

    private final ImagePreprocessing settings;
    private final int[] background;
    /** Pixel value of each byte, {@code [3, 256]}. */
    private final float[][] tables;

    /**
     * Makes a preprocessor.
     *
     * @param settings the steps
     */
    public ImagePreprocessor(ImagePreprocessing settings) {
        this.settings = settings;
        this.background = background(settings.mean());
        this.tables = new float[CHANNELS][256];
        for (int c = 0; c < CHANNELS; c++) {
            float mean = settings.mean().get(c).floatValue();
            float std = settings.std().get(c).floatValue();
            for (int v = 0; v < 256; v++) {
                // The product in float64, then float32 for the rest: the order and precision of the reference.
                tables[c][v] = ((float) (v * settings.rescaleFactor()) - mean) / std;
            }
        }
    }

    /**
     * The steps.
     *
     * @return the settings
     */
    public ImagePreprocessing settings() {
        return settings;
    }

    /**
     * Pads, resizes, crops, rescales and normalises.
     *
     * @param image decoded pixels
     * @return values {@code [3, height, width]}; the size is the crop's, else the resize's, else the image's
     * @throws ImageException if a side of the image is above 1,000,000 pixels or the result above 2^28 pixels
     */
    public PixelValues preprocess(RgbImage image) {
        return normalise(fit(image));
    }

    /**
     * Pads, resizes and crops: the first half of {@link #preprocess}, whose result takes a quarter of its memory.
     *
     * @param image decoded pixels
     * @return the pixels that {@link #normalise} takes, black beyond a crop that is larger than the image
     * @throws ImageException if a side of the image is above 1,000,000 pixels or the result above 2^28 pixels
     */
    public RgbImage fit(RgbImage image) {
        int width = image.width();
        int height = image.height();
        if (Math.max(width, height) > MAX_SIDE) {
            throw new ImageException(
                    "image of " + width + " x " + height + " pixels: sides above " + MAX_SIDE + " are not supported");
        }
        boolean pad = settings.padToSquare();
        int canvasWidth = pad ? Math.max(width, height) : width;
        int canvasHeight = pad ? canvasWidth : height;
        long[] target = target(settings.resize(), canvasHeight, canvasWidth);
        Span rows = Span.of(target[0], settings.cropHeight());
        Span columns = Span.of(target[1], settings.cropWidth());
        if ((long) rows.size * columns.size > MAX_RESULT_PIXELS || Math.max(target[0], target[1]) > Integer.MAX_VALUE) {
            throw new ImageException("image of " + width + " x " + height + " pixels would be resized to " + target[1]
                    + " x " + target[0] + ", which is too large");
        }
        ResampleAxis across = ResampleAxis.of(
                canvasWidth,
                (canvasWidth - width) / 2,
                width,
                (int) target[1],
                columns.from,
                columns.count,
                settings.resample());
        ResampleAxis down = ResampleAxis.of(
                canvasHeight,
                (canvasHeight - height) / 2,
                height,
                (int) target[0],
                rows.from,
                rows.count,
                settings.resample());
        return placed(PillowResampler.resize(image, across, down, background), rows, columns);
    }

    /** Height and width after the resize step; long, because a thin image can exceed an int. */
    private static long[] target(ImagePreprocessing.@Nullable Resize resize, int height, int width) {
        if (resize == null) {
            return new long[] {height, width};
        }
        if (resize.shortestEdge() == 0) {
            return new long[] {resize.height(), resize.width()};
        }
        long edge = resize.shortestEdge();
        return width <= height ? new long[] {edge * height / width, edge} : new long[] {edge, edge * width / height};
    }

    private static RgbImage placed(byte[] rgb, Span rows, Span columns) {
        int size = CHANNELS * rows.size * columns.size;
        if (rgb.length == size) {
            return RgbImage.wrap(columns.size, rows.size, rgb);
        }
        byte[] all = new byte[size];
        int width = CHANNELS * columns.count;
        for (int y = 0; y < rows.count; y++) {
            System.arraycopy(rgb, y * width, all, CHANNELS * ((rows.to + y) * columns.size + columns.to), width);
        }
        return RgbImage.wrap(columns.size, rows.size, all);
    }

    /**
     * Rescales and normalises: the second half of {@link #preprocess}.
     *
     * @param fitted from {@link #fit}
     * @return values {@code [3, height, width]}
     */
    public PixelValues normalise(RgbImage fitted) {
        byte[] rgb = fitted.pixels();
        int plane = rgb.length / CHANNELS;
        float[] values = new float[rgb.length];
        for (int c = 0; c < CHANNELS; c++) {
            float[] table = tables[c];
            for (int i = 0; i < plane; i++) {
                values[c * plane + i] = table[rgb[CHANNELS * i + c] & 0xff];
            }
        }
        return new PixelValues(CHANNELS, fitted.height(), fitted.width(), values);
    }

    /** Colour of the padding, 255 * mean truncated as the reference does: (122, 116, 104) for CLIP. */
    private static int[] background(List<Double> mean) {
        return mean.stream()
                .mapToInt(m -> (int) Math.max(0, Math.min(255, m * 255)))
                .toArray();
    }

    /**
     * One axis of a centre crop: {@code count} pixels from {@code from} of the resized image go to {@code to} of a result
     * of {@code size} pixels.
     */
    private record Span(int from, int count, int to, int size) {
        static Span of(long resized, int crop) {
            if (crop == 0) {
                return new Span(0, clamp(resized), 0, clamp(resized));
            }
            if (resized >= crop) {
                return new Span(clamp((resized - crop) / 2), crop, 0, crop);
            }
            // Black above and left gets the larger half of an odd rest, as the reference does.
            int rest = crop - (int) resized;
            return new Span(0, (int) resized, rest - rest / 2, crop);
        }

        private static int clamp(long value) {
            return (int) Math.min(value, Integer.MAX_VALUE);
        }
    }
}

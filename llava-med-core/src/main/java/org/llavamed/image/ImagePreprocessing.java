package org.llavamed.image;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an image becomes pixel values: the fields of a checkpoint's {@code preprocessor_config.json}. Steps run in the
 * order of the components: pad to a square, resize, centre crop, rescale, normalise. A null resize or a crop of 0 leaves
 * the step out; a factor of 1, a mean of 0 and a deviation of 1 do the same for the last two. Immutable; values outside
 * the ranges below are an {@link IllegalArgumentException}.
 *
 * @param padToSquare pad the short side on a canvas of the mean colour first ({@code image_aspect_ratio: pad}, {@code
 *     do_pad})
 * @param resize target of the resize, or null for none
 * @param resample the filter of the resize
 * @param cropHeight height of the centre crop in pixels, 0 for no crop
 * @param cropWidth width of the centre crop in pixels, 0 for no crop
 * @param rescaleFactor factor from 0..255 to the normalised range, usually 1/255, finite
 * @param mean mean a channel (R, G, B) in the rescaled range, finite
 * @param std standard deviation a channel (R, G, B), finite and not 0
 */
public record ImagePreprocessing(
        boolean padToSquare,
        @Nullable Resize resize,
        Resampling resample,
        int cropHeight,
        int cropWidth,
        double rescaleFactor,
        List<Double> mean,
        List<Double> std) {

    /** Mean of CLIP's training images, R, G, B. */
    public static final List<Double> CLIP_MEAN = List.of(0.48145466, 0.4578275, 0.40821073);

    /** Standard deviation of CLIP's training images, R, G, B. */
    public static final List<Double> CLIP_STD = List.of(0.26862954, 0.26130258, 0.27577711);

    /** Filters of the resize step, with Pillow's numbers. */
    public enum Resampling {
        /** Pillow's 2: triangle filter, support 1. */
        BILINEAR,
        /** Pillow's 3: cubic with a = -0.5, support 2. */
        BICUBIC
    }

    /**
     * Target of the resize step. With a shortest edge the other side follows the aspect ratio, {@code floor(edge * long /
     * short)}; otherwise the image is brought to exactly height x width.
     *
     * @param shortestEdge pixels of the short side, or 0 to use height and width
     * @param height target height in pixels when shortestEdge is 0
     * @param width target width in pixels when shortestEdge is 0
     */
    public record Resize(int shortestEdge, int height, int width) {
        /**
         * Checks that either the shortest edge or both height and width are set.
         *
         * @param shortestEdge short side, or 0
         * @param height height, or 0
         * @param width width, or 0
         * @throws IllegalArgumentException if neither or both are set
         */
        public Resize {
            boolean edge = shortestEdge > 0 && height == 0 && width == 0;
            boolean exact = shortestEdge == 0 && height > 0 && width > 0;
            if (!edge && !exact) {
                throw new IllegalArgumentException("resize needs either a shortest edge or a height and a width, not "
                        + shortestEdge + ", " + height + ", " + width);
            }
        }
    }

    /**
     * Copies the lists and checks every value.
     *
     * @param padToSquare whether to pad first
     * @param resize target of the resize, or null
     * @param resample filter of the resize
     * @param cropHeight crop height, 0 for none
     * @param cropWidth crop width, 0 for none
     * @param rescaleFactor finite factor
     * @param mean three finite values
     * @param std three finite values, not 0
     * @throws IllegalArgumentException if a value is out of range
     */
    public ImagePreprocessing {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (mean.size() != 3 || std.size() != 3) {
            throw new IllegalArgumentException("mean and std need 3 values each, not " + mean + " and " + std);
        }
        if (!mean.stream().allMatch(Double::isFinite) || !std.stream().allMatch(s -> Double.isFinite(s) && s != 0)) {
            throw new IllegalArgumentException("mean and std must be finite and std not 0, not " + mean + ", " + std);
        }
        if (!Double.isFinite(rescaleFactor)) {
            throw new IllegalArgumentException("rescale factor must be finite, not " + rescaleFactor);
        }
        if (cropHeight < 0 || cropWidth < 0 || (cropHeight == 0) != (cropWidth == 0)) {
            throw new IllegalArgumentException(
                    "crop needs a height and a width, or 0 and 0, not " + cropHeight + " and " + cropWidth);
        }
    }

    /**
     * What CLIP's image processor does for a tower of the given input size: shortest edge to {@code size} with the
     * bicubic filter, centre crop, 1/255, CLIP mean and deviation.
     *
     * @param size input side of the tower in pixels, e.g. 336
     * @param padToSquare whether to pad to a square first
     * @return the settings
     */
    public static ImagePreprocessing clip(int size, boolean padToSquare) {
        return new ImagePreprocessing(
                padToSquare, new Resize(size, 0, 0), Resampling.BICUBIC, size, size, 1 / 255.0, CLIP_MEAN, CLIP_STD);
    }

    /**
     * The same settings with another padding.
     *
     * @param pad whether to pad to a square first
     * @return a copy
     */
    public ImagePreprocessing withPadToSquare(boolean pad) {
        return new ImagePreprocessing(pad, resize, resample, cropHeight, cropWidth, rescaleFactor, mean, std);
    }
}

package org.llavamed.internal.generation;

import java.util.List;
import org.llavamed.image.RgbImage;
import org.llavamed.internal.prompting.SegmentTokens;

/**
 * A tokenised prompt: token ids with {@link #IMAGE} where an image goes, and the images in that order.
 *
 * @param ids token ids
 * @param images as many as there are sentinels
 */
public record PromptTokens(List<Integer> ids, List<PromptImage> images) {
    /** Stands for one image, as in the reference (LLaVA's {@code IMAGE_TOKEN_INDEX}). */
    public static final int IMAGE = SegmentTokens.IMAGE;

    /** Copies the lists and checks the count. */
    public PromptTokens {
        ids = List.copyOf(ids);
        images = List.copyOf(images);
        long sentinels = ids.stream().filter(id -> id == IMAGE).count();
        if (sentinels != images.size()) {
            throw new IllegalArgumentException(sentinels + " image places, " + images.size() + " images");
        }
    }

    /**
     * Positions the prompt takes.
     *
     * @param imagePositions positions of one image
     * @return tokens, images expanded
     */
    public long positions(int imagePositions) {
        return ids.size() - images.size() + (long) images.size() * imagePositions;
    }

    /**
     * An image of a prompt.
     *
     * @param image the decoded pixels
     * @param digest identity of the pixels, for the cache
     */
    public record PromptImage(RgbImage image, String digest) {
        /**
         * An image with its digest computed.
         *
         * @param image the decoded pixels
         * @return the image
         */
        public static PromptImage of(RgbImage image) {
            return new PromptImage(image, image.digest());
        }
    }
}

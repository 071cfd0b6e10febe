package org.llavamed.internal.prompting;

import java.util.Arrays;

/**
 * The tokens of a list of segments, with the segment each comes from. The arrays are handed out as they are.
 */
public final class SegmentTokens {
    /** Stands for one image among token ids, as in the reference (LLaVA's {@code IMAGE_TOKEN_INDEX}). */
    public static final int IMAGE = -200;

    /** In {@link #segments()}: a token that belongs to no segment, which is bos. */
    public static final int NO_SEGMENT = -1;

    private int[] ids = new int[64];
    private int[] segments = new int[64];
    private int size;

    SegmentTokens() {}

    void add(int id, int segment) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, 2 * size);
            segments = Arrays.copyOf(segments, 2 * size);
        }
        ids[size] = id;
        segments[size++] = segment;
    }

    SegmentTokens trimmed() {
        ids = Arrays.copyOf(ids, size);
        segments = Arrays.copyOf(segments, size);
        return this;
    }

    /** Token ids, {@link #IMAGE} where an image goes. */
    public int[] ids() {
        return ids;
    }

    /**
     * For each token the index of the segment in which its first char lies, or {@link #NO_SEGMENT}. The markers around an
     * image count as the image's.
     */
    public int[] segments() {
        return segments;
    }
}

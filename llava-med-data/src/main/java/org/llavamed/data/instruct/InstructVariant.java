package org.llavamed.data.instruct;

import org.llavamed.error.LlavaMedException;

/**
 * The three instruction sets of LLaVA-Med as settings of one generator. The published files hold 10,712, 60,088 and 60,017
 * conversations; the paper names 10K and 60K, which are the sizes here.
 */
public enum InstructVariant {
    /** 10K: caption only. */
    TEN_K("10k", 10_000, false),
    /** 60K: caption only. */
    SIXTY_K("60k", 60_000, false),
    /** 60K-IM: caption and in-text mentions. */
    SIXTY_K_IM("60k_im", 60_000, true);

    private final String key;
    private final int maxSize;
    private final boolean mentions;

    InstructVariant(String key, int maxSize, boolean mentions) {
        this.key = key;
        this.maxSize = maxSize;
        this.mentions = mentions;
    }

    /**
     * The name in commands.
     *
     * @return for instance {@code 60k_im}
     */
    public String key() {
        return key;
    }

    /**
     * How many figures are taken at most.
     *
     * @return the number, exact
     */
    public int maxSize() {
        return maxSize;
    }

    /**
     * Whether the sentences of the article that mention the figure are shown to the teacher.
     *
     * @return true for 60K-IM
     */
    public boolean mentions() {
        return mentions;
    }

    /**
     * Finds a variant by its name.
     *
     * @param key {@code 10k}, {@code 60k} or {@code 60k_im}, also written {@code 60k-im}
     * @return the variant
     * @throws LlavaMedException if there is none
     */
    public static InstructVariant of(String key) {
        for (InstructVariant variant : values()) {
            if (variant.key.equals(key.replace('-', '_'))) {
                return variant;
            }
        }
        throw new LlavaMedException("variant \"" + key + "\" is none of 10k, 60k, 60k-im");
    }
}

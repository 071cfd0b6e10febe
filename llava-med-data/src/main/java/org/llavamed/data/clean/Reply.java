package org.llavamed.data.clean;

import org.jspecify.annotations.Nullable;
import org.llavamed.data.figure.Domains;

/**
 * A teacher's reply about a figure.
 *
 * @param pairId names the figure and the dialogue; not empty
 * @param image file of the image in its folder
 * @param domain the figure's domains, or null
 * @param kind what was asked for
 * @param text the reply as it came
 * @param cut whether it stopped at a length limit, so that its end is missing
 */
public record Reply(String pairId, String image, @Nullable Domains domain, ReplyKind kind, String text, boolean cut) {
    /**
     * Checks the id.
     *
     * @param pairId as above
     * @param image as above
     * @param domain as above
     * @param kind as above
     * @param text as above
     * @param cut as above
     */
    public Reply {
        if (pairId.isEmpty()) {
            throw new IllegalArgumentException("a reply needs a pair id");
        }
    }
}

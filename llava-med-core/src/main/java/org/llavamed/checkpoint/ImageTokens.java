package org.llavamed.checkpoint;

import org.jspecify.annotations.Nullable;

/**
 * How images are marked in the text, as far as the configuration says.
 *
 * @param startEnd {@code mm_use_im_start_end}: an image stands between a start and an end token
 * @param patchToken {@code mm_use_im_patch_token}, true when the key is absent: the tokenizer knows a patch token
 * @param hfImageTokenId {@code image_token_index} of a conversion, or null for the original layouts; it may lie outside
 *     the vocabulary because it is never embedded
 */
public record ImageTokens(
        boolean startEnd, boolean patchToken, @Nullable Integer hfImageTokenId) {
    static final String PATCH = "<im_patch>";
    static final String START = "<im_start>";
    static final String END = "<im_end>";
}

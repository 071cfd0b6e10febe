package org.llavamed.tokenizer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code tokenizer.model} or {@code tokenizer.json} says.
 *
 * @param vocabulary the trained pieces
 * @param encoder the merges
 * @param spacing how runs are prepared
 * @param legacy whether every run between special tokens gets its own dummy space
 * @param bos text of the token that begins a text, or null
 * @param eos text of the token that ends a text, or null
 * @param unk text of the token for what cannot be encoded, or null
 * @param addsBos whether the file asks for bos in front of a text
 * @param addedTokens tokens the file adds to its own vocabulary
 */
record TokenizerModel(
        Vocabulary vocabulary,
        BytePairEncoder encoder,
        Spacing spacing,
        boolean legacy,
        @Nullable String bos,
        @Nullable String eos,
        @Nullable String unk,
        boolean addsBos,
        List<AddedToken> addedTokens) {
    TokenizerModel withSpacing(Spacing other, boolean otherLegacy) {
        return new TokenizerModel(vocabulary, encoder, other, otherLegacy, bos, eos, unk, addsBos, addedTokens);
    }
}

package org.llavamed.checkpoint;

import org.jspecify.annotations.Nullable;

/**
 * Sizes of a LLaMA or Mistral decoder with SwiGLU (silu), RMSNorm, rotary positions and no biases.
 *
 * @param family which of the two
 * @param hiddenSize width D of the embeddings
 * @param intermediateSize width of the gated MLP
 * @param layers number of blocks
 * @param heads query heads
 * @param kvHeads key and value heads, a divisor of heads
 * @param headDim width of a head; usually hiddenSize / heads
 * @param rmsNormEps epsilon of the RMSNorm
 * @param ropeTheta base of the rotary embedding
 * @param maxPositions context length in tokens
 * @param vocabularySize rows of the embedding table and of the head
 * @param slidingWindow attention window in tokens, or null for none
 * @param tiedEmbeddings whether the head is the embedding table
 */
public record LanguageConfig(
        Family family,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        double rmsNormEps,
        double ropeTheta,
        int maxPositions,
        int vocabularySize,
        @Nullable Integer slidingWindow,
        boolean tiedEmbeddings) {

    /** The decoder architectures that are read. */
    public enum Family {
        /** LLaMA 1 and 2, Vicuna. */
        LLAMA,
        /** Mistral 7B: grouped queries, optional sliding window. */
        MISTRAL
    }

    /**
     * Width of the keys or values of one token in one layer.
     *
     * @return kvHeads * headDim
     */
    public int kvWidth() {
        return kvHeads * headDim;
    }
}

package org.llavamed.checkpoint;

/**
 * Sizes of a pair of CLIP towers (arXiv 2103.00020), one for images and one for texts, as {@code config.json} with {@code
 * model_type} clip has them.
 *
 * @param vision the tower for images; which of its features a model uses does not matter here
 * @param text the tower for texts
 * @param projectionSize width of the space in which image and text are compared
 */
public record ClipConfig(VisionConfig vision, Text text, int projectionSize) {
    /**
     * Sizes of the text transformer.
     *
     * @param vocabularySize rows of its embedding table; the last one is the end token's
     * @param hiddenSize width
     * @param intermediateSize width of its MLP
     * @param layers number of blocks
     * @param heads attention heads
     * @param positions tokens a text may have, first and end token included
     * @param layerNormEps epsilon of the LayerNorms
     * @param activation activation of the MLP
     */
    public record Text(
            int vocabularySize,
            int hiddenSize,
            int intermediateSize,
            int layers,
            int heads,
            int positions,
            double layerNormEps,
            VisionConfig.Activation activation) {
        /**
         * The token at which a text's features are taken.
         *
         * @return the last id
         */
        public int endId() {
            return vocabularySize - 1;
        }
    }
}

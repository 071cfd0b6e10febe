package org.llavamed.checkpoint;

import java.util.List;

/**
 * Sizes of a CLIP vision transformer and which of its features are used.
 *
 * @param hiddenSize width of the tower
 * @param intermediateSize width of its MLP
 * @param layers number of blocks the tower has
 * @param heads attention heads
 * @param imageSize input side in pixels
 * @param patchSize patch side in pixels
 * @param layerNormEps epsilon of the LayerNorms
 * @param activation activation of the MLP
 * @param selectLayers which hidden states are used, concatenated along the width; 0 is the input of the first block, L
 *     the output of the last, negative counts from the end (-2 is the output of the block before the last)
 * @param selectFeature whether the class position is kept
 */
public record VisionConfig(
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int imageSize,
        int patchSize,
        double layerNormEps,
        Activation activation,
        List<Integer> selectLayers,
        SelectFeature selectFeature) {

    /** Activations of the tower's MLP. */
    public enum Activation {
        /** {@code x * sigmoid(1.702 x)}. */
        QUICK_GELU,
        /** Exact GELU with the error function. */
        GELU
    }

    /** Which positions become features. */
    public enum SelectFeature {
        /** Patches only ({@code patch}, {@code default}). */
        PATCH,
        /** Class position and patches ({@code cls_patch}, {@code full}). */
        CLS_PATCH
    }

    /**
     * Copies the list.
     *
     * @param hiddenSize the component
     * @param intermediateSize the component
     * @param layers the component
     * @param heads the component
     * @param imageSize the component
     * @param patchSize the component
     * @param layerNormEps the component
     * @param activation the component
     * @param selectLayers the component
     * @param selectFeature the component
     */
    public VisionConfig {
        selectLayers = List.copyOf(selectLayers);
    }

    /**
     * Patches along one side.
     *
     * @return floor(imageSize / patchSize)
     */
    public int patchesPerSide() {
        return imageSize / patchSize;
    }

    /**
     * Rows of the position table: the class position and all patches.
     *
     * @return patchesPerSide squared plus 1
     */
    public int positions() {
        return patchesPerSide() * patchesPerSide() + 1;
    }

    /**
     * Features that one image becomes, each taking one position of the prompt.
     *
     * @return number of features
     */
    public int featuresPerImage() {
        return selectFeature == SelectFeature.PATCH ? positions() - 1 : positions();
    }

    /**
     * Width of a feature before the projector.
     *
     * @return hiddenSize times the number of selected layers
     */
    public int featureWidth() {
        return hiddenSize * selectLayers.size();
    }

    /**
     * The selected hidden states counted from the start.
     *
     * @return indices in 0..layers, in the order of {@link #selectLayers}
     */
    public List<Integer> selectedStates() {
        return selectLayers.stream()
                .map(index -> index < 0 ? layers + 1 + index : index)
                .toList();
    }

    /**
     * Blocks that have to run: those up to the last selected state.
     *
     * @return a number in 0..layers
     */
    public int blocksNeeded() {
        return selectedStates().stream().mapToInt(Integer::intValue).max().orElse(0);
    }
}

package org.llavamed.checkpoint;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.safetensors.TensorInfo;

/**
 * What a projector file and an adapter change in a checkpoint's weights when these are loaded. Immutable.
 *
 * @param lowRank additions by canonical name of the weight; the weight is {@code W + scale * B A}
 * @param markers rows that replace those of the tokens before and after an image, or null
 */
public record Overlay(
        Map<String, LowRank> lowRank, @Nullable MarkerRows markers) {
    /** Changes nothing. */
    static final Overlay NONE = new Overlay(Map.of(), null);

    /**
     * Copies the map.
     *
     * @param lowRank the component
     * @param markers the component
     */
    public Overlay {
        lowRank = Map.copyOf(lowRank);
    }

    /**
     * A low-rank addition to a weight [out, in].
     *
     * @param a where A [rank, in] lies
     * @param b where B [out, rank] lies
     * @param scale factor of the product
     */
    public record LowRank(TensorInfo a, TensorInfo b, double scale) {}

    /**
     * Rows of the embedding table.
     *
     * @param rows where the rows [2, hidden] lie, start first
     * @param startId row of the token before an image
     * @param endId row of the token after an image
     */
    public record MarkerRows(TensorInfo rows, int startId, int endId) {}
}

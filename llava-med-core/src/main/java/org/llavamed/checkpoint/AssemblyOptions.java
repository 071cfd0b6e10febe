package org.llavamed.checkpoint;

import org.jspecify.annotations.Nullable;
import org.llavamed.safetensors.SafetensorsType;

/**
 * How a start checkpoint is put together. Immutable.
 *
 * @param projectorType {@code linear} or {@code mlpNx_gelu}
 * @param startEnd whether images stand between a start and an end token, which the tokenizer and the embeddings then get
 * @param selectLayer the tower's layer whose features are used; negative counts from the end
 * @param pad whether images are padded to a square, otherwise cropped
 * @param type element type of all weights, or null for the language model's own
 * @param seed of the projector's values
 * @param shardBytes a file is closed before it would grow beyond this
 */
public record AssemblyOptions(
        String projectorType,
        boolean startEnd,
        int selectLayer,
        boolean pad,
        @Nullable SafetensorsType type,
        long seed,
        long shardBytes) {

    /**
     * Checks projector and type.
     *
     * @param projectorType the component
     * @param startEnd the component
     * @param selectLayer the component
     * @param pad the component
     * @param type the component
     * @param seed the component
     * @param shardBytes the component
     */
    public AssemblyOptions {
        if (!projectorType.matches("linear|mlp[1-9]\\d?x_gelu")) {
            throw new IllegalArgumentException("projectorType is \"" + projectorType
                    + "\"; it must be linear or mlpNx_gelu, for example mlp2x_gelu");
        }
        if (type != null) {
            FloatBits.requireWeightType(type);
        }
        if (shardBytes < 1) {
            throw new IllegalArgumentException("shardBytes is " + shardBytes);
        }
    }

    /**
     * As LLaVA-1.5 and LLaVA-Med v1.5: {@code mlp2x_gelu}, no marker tokens, features of layer -2, images padded, seed 0.
     *
     * @return the defaults
     */
    public static AssemblyOptions defaults() {
        return new AssemblyOptions("mlp2x_gelu", false, -2, true, null, 0, 5_000_000_000L);
    }

    /**
     * A copy with another projector.
     *
     * @param other see {@link #projectorType}
     * @return a copy
     */
    public AssemblyOptions withProjectorType(String other) {
        return new AssemblyOptions(other, startEnd, selectLayer, pad, type, seed, shardBytes);
    }

    /**
     * A copy with or without marker tokens.
     *
     * @param other see {@link #startEnd}
     * @return a copy
     */
    public AssemblyOptions withStartEnd(boolean other) {
        return new AssemblyOptions(projectorType, other, selectLayer, pad, type, seed, shardBytes);
    }

    /**
     * A copy with another element type.
     *
     * @param other see {@link #type}
     * @return a copy
     */
    public AssemblyOptions withType(@Nullable SafetensorsType other) {
        return new AssemblyOptions(projectorType, startEnd, selectLayer, pad, other, seed, shardBytes);
    }

    /**
     * A copy with another seed.
     *
     * @param other see {@link #seed}
     * @return a copy
     */
    public AssemblyOptions withSeed(long other) {
        return new AssemblyOptions(projectorType, startEnd, selectLayer, pad, type, other, shardBytes);
    }
}

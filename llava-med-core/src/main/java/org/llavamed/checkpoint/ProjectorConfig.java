package org.llavamed.checkpoint;

/**
 * The projector from vision features to embeddings: linear layers with exact GELU between them.
 *
 * @param type the kind
 * @param layers linear layers: 1 for linear, N for mlpNx_gelu, 0 for identity
 * @param inputSize width of a vision feature
 * @param outputSize width of an embedding
 * @param bias whether the linear layers have a bias
 */
public record ProjectorConfig(Type type, int layers, int inputSize, int outputSize, boolean bias) {
    /** Kinds of projector. */
    public enum Type {
        /** One linear layer (LLaVA-Med v1.0). */
        LINEAR,
        /** Several linear layers with GELU between (LLaVA-Med v1.5, LLaVA-1.5, conversions). */
        MLP,
        /** Features are embeddings as they are. */
        IDENTITY
    }
}

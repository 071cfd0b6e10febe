package org.llavamed.internal.model;

import java.util.List;
import org.llavamed.checkpoint.ProjectorFile;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;

/** A network in training as far as optimizer and state know it. What is trained lies in memory in F32. One thread at a time. */
public interface TrainedNetwork extends AutoCloseable {
    /** Which module a trained tensor belongs to. */
    enum Module {
        /** The language model's own weights. */
        LANGUAGE,
        /** Low-rank additions. */
        LORA,
        /** The projector. */
        PROJECTOR,
        /** Embeddings of the tokens around an image. */
        MARKERS,
        /** A vision tower with its projection, contrasted with a text tower. */
        VISION,
        /** That text tower with its projection and the scale of the similarities. */
        TEXT
    }

    /**
     * A trained tensor.
     *
     * @param name canonical name; of an adapter the linear layer's with {@code .lora_A} or {@code .lora_B}; of the marker rows
     *     {@link ProjectorFile#MARKER_ROWS}; of two towers that of transformers' CLIPModel
     * @param module what it belongs to
     * @param weight its F32 values, changed in place by the optimizer
     */
    record Parameter(String name, Module module, Tensor weight) {}

    /**
     * The trained tensors, in the order of their gradients.
     *
     * @return unmodifiable
     */
    List<Parameter> parameters();

    /**
     * A tensor of the network.
     *
     * @param name as in {@link Parameter#name}
     * @return the tensor, of the network
     * @throws IllegalArgumentException if there is none
     */
    Tensor tensor(String name);

    /**
     * Opens a scope for a step, freed with the network at the latest.
     *
     * @return a scope
     */
    TensorScope newScope();

    /** Brings weights back into their bounds after the optimizer has changed them. */
    default void updated() {}

    /** Frees everything. */
    @Override
    void close();
}

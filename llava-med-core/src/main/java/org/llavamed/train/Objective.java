package org.llavamed.train;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.internal.model.TrainedNetwork;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;

/** A loaded model and the loss it is trained on. One thread at a time. */
interface Objective extends AutoCloseable {
    /** What is trained. */
    TrainedNetwork network();

    /**
     * Lays samples out.
     *
     * @param samples one or more
     */
    MicroBatch batch(List<PreparedSample> samples);

    /**
     * Writes what was trained.
     *
     * @param folder a folder that does not exist yet
     */
    void write(Path folder);

    /** Frees the model. */
    @Override
    void close();

    /** Samples that go through the model together. */
    interface MicroBatch {
        int images();

        /** Positions without filling. */
        long positions();

        /** What the loss is the mean of; 0 if there is nothing to learn. */
        int learned();

        /**
         * Computes.
         *
         * @param work owner of the results
         * @param factor the loss is multiplied by it before gradients are taken
         * @param seed of what is random
         * @param former gradients of earlier micro-batches, added to in place, or null
         * @return the loss, then a gradient for each of the network's parameters
         */
        List<Tensor> gradients(TensorScope work, double factor, long seed, @Nullable List<Tensor> former);
    }
}

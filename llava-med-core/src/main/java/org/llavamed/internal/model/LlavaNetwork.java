package org.llavamed.internal.model;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.ModelConfig;
import org.llavamed.error.CheckpointException;
import org.llavamed.image.PixelValues;
import org.llavamed.internal.tensor.DType;
import org.llavamed.internal.tensor.Ops;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;

/**
 * Vision tower, projector and decoder of one checkpoint, loaded. Immutable; threads share it. Close it only when nothing
 * computes with it any more.
 */
public final class LlavaNetwork implements AutoCloseable {
    private final Checkpoint checkpoint;
    private final TensorScope scope;
    private final @Nullable VisionTower tower;
    private final @Nullable Projector projector;
    private final Decoder decoder;
    private final int threads;
    private final Lock computeLock = new ReentrantLock(true);

    private LlavaNetwork(Checkpoint checkpoint, TensorScope scope, DType type, int threads) {
        this.checkpoint = checkpoint;
        this.scope = scope;
        this.threads = threads;
        ModelConfig config = checkpoint.config();
        Weights weights = Weights.of(checkpoint, scope, type);
        tower = config.vision() == null ? null : new VisionTower(config.vision(), weights.in("vision."));
        projector = config.projector() == null ? null : new Projector(config.projector(), weights);
        decoder = new Decoder(config.language(), weights);
    }

    /**
     * Loads all weights a question needs.
     *
     * @param checkpoint an opened checkpoint
     * @param type F32 or BF16
     * @param threads most threads its kernels are worth, at least 1
     * @return the network, to be closed by the caller
     */
    public static LlavaNetwork load(Checkpoint checkpoint, DType type, int threads) {
        TensorScope scope = TensorScope.open();
        try {
            return new LlavaNetwork(checkpoint, scope, type, threads);
        } catch (RuntimeException | Error e) {
            scope.close();
            throw e;
        }
    }

    /**
     * The language model.
     *
     * @return the decoder
     */
    public Decoder decoder() {
        return decoder;
    }

    /**
     * Held for each piece of work (an image, a chunk of a prompt, a token): libtorch's threads are shared by the whole JVM,
     * so computing two things at once only makes both slower. Fair.
     *
     * @return the lock
     */
    public Lock computeLock() {
        return computeLock;
    }

    /**
     * How many threads its kernels are worth.
     *
     * @return most threads to compute with
     */
    public int threads() {
        return threads;
    }

    /**
     * Opens a scope for a session; it is freed with the network at the latest.
     *
     * @return a scope
     */
    public TensorScope newScope() {
        return scope.child();
    }

    /**
     * Vision features and their projection.
     *
     * @param scope owner of both
     * @param pixels the image
     * @param cancel asked between blocks
     * @return the features
     */
    public ImageFeatures look(TensorScope scope, PixelValues pixels, CancelCheck cancel) {
        if (tower == null || projector == null) {
            throw new IllegalStateException(checkpoint.folder() + " is a text-only model");
        }
        Tensor features = tower.encode(scope, pixels, cancel);
        Tensor projected = projector.project(scope, features);
        Ops ops = new Ops(scope);
        if (!ops.isFinite(projected)) {
            throw nonFinite(ops.isFinite(features) ? "projector" : tower.locateNonFinite(scope, pixels));
        }
        return new ImageFeatures(features, projected);
    }

    /**
     * The error for numbers that stopped being finite.
     *
     * @param part where
     * @return an exception that names the part and the checkpoint
     */
    public CheckpointException nonFinite(String part) {
        return new CheckpointException(checkpoint.folder() + ": " + part
                + " gives NaN or infinite numbers: the weights are damaged, or too large for this precision (try f32)");
    }

    /** Frees the weights and every session's memory. */
    @Override
    public void close() {
        scope.close();
    }

    /**
     * An image as the model sees it.
     *
     * @param features selected features [rows, tower width]
     * @param projected the same in the language model's space [rows, hidden]
     */
    public record ImageFeatures(Tensor features, Tensor projected) implements AutoCloseable {
        @Override
        public void close() {
            features.close();
            projected.close();
        }
    }
}

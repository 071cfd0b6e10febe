package org.llavamed.train;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.CheckpointException;
import org.llavamed.internal.model.TrainableNetwork;
import org.llavamed.internal.tensor.DType;
import org.llavamed.internal.tensor.Ops;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;
import org.llavamed.train.PreparedSample.Picture;

/** What the frozen tower sees in images: from the cache, or from the tower and then into the cache. One thread. */
final class PictureFeatures {
    private final TrainableNetwork network;
    private final TrainingModel model;
    private final DType type;
    private final Consumer<String> warning;
    private @Nullable FeatureCache cache;

    PictureFeatures(
            TrainableNetwork network,
            TrainingModel model,
            TrainingRecipe.Precision precision,
            @Nullable FeatureCache cache,
            Consumer<String> warning) {
        this.network = network;
        this.model = model;
        this.type = precision == TrainingRecipe.Precision.BF16 ? DType.BF16 : DType.F32;
        this.cache = cache;
        this.warning = warning;
    }

    /** Features [rows, tower width] in the computing type; the same to the bit wherever they come from. */
    Tensor of(TensorScope scope, Picture picture) {
        float[] known = picture.features();
        if (known != null) {
            int rows = model.imagePositions();
            return new Ops(scope).cast(scope.floats(known, rows, known.length / rows), type);
        }
        if (picture.pixels() == null) {
            throw new IllegalStateException("an image with neither pixels nor features");
        }
        Tensor features = network.features(scope, picture.pixels());
        store(picture.digest(), features);
        return features;
    }

    /** A run that could go on without the cache is not worth less because the cache's disk is full. */
    private void store(String digest, Tensor features) {
        FeatureCache target = cache;
        if (target == null) {
            return;
        }
        try (TensorScope copy = network.newScope()) {
            target.store(digest, new Ops(copy).cast(features, DType.F32).toFloats());
        } catch (CheckpointException e) {
            cache = null;
            if (!Thread.currentThread().isInterrupted()) { // an interrupt closes the file that is written
                warning.accept("the feature cache takes no more images, and the run goes on without: " + e.getMessage()
                        + "; make room for it before the next run");
            }
        }
    }
}

package org.llavamed.train;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llavamed.internal.model.TrainableNetwork;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;
import org.llavamed.internal.tensor.TrainingOps;

/** The next token of answers about images, with a tower that only looks. */
final class LanguageObjective implements Objective {
    private final TrainingModel model;
    private final TrainableNetwork network;
    private final PictureFeatures features;

    LanguageObjective(
            TrainingModel model, TrainingRecipe recipe, @Nullable FeatureCache cache, Consumer<String> warning) {
        this.model = model;
        this.network = model.loadNetwork();
        this.features = new PictureFeatures(network, model, recipe.precision(), cache, warning);
    }

    @Override
    public TrainableNetwork network() {
        return network;
    }

    @Override
    public MicroBatch batch(List<PreparedSample> samples) {
        return new Texts(new Collation(samples, model.imagePositions(), model.markerIds()));
    }

    @Override
    public void write(Path folder) {
        model.write(folder, network);
    }

    @Override
    public void close() {
        network.close();
    }

    private final class Texts implements MicroBatch {
        private final Collation collation;

        Texts(Collation collation) {
            this.collation = collation;
        }

        @Override
        public int images() {
            return collation.images();
        }

        @Override
        public long positions() {
            return collation.positions();
        }

        @Override
        public int learned() {
            return collation.learnedTokens();
        }

        @Override
        public List<Tensor> gradients(TensorScope work, double factor, long seed, @Nullable List<Tensor> former) {
            try (TensorScope inputs = network.newScope()) {
                TrainingOps.Batch tensors = collation.in(inputs, picture -> features.of(inputs, picture));
                return network.gradients(work, tensors, factor, seed, former);
            }
        }
    }
}

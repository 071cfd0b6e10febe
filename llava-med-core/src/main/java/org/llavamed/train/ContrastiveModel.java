package org.llavamed.train;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.checkpoint.ClipCheckpoint;
import org.llavamed.checkpoint.ClipConfig;
import org.llavamed.error.CheckpointException;
import org.llavamed.internal.model.ContrastiveNetwork;
import org.llavamed.internal.tensor.DType;
import org.llavamed.internal.training.StateFile;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.safetensors.TensorInfo;
import org.llavamed.tokenizer.Tokenizer;

/** Two CLIP towers as the contrastive recipe sees them. */
final class ContrastiveModel implements StartModel {
    private final ClipCheckpoint checkpoint;
    private final Tokenizer tokenizer;
    private final int bos;
    private final TrainingRecipe recipe;

    private ContrastiveModel(ClipCheckpoint checkpoint, Tokenizer tokenizer, int bos, TrainingRecipe recipe) {
        this.checkpoint = checkpoint;
        this.tokenizer = tokenizer;
        this.bos = bos;
        this.recipe = recipe;
    }

    /** Opens a CLIP folder and refuses what a contrastive run has no use for. */
    static ContrastiveModel open(Path folder, TrainingRecipe recipe, TrainingOptions options) {
        if (options.projector() != null || !options.checkpoint().equals(CheckpointOptions.defaults())) {
            throw new CheckpointException(folder + ": the recipe trains vision_tower and text_tower, which have no"
                    + " projector, adapter or choice of tower; leave these options out");
        }
        if (options.featureCache() != null) {
            throw new CheckpointException(folder + ": the recipe trains vision_tower, whose features change with every"
                    + " step; leave the feature cache out");
        }
        ClipCheckpoint checkpoint = ClipCheckpoint.open(folder);
        Tokenizer tokenizer = Tokenizer.load(folder);
        int end = checkpoint.config().text().endId();
        if (tokenizer.vocabularySize() > end) {
            throw new CheckpointException(folder + ": the tokenizer has " + tokenizer.vocabularySize()
                    + " tokens, but the text tower (text_config.vocab_size " + (end + 1) + ") has embeddings for " + end
                    + " and its end token");
        }
        int bos = tokenizer
                .bosId()
                .orElseThrow(() -> new CheckpointException(
                        folder + ": the tokenizer has no first token (<s>) for texts to begin"));
        return new ContrastiveModel(checkpoint, tokenizer, bos, recipe);
    }

    @Override
    public Path folder() {
        return checkpoint.folder();
    }

    @Override
    public String fingerprint() {
        return ModelFingerprint.of(checkpoint);
    }

    @Override
    public Map<String, TensorInfo> tensors() {
        return checkpoint.tensors();
    }

    @Override
    public String lastResultFile() {
        return "config.json";
    }

    @Override
    public int maxLength() {
        return Math.min(recipe.maxLength(), checkpoint.config().text().positions());
    }

    @Override
    public MemoryEstimate memory(SampleSource samples) {
        int longest = 3;
        for (int i = 0; i < samples.size(); i++) {
            longest = Math.max(longest, 2 * Math.min(samples.length(i).words(), maxLength()) + 2);
        }
        long numbers = checkpoint.tensors().values().stream()
                .mapToLong(info -> info.shape().stream().reduce(1L, (a, b) -> a * b))
                .sum();
        return MemoryEstimate.contrastive(
                checkpoint.config(), recipe, numbers, samples.size(), Math.min(longest, maxLength()));
    }

    @Override
    public @Nullable FeatureCache cache(@Nullable Path root) {
        return null;
    }

    @Override
    public Preparation preparation(SampleSource samples) {
        if (samples.size() < 2) {
            throw new CheckpointException(
                    folder() + ": there is 1 sample only; an image is contrasted with the texts of"
                            + " others, so give 2 or more");
        }
        ClipConfig config = checkpoint.config();
        ContrastivePreparation preparation = new ContrastivePreparation(
                samples,
                new ContrastiveText(tokenizer, bos, config.text().endId(), maxLength()),
                checkpoint.preprocessing(),
                config.vision().positions(),
                Runtime.getRuntime().maxMemory() / 4);
        return (index, cache) -> preparation.prepare(index);
    }

    @Override
    public Objective load(@Nullable FeatureCache cache, Consumer<String> warning) {
        return new ContrastiveObjective(this, warning);
    }

    ContrastiveNetwork loadNetwork() {
        return ContrastiveNetwork.load(
                checkpoint, recipe.precision() == TrainingRecipe.Precision.BF16 ? DType.BF16 : DType.F32);
    }

    void write(Path folder, ContrastiveNetwork network) {
        checkpoint.write(
                folder,
                recipe.precision() == TrainingRecipe.Precision.BF16 ? SafetensorsType.BF16 : SafetensorsType.F32,
                (name, first, target) -> target.put(StateFile.values(network.tensor(name), first, target.remaining())));
    }
}

package org.llavamed.train;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.AdapterFiles;
import org.llavamed.checkpoint.AdapterSettings;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.checkpoint.FullCheckpoint;
import org.llavamed.checkpoint.ModelConfig;
import org.llavamed.checkpoint.Overlay;
import org.llavamed.checkpoint.ProjectorConfig;
import org.llavamed.checkpoint.ProjectorFile;
import org.llavamed.checkpoint.TensorValues;
import org.llavamed.checkpoint.VisionConfig;
import org.llavamed.error.CheckpointException;
import org.llavamed.image.ImagePreprocessing;
import org.llavamed.image.ImagePreprocessor;
import org.llavamed.internal.file.NewFolder;
import org.llavamed.internal.model.TrainableNetwork;
import org.llavamed.internal.model.TrainedNetwork.Module;
import org.llavamed.internal.tensor.DType;
import org.llavamed.internal.training.SampleEncoder;
import org.llavamed.internal.training.StateFile;
import org.llavamed.prompt.ConversationTemplates;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.safetensors.TensorInfo;
import org.llavamed.tokenizer.Tokenizer;

/** The start checkpoint as a recipe sees it: what is trained in it, how samples are encoded for it, what is written. */
final class TrainingModel implements StartModel {
    /** Template of LLaVA-Med v1.0 in training, whatever it answers with. */
    private static final String V1_0_ANSWERING = "med-v1.0/multimodal";

    private final Checkpoint checkpoint;
    private final TrainingRecipe recipe;
    private final boolean ownProjector;
    private final List<Integer> markerIds;

    /**
     * Checks that the recipe has something to train in the model.
     *
     * @param checkpoint the start
     * @param recipe what is trained
     * @param ownProjector whether the projector is the checkpoint's, not that of a projector file
     * @param markerIds ids of the tokens before and after an image, or empty if there are none
     */
    TrainingModel(Checkpoint checkpoint, TrainingRecipe recipe, boolean ownProjector, List<Integer> markerIds) {
        this.checkpoint = checkpoint;
        this.recipe = recipe;
        this.ownProjector = ownProjector;
        boolean markers = recipe.train().contains(TrainedModule.IMAGE_MARKERS);
        this.markerIds = markers ? List.copyOf(markerIds) : List.of();
        ProjectorConfig projector = checkpoint.config().projector();
        if (recipe.train().contains(TrainedModule.PROJECTOR) && (projector == null || projector.layers() == 0)) {
            throw new CheckpointException(
                    checkpoint.folder() + ": the recipe trains the projector, but the model has none");
        }
        if (recipe.train().contains(TrainedModule.LORA)
                && !checkpoint.overlay().lowRank().isEmpty()) {
            throw new CheckpointException(checkpoint.folder() + ": the model is opened with an adapter, and the recipe"
                    + " trains lora: the new adapter would be one to the sum of both, which no file holds. Train"
                    + " language_model instead, or leave the first adapter out");
        }
        if (markers && markerIds.size() != 2) {
            throw new CheckpointException(
                    checkpoint.folder() + ": the recipe trains image_markers, but the model has no"
                            + " tokens before and after an image (mm_use_im_start_end)");
        }
    }

    /** Opens a checkpoint and refuses a recipe that trains nothing in it. */
    static TrainingModel open(Path folder, TrainingRecipe recipe, TrainingOptions options) {
        Path projector = options.projector();
        CheckpointOptions reading =
                projector == null ? options.checkpoint() : options.checkpoint().withProjector(projector);
        Checkpoint checkpoint = Checkpoint.open(folder, reading);
        return new TrainingModel(
                checkpoint,
                recipe,
                reading.projector() == null,
                checkpoint.config().imageTokens().startEnd()
                        ? markerIds(checkpoint, Tokenizer.load(folder))
                        : List.of());
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
    public int maxLength() {
        return Math.min(recipe.maxLength(), checkpoint.config().language().maxPositions());
    }

    @Override
    public MemoryEstimate memory(SampleSource samples) {
        return MemoryEstimate.of(this, recipe, samples);
    }

    @Override
    public @Nullable FeatureCache cache(@Nullable Path root) {
        VisionConfig vision = checkpoint.config().vision();
        if (root == null || vision == null) {
            return null;
        }
        long width = (long) vision.hiddenSize() * vision.selectedStates().size();
        boolean half = recipe.precision() == TrainingRecipe.Precision.BF16;
        return FeatureCache.open(root, checkpoint, half, vision.featuresPerImage(), width);
    }

    @Override
    public Preparation preparation(SampleSource samples) {
        SampleEncoder encoder = encoder(Tokenizer.load(folder()));
        ImagePreprocessor preprocessor = preprocessor();
        return (index, cache) -> new SamplePreparation(samples, encoder, preprocessor, cache).prepare(index);
    }

    @Override
    public Objective load(@Nullable FeatureCache cache, Consumer<String> warning) {
        return new LanguageObjective(this, recipe, cache, warning);
    }

    @Override
    public String lastResultFile() {
        return recipe.train().contains(TrainedModule.LANGUAGE_MODEL)
                ? "config.json"
                : recipe.train().contains(TrainedModule.LORA) ? "adapter_config.json" : ProjectorFile.NAME;
    }

    /** Ids of the tokens before and after an image, empty if the checkpoint does not use them. */
    static List<Integer> markerIds(Checkpoint checkpoint, Tokenizer tokenizer) {
        if (!checkpoint.config().imageTokens().startEnd()) {
            return List.of();
        }
        List<Integer> ids = new ArrayList<>();
        tokenizer.id("<im_start>").ifPresent(ids::add);
        tokenizer.id("<im_end>").ifPresent(ids::add);
        return ids;
    }

    Checkpoint checkpoint() {
        return checkpoint;
    }

    SampleEncoder encoder(Tokenizer tokenizer) {
        ModelConfig config = checkpoint.config();
        String template = recipe.template();
        return new SampleEncoder(
                tokenizer,
                config.imageTokens(),
                config.layout().isHuggingFace(),
                config.language().vocabularySize(),
                template == null ? ownTemplate(config) : template,
                maxLength(),
                imagePositions());
    }

    /** The key of the template that a checkpoint is trained with if its recipe names none. */
    static String ownTemplate(ModelConfig config) {
        ProjectorConfig projector = config.projector();
        String key = ConversationTemplates.select(
                        config.modelType(),
                        config.language().family().name().toLowerCase(Locale.ROOT),
                        config.imageTokens().startEnd(),
                        projector != null && projector.type() == ProjectorConfig.Type.LINEAR)
                .key();
        return key.equals(V1_0_ANSWERING) ? "v0" : key;
    }

    /** Of the tower, or null for a text-only model. */
    @Nullable
    ImagePreprocessor preprocessor() {
        ImagePreprocessing settings = checkpoint.config().preprocessing();
        return settings == null ? null : new ImagePreprocessor(settings);
    }

    /** Positions one image takes, 0 for a text-only model. */
    int imagePositions() {
        return checkpoint.config().vision() == null
                ? 0
                : checkpoint.config().vision().featuresPerImage();
    }

    /** Ids of the two marker tokens if they are trained, else empty. */
    List<Integer> markerIds() {
        return markerIds;
    }

    /** How many numbers the recipe trains. */
    long trainedNumbers() {
        long sum = 0;
        LoraSettings lora = recipe.lora();
        for (Map.Entry<String, TensorInfo> entry : checkpoint.tensors().entrySet()) {
            String name = entry.getKey();
            boolean head = name.equals("lm_head.weight");
            boolean projector = name.startsWith("projector.");
            boolean language = !projector && !name.startsWith("vision.");
            if (head && checkpoint.config().language().tiedEmbeddings()) {
                continue;
            }
            List<Long> shape = entry.getValue().shape();
            if ((projector && recipe.train().contains(TrainedModule.PROJECTOR))
                    || (language && recipe.train().contains(TrainedModule.LANGUAGE_MODEL))) {
                sum += shape.stream().reduce(1L, (a, b) -> a * b);
            }
            if (lora != null && name.matches("layers\\..*\\.(" + String.join("|", lora.targets()) + ")\\.weight")) {
                sum += lora.rank() * (shape.get(0) + shape.get(1));
            }
        }
        return sum
                + (markerIds().isEmpty()
                        ? 0
                        : 2L * checkpoint.config().language().hiddenSize());
    }

    TrainableNetwork loadNetwork() {
        EnumSet<Module> modules = EnumSet.noneOf(Module.class);
        recipe.train().forEach(module -> modules.add(module.network()));
        LoraSettings lora = recipe.lora();
        return TrainableNetwork.load(
                checkpoint,
                new TrainableNetwork.Settings(
                        modules,
                        recipe.precision() == TrainingRecipe.Precision.BF16 ? DType.BF16 : DType.F32,
                        recipe.gradientCheckpointing(),
                        lora == null
                                ? null
                                : new TrainableNetwork.LowRank(
                                        lora.rank(),
                                        lora.alpha() / lora.rank(),
                                        lora.dropout(),
                                        Set.copyOf(lora.targets()),
                                        recipe.seed()),
                        markerIds()));
    }

    /**
     * Writes the trained weights: the projector by itself, an adapter, or a whole checkpoint, by what was trained.
     *
     * @param folder a folder that does not exist yet
     * @param network trained
     */
    void write(Path folder, TrainableNetwork network) {
        TensorValues values = (name, first, target) -> fill(network, name, first, target);
        boolean projector = recipe.train().contains(TrainedModule.PROJECTOR);
        // Marker rows of a projector file belong to the projector that they were trained with.
        boolean markers = recipe.train().contains(TrainedModule.IMAGE_MARKERS)
                || checkpoint.overlay().markers() != null;
        LoraSettings lora = recipe.lora();
        if (recipe.train().contains(TrainedModule.LANGUAGE_MODEL)) {
            Set<String> changed = new LinkedHashSet<>();
            network.parameters().forEach(parameter -> changed.add(parameter.name()));
            SafetensorsType type =
                    recipe.precision() == TrainingRecipe.Precision.BF16 ? SafetensorsType.BF16 : SafetensorsType.F32;
            FullCheckpoint.of(checkpoint, type).write(folder, changed, values, written -> {});
        } else if (lora != null) {
            AdapterFiles.write(
                    folder,
                    checkpoint,
                    new AdapterSettings(lora.rank(), lora.alpha(), lora.dropout(), lora.targets()),
                    String.valueOf(
                            checkpoint.folder().toAbsolutePath().normalize().getFileName()),
                    projector || !ownProjector, // an adapter alone must answer as the run did
                    markers,
                    values);
        } else {
            NewFolder.write(
                    folder,
                    "a projector",
                    work -> ProjectorFile.write(work.resolve(ProjectorFile.NAME), checkpoint, markers, values));
        }
    }

    private void fill(TrainableNetwork network, String name, long first, FloatBuffer target) {
        Overlay.MarkerRows rows = checkpoint.overlay().markers();
        if (name.equals(ProjectorFile.MARKER_ROWS) && rows != null && markerIds.isEmpty()) {
            int hidden = checkpoint.config().language().hiddenSize();
            while (target.hasRemaining()) {
                long at = first + target.position();
                long row = at < hidden ? rows.startId() : rows.endId();
                target.put(StateFile.values(network.tensor("embed_tokens.weight"), row * hidden + at % hidden, 1));
            }
            return;
        }
        target.put(StateFile.values(network.tensor(name), first, target.remaining()));
    }
}

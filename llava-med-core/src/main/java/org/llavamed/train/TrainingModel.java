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
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.AdapterFiles;
import org.llavamed.checkpoint.AdapterSettings;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.FullCheckpoint;
import org.llavamed.checkpoint.ModelConfig;
import org.llavamed.checkpoint.Overlay;
import org.llavamed.checkpoint.ProjectorConfig;
import org.llavamed.checkpoint.ProjectorFile;
import org.llavamed.checkpoint.TensorValues;
import org.llavamed.error.CheckpointException;
import org.llavamed.image.ImagePreprocessing;
import org.llavamed.image.ImagePreprocessor;
import org.llavamed.internal.file.NewFolder;
import org.llavamed.internal.model.TrainableNetwork;
import org.llavamed.internal.model.TrainableNetwork.Module;
import org.llavamed.internal.tensor.DType;
import org.llavamed.internal.training.SampleEncoder;
import org.llavamed.internal.training.StateFile;
import org.llavamed.prompt.ConversationTemplates;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.safetensors.TensorInfo;
import org.llavamed.tokenizer.Tokenizer;

/** The start checkpoint as a recipe sees it: what is trained in it, how samples are encoded for it, what is written. */
final class TrainingModel {
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
            throw new CheckpointException(checkpoint.folder() + ": the recipe trains an adapter, but the options of the"
                    + " checkpoint name one already, and a run writes only its own; train without it");
        }
        if (markers && markerIds.size() != 2) {
            throw new CheckpointException(
                    checkpoint.folder() + ": the recipe trains image_markers, but the model has no"
                            + " tokens before and after an image (mm_use_im_start_end)");
        }
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
                Math.min(recipe.maxLength(), config.language().maxPositions()),
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

    /** The engine's name of a module. */
    static Module module(TrainedModule module) {
        return switch (module) {
            case PROJECTOR -> Module.PROJECTOR;
            case LANGUAGE_MODEL -> Module.LANGUAGE;
            case LORA -> Module.LORA;
            case IMAGE_MARKERS -> Module.MARKERS;
        };
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

    TrainableNetwork load() {
        EnumSet<Module> modules = EnumSet.noneOf(Module.class);
        recipe.train().forEach(module -> modules.add(module(module)));
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
        Overlay.MarkerRows given = checkpoint.overlay().markers();
        boolean trainedMarkers = recipe.train().contains(TrainedModule.IMAGE_MARKERS);
        TensorValues values = (name, first, target) -> {
            if (name.equals(ProjectorFile.MARKER_ROWS) && given != null && !trainedMarkers) {
                fillMarkers(network, given, first, target);
            } else {
                fill(network, name, first, target);
            }
        };
        boolean projector = recipe.train().contains(TrainedModule.PROJECTOR);
        boolean markers = trainedMarkers || given != null; // what came from a projector file goes on with the projector
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

    private static void fill(TrainableNetwork network, String name, long first, FloatBuffer target) {
        target.put(StateFile.values(network.tensor(name), first, target.remaining()));
    }

    /** Marker rows that are not trained, from the embedding table, where loading has put them. */
    private void fillMarkers(TrainableNetwork network, Overlay.MarkerRows rows, long first, FloatBuffer target) {
        long hidden = checkpoint.config().language().hiddenSize();
        long at = first;
        while (target.hasRemaining()) {
            long id = at < hidden ? rows.startId() : rows.endId();
            int count = (int) Math.min(target.remaining(), hidden - at % hidden);
            target.put(StateFile.values(network.tensor("embed_tokens.weight"), id * hidden + at % hidden, count));
            at += count;
        }
    }
}

package org.llavamed.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.CheckpointException;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.safetensors.TensorInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A checkpoint folder whose configuration and headers were read and found to agree: every tensor the model needs is there
 * in the right shape and type, and every other tensor is listed as unused. Immutable and thread-safe; holds no file open
 * and no weight in memory. Files of the folder may be links, as in a download cache; shards and the tower may not lie
 * outside it.
 */
public final class Checkpoint {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoint.class);

    private final Path folder;
    private final ModelConfig config;
    private final @Nullable Tower tower;
    private final @Nullable TensorTable external;
    private final TensorTable own;
    private final Map<String, TensorInfo> used = new LinkedHashMap<>();
    private final List<String> missing = new ArrayList<>();
    private final List<String> unused = new ArrayList<>();
    private final @Nullable Path projectorFile;
    private final @Nullable Path adapter;
    private final Overlay overlay;

    private Checkpoint(Path folder, CheckpointOptions options) {
        this.folder = folder;
        if (!Files.isDirectory(folder)) {
            throw new CheckpointException(folder + ": is not a checkpoint folder"
                    + (Files.exists(folder) ? "" : "; there is none of that name, and nothing is downloaded"));
        }
        refusePart(folder);
        JsonObject json = JsonObject.read(folder.resolve("config.json"));
        own = TensorTable.open(folder);
        Layout layout = LayoutDetector.detect(json, own.tensors().keySet());
        ModelConfigReader.Result read = new ModelConfigReader(folder, json, layout, options).read();
        config = read.config();
        tower = read.tower();
        refuseHomelessVision(json);
        external = tower == null ? null : externalWeights(tower, options);
        account();
        Path adapter = options.adapter();
        Map<String, Overlay.LowRank> lowRank = Map.of();
        if (adapter != null) {
            lowRank = new AdapterReader(adapter, this).read();
        }
        projectorFile = options.projector() != null || adapter == null
                ? options.projector()
                : AdapterReader.projectorBeside(adapter);
        overlay = new Overlay(lowRank, projectorFile == null ? null : replaceProjector(projectorFile));
        this.adapter = adapter;
    }

    /** Takes the projector from its own file; returns the marker rows if that has any. */
    private Overlay.@Nullable MarkerRows replaceProjector(Path file) {
        ProjectorReader.Contents contents = new ProjectorReader(file, folder, config).read();
        contents.replaced().forEach((canonical, tensor) -> {
            used.put(canonical, tensor);
            missing.removeAll(published(canonical));
        });
        return contents.markers();
    }

    /** What training writes beside whole checkpoints is opened on top of one. */
    private static void refusePart(Path folder) {
        if (Files.exists(folder.resolve("config.json"))) {
            return;
        }
        if (Files.exists(folder.resolve(AdapterFiles.CONFIG))) {
            throw new CheckpointException(
                    folder + ": is an adapter, not a checkpoint; open the model it was trained on,"
                            + " with this folder as its adapter");
        }
        if (Files.exists(folder.resolve(ProjectorFile.NAME))) {
            throw new CheckpointException(
                    folder + ": holds a projector, not a checkpoint; open the model it was trained" + " on, with "
                            + ProjectorFile.NAME + " as its projector");
        }
    }

    /**
     * Opens a checkpoint folder.
     *
     * @param folder the folder with config.json and the weights
     * @param options choices about tower, padding, projector and adapter
     * @return the checkpoint
     * @throws CheckpointException if a file is missing, damaged or contradicts another; the message names file, key and
     *     value, or the tensors
     */
    public static Checkpoint open(Path folder, CheckpointOptions options) {
        Checkpoint checkpoint = new Checkpoint(folder, options);
        List<String> missing = checkpoint.missing;
        if (!missing.isEmpty()) {
            throw new CheckpointException(folder + ": " + missing.size() + " needed tensors are missing: "
                    + String.join(", ", missing.subList(0, Math.min(10, missing.size())))
                    + (missing.size() > 10 ? ", ..." : "") + checkpoint.headHint());
        }
        LOG.debug(
                "{}: {}, {} tensors used, {} unused",
                folder,
                checkpoint.config.layout(),
                checkpoint.used.size(),
                checkpoint.unused.size());
        return checkpoint;
    }

    /**
     * Describes a checkpoint folder, also one that lacks tensors: {@link CheckpointReport#missing} lists them.
     *
     * @param folder the folder with config.json and the weights
     * @param options choices about tower, padding, projector and adapter
     * @return the report
     * @throws CheckpointException as {@link #open}, except for missing tensors
     */
    public static CheckpointReport inspect(Path folder, CheckpointOptions options) {
        return new Checkpoint(folder, options).report();
    }

    private String headHint() {
        boolean head = !config.language().tiedEmbeddings() && !used.containsKey(TensorPlan.HEAD);
        return head ? " (without lm_head.weight, config.json must say \"tie_word_embeddings\": true)" : "";
    }

    private void refuseHomelessVision(JsonObject json) {
        if (tower != null) {
            return;
        }
        for (String name : own.tensors().keySet()) {
            if (name.startsWith("model.vision_tower.") || name.startsWith("model.mm_projector.")) {
                throw json.refuse(
                        "mm_vision_tower",
                        "but the weights hold " + Quote.of(name) + "; the key must name the vision tower, for example"
                                + " openai/clip-vit-large-patch14-336");
            }
        }
    }

    private @Nullable TensorTable externalWeights(Tower tower, CheckpointOptions options) {
        boolean embedded = TensorPlan.vision(tower.vision(), 0).stream()
                .anyMatch(plan -> find(own, published(plan.canonical())) != null);
        if (embedded && !options.preferExternalTower()) {
            return null;
        }
        Path place = tower.folder();
        if (place != null) {
            return TensorTable.open(place);
        }
        if (config.layout().isHuggingFace() && !options.preferExternalTower()) {
            return null; // the tower's tensors are then reported missing by name
        }
        String problem = embedded
                ? "the tower's external weights are preferred, but " + Quote.of(tower.name()) + " is not a folder"
                : "the checkpoint holds no vision tower, and " + Quote.of(tower.name()) + " is not a folder";
        throw new CheckpointException(
                folder + ": " + problem + "; put the tower's config.json, preprocessor_config.json"
                        + " and model.safetensors into "
                        + (TowerResolver.KNOWN.containsKey(tower.name()) ? folder.resolve(tower.name()) : "a folder")
                        + ", or name another folder as mm_vision_tower in config.json");
    }

    /** Assigns every tensor of the files to used, missing or unused. */
    private void account() {
        List<TensorPlan> plans = new ArrayList<>(TensorPlan.language(config.language()));
        if (!config.language().tiedEmbeddings()) {
            plans.add(TensorPlan.head(config.language()));
        }
        ProjectorConfig projector = config.projector();
        VisionConfig vision = config.vision();
        if (projector != null && vision != null) {
            plans.addAll(TensorPlan.projector(projector));
            plans.addAll(TensorPlan.vision(vision, vision.blocksNeeded()));
        }
        Set<TensorInfo> taken = new LinkedHashSet<>();
        for (TensorPlan plan : plans) {
            boolean outside = external != null && plan.canonical().startsWith(TensorPlan.VISION);
            TensorTable table = outside && external != null ? external : own;
            List<String> names = outside ? TensorNames.towerCandidates(plan.canonical()) : published(plan.canonical());
            TensorInfo tensor = find(table, names);
            if (tensor == null) {
                missing.add(names.get(0) + (outside ? " (in " + table.folder() + ")" : ""));
            } else {
                check(tensor, plan);
                used.put(plan.canonical(), tensor);
                taken.add(tensor);
            }
        }
        TensorInfo embeddings = used.get(TensorPlan.EMBEDDINGS);
        if (config.language().tiedEmbeddings() && embeddings != null) {
            used.put(TensorPlan.HEAD, embeddings);
        }
        listUnused(own, taken, "");
        if (external != null) {
            listUnused(external, taken, ReportBuilder.relative(folder, external.folder()) + "/");
        }
    }

    private void listUnused(TensorTable table, Set<TensorInfo> taken, String prefix) {
        table.tensors().values().stream()
                .filter(tensor -> !taken.contains(tensor))
                .forEach(tensor -> unused.add(prefix + tensor.name()));
    }

    private List<String> published(String canonical) {
        ProjectorConfig projector = config.projector();
        boolean linear = projector != null && projector.type() == ProjectorConfig.Type.LINEAR;
        return TensorNames.candidates(config.layout(), canonical, linear);
    }

    private static @Nullable TensorInfo find(TensorTable table, List<String> names) {
        for (String name : names) {
            TensorInfo tensor = table.tensors().get(name);
            if (tensor != null) {
                return tensor;
            }
        }
        return null;
    }

    static void check(TensorInfo tensor, TensorPlan plan) {
        if (!tensor.shape().equals(plan.shape())) {
            throw new CheckpointException(tensor.file() + ": tensor " + Quote.of(tensor.name()) + " has shape "
                    + tensor.shape() + ", the configuration means " + plan.shape());
        }
        SafetensorsType type = tensor.type();
        if (type != SafetensorsType.F32 && type != SafetensorsType.F16 && type != SafetensorsType.BF16) {
            throw new CheckpointException(tensor.file() + ": tensor " + Quote.of(tensor.name()) + " is of type " + type
                    + "; only F32, F16 and BF16 weights are supported");
        }
    }

    /**
     * The checkpoint folder.
     *
     * @return as given to {@link #open}
     */
    public Path folder() {
        return folder;
    }

    /**
     * What the configuration files say.
     *
     * @return the configuration
     */
    public ModelConfig config() {
        return config;
    }

    /**
     * Where a needed tensor lies. Canonical names: {@code embed_tokens.weight}, {@code layers.N.*} as in LLaMA, {@code
     * norm.weight}, {@code lm_head.weight}; {@code projector.K.weight} and {@code .bias} with K = 0, 2, 4, ...; {@code
     * vision.*} as in CLIP after {@code vision_model.}, up to the last block that is needed.
     *
     * @param canonical the canonical name
     * @return the tensor; for a tied head the embedding table
     * @throws CheckpointException if the model does not need such a tensor; the message has its published name
     */
    public TensorInfo tensor(String canonical) {
        TensorInfo tensor = used.get(canonical);
        if (tensor == null) {
            throw new CheckpointException(folder + ": there is no tensor " + Quote.of(canonical) + " ("
                    + published(canonical).get(0) + ") that this model uses");
        }
        return tensor;
    }

    /**
     * Whether {@link #tensor} knows a name.
     *
     * @param canonical the canonical name
     * @return true if the model has and needs it
     */
    public boolean has(String canonical) {
        return used.containsKey(canonical);
    }

    /**
     * The needed tensors.
     *
     * @return unmodifiable, by canonical name
     */
    public Map<String, TensorInfo> tensors() {
        return Collections.unmodifiableMap(used);
    }

    /** The configuration file as it is, to be changed. */
    ObjectNode json() {
        return JsonObject.read(folder.resolve("config.json")).copy();
    }

    @Nullable
    Tower tower() {
        return tower;
    }

    /** A tensor of the tower, also one that is not needed; null if the files lack it. */
    @Nullable
    TensorInfo towerTensor(TensorPlan plan) {
        TensorInfo needed = used.get(plan.canonical());
        if (needed != null) {
            return needed;
        }
        TensorInfo stored = external == null
                ? find(own, published(plan.canonical()))
                : find(external, TensorNames.towerCandidates(plan.canonical()));
        if (stored != null) {
            check(stored, plan);
        }
        return stored;
    }

    /** Needed tensors whose values are not those that their files hold, by canonical name. */
    Set<String> changedByOptions() {
        Set<String> changed = new LinkedHashSet<>(overlay.lowRank().keySet());
        if (overlay.markers() != null) {
            changed.add(TensorPlan.EMBEDDINGS);
        }
        return changed;
    }

    /**
     * What projector file and adapter change besides the projector, whose tensors {@link #tensor} already gives.
     *
     * @return the changes; they are made when the weights are loaded
     */
    public Overlay overlay() {
        return overlay;
    }

    /**
     * What this checkpoint is and what it needs.
     *
     * @return the report
     */
    public CheckpointReport report() {
        return new ReportBuilder(
                        folder,
                        config,
                        tower,
                        own,
                        external,
                        used,
                        missing,
                        unused,
                        changedByOptions(),
                        projectorFile,
                        adapter)
                .build();
    }
}

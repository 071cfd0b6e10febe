package org.llavamed.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.Overlay.LowRank;
import org.llavamed.error.CheckpointException;
import org.llavamed.safetensors.SafetensorsFile;
import org.llavamed.safetensors.TensorInfo;

/**
 * Reads a PEFT adapter folder: LoRA on linear layers, one rank and scale for all. Module names may be those of any layout;
 * what does not fit the checkpoint is an error, never left out.
 */
final class AdapterReader {
    private static final Pattern HALF = Pattern.compile("(?:base_model\\.model\\.)?(.+)\\.lora_([AB])\\.weight");
    private static final int MAX_RANK = 1 << 16;
    /** Options of PEFT that change the formula or the base; empty, false and null mean that they are not used. */
    private static final List<String> UNSUPPORTED = List.of(
            "alpha_pattern",
            "arrow_config",
            "fan_in_fan_out",
            "layer_replication",
            "lora_bias",
            "modules_to_save",
            "rank_pattern",
            "target_parameters",
            "trainable_token_indices",
            "use_bdlora",
            "use_dora",
            "use_qalora");

    private final Path folder;
    private final Path config;
    private final Checkpoint checkpoint;

    AdapterReader(Path folder, Checkpoint checkpoint) {
        this.folder = folder;
        this.config = folder.resolve(AdapterFiles.CONFIG);
        this.checkpoint = checkpoint;
    }

    /** A projector file beside the adapter, or null; a pickled one is refused, because without it answers are wrong. */
    static @Nullable Path projectorBeside(Path folder) {
        Path file = folder.resolve(ProjectorFile.NAME);
        if (Files.exists(file)) {
            return file;
        }
        for (String name : List.of("non_lora_trainables.bin", "mm_projector.bin")) {
            if (Files.exists(folder.resolve(name))) {
                CheckpointException refused = PickledFile.refusal(folder.resolve(name));
                throw new CheckpointException(
                        refused.getMessage() + " and call the result " + ProjectorFile.NAME, refused);
            }
        }
        return null;
    }

    /** The halves of one module. */
    private static final class Halves {
        private @Nullable TensorInfo a;
        private @Nullable TensorInfo b;
    }

    Map<String, LowRank> read() {
        if (!Files.isDirectory(folder)) {
            throw new CheckpointException(folder + ": is not an adapter folder");
        }
        JsonObject json = JsonObject.read(config);
        int rank = refuseUnsupported(json);
        double alpha = json.number("lora_alpha", 8, 0, 1e9); // PEFT's default
        double scale = alpha / (json.bool("use_rslora", false) ? Math.sqrt(rank) : rank);
        Path weights = folder.resolve(AdapterFiles.WEIGHTS);
        if (!Files.exists(weights)) {
            Path pickled = folder.resolve("adapter_model.bin");
            if (Files.exists(pickled)) {
                throw PickledFile.refusal(pickled);
            }
            throw new CheckpointException(folder + ": has no " + AdapterFiles.WEIGHTS);
        }
        Map<String, LowRank> changes = new LinkedHashMap<>();
        Map<String, TensorPlan> places = places();
        halves(weights).forEach((module, halves) -> {
            TensorPlan plan = places.get(module + ".weight");
            if (plan == null) {
                throw new CheckpointException(weights + ": " + Quote.of(module)
                        + " is no linear layer of the checkpoint " + checkpoint.folder());
            }
            LowRank change = new LowRank(
                    half(
                            weights,
                            module,
                            "A",
                            halves.a,
                            List.of((long) rank, plan.shape().get(1))),
                    half(weights, module, "B", halves.b, List.of(plan.shape().get(0), (long) rank)),
                    scale);
            // Blocks of the tower after the selected layer are not loaded.
            if (checkpoint.has(plan.canonical()) && changes.put(plan.canonical(), change) != null) {
                throw new CheckpointException(weights + ": " + Quote.of(module) + " is there under two names");
            }
        });
        return changes;
    }

    private int refuseUnsupported(JsonObject json) {
        if (!"LORA".equals(json.text("peft_type"))) {
            throw json.refuse("peft_type", "only \"LORA\" is supported");
        }
        for (String key : UNSUPPORTED) {
            if (json.isSet(key)) {
                throw json.refuse(key, "adapters that use it are not supported; merge it in Python (merge_and_unload)");
            }
        }
        if (!json.text("bias", "none").equals("none")) {
            throw json.refuse("bias", "only \"none\" is supported");
        }
        if (json.isText("init_lora_weights")
                && json.text("init_lora_weights", "").matches("(?i)(pissa|olora|corda|loftq|lora_ga).*")) {
            throw json.refuse("init_lora_weights", "it changed the base's own weights; save the adapter as plain LoRA");
        }
        return json.integer("r", 8, 1, MAX_RANK); // PEFT's default
    }

    private Map<String, Halves> halves(Path weights) {
        Map<String, Halves> modules = new TreeMap<>();
        for (TensorInfo tensor : SafetensorsFile.read(weights).tensors().values()) {
            Matcher half = HALF.matcher(tensor.name());
            if (!half.matches()) {
                throw new CheckpointException(weights + ": tensor " + Quote.of(tensor.name())
                        + " is not lora_A.weight or lora_B.weight of a layer; only LoRA of linear layers is supported");
            }
            Halves halves = modules.computeIfAbsent(half.group(1), module -> new Halves());
            boolean first = half.group(2).equals("A");
            if ((first ? halves.a : halves.b) != null) {
                throw new CheckpointException(weights + ": tensor " + Quote.of(tensor.name()) + " is there twice");
            }
            if (first) {
                halves.a = tensor;
            } else {
                halves.b = tensor;
            }
        }
        if (modules.isEmpty()) {
            throw new CheckpointException(weights + ": holds no tensor");
        }
        return modules;
    }

    private static TensorInfo half(
            Path weights, String module, String name, @Nullable TensorInfo tensor, List<Long> shape) {
        if (tensor == null) {
            throw new CheckpointException(weights + ": " + Quote.of(module) + " has no lora_" + name + ".weight");
        }
        if (!tensor.shape().equals(shape)) {
            throw new CheckpointException(weights + ": tensor " + Quote.of(tensor.name()) + " has shape "
                    + tensor.shape() + ", but rank and layer mean " + shape + "; is it an adapter of another model?");
        }
        Checkpoint.check(tensor, new TensorPlan(name, shape));
        return tensor;
    }

    /** Every two-dimensional weight by its names in all layouts. */
    private Map<String, TensorPlan> places() {
        ModelConfig model = checkpoint.config();
        List<TensorPlan> plans = new ArrayList<>(TensorPlan.language(model.language()));
        if (!model.language().tiedEmbeddings()) {
            plans.add(TensorPlan.head(model.language()));
        }
        ProjectorConfig projector = model.projector();
        VisionConfig vision = model.vision();
        if (projector != null && vision != null) {
            plans.addAll(TensorPlan.projector(projector));
            plans.addAll(TensorPlan.fullVision(vision));
        }
        boolean linear = projector != null && projector.type() == ProjectorConfig.Type.LINEAR;
        Map<String, TensorPlan> places = new HashMap<>();
        for (TensorPlan plan : plans) {
            if (plan.shape().size() != 2 || plan.canonical().contains("embed")) {
                continue; // only linear layers
            }
            for (Layout layout : Layout.values()) {
                for (String name : TensorNames.candidates(layout, plan.canonical(), linear)) {
                    places.put(name, plan);
                }
            }
        }
        return places;
    }
}

package org.llavamed.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.internal.file.NewFolder;
import org.llavamed.safetensors.SafetensorsType;

/**
 * Writes a low-rank adapter in PEFT's form: {@code adapter_config.json} and {@code adapter_model.safetensors} (F32). {@link
 * CheckpointOptions#adapter} reads it, and so does PEFT on a model of the base's layout. The target modules are a pattern
 * that names layers of the language model only: by their last names alone PEFT would also adapt the vision tower.
 */
public final class AdapterFiles {
    static final String CONFIG = "adapter_config.json";
    static final String WEIGHTS = "adapter_model.safetensors";
    /** Ending of the names by which {@link TensorValues} is asked for A [rank, in] of a linear layer. */
    public static final String LORA_A = ".lora_A";
    /** Ending of the names by which {@link TensorValues} is asked for B [out, rank] of a linear layer. */
    public static final String LORA_B = ".lora_B";

    private static final String PREFIX = "base_model.model.";

    private AdapterFiles() {}

    /**
     * The linear layers that an adapter changes.
     *
     * @param base the model
     * @param settings has the targets
     * @return canonical names without {@code .weight}, such as {@code layers.3.self_attn.q_proj}, in the model's order
     */
    public static List<String> linears(Checkpoint base, AdapterSettings settings) {
        return TensorPlan.language(base.config().language()).stream()
                .map(TensorPlan::canonical)
                .filter(name -> name.startsWith("layers.") && name.endsWith("_proj.weight"))
                .map(name -> name.substring(0, name.length() - ".weight".length()))
                .filter(name -> settings.targets().contains(name.substring(name.lastIndexOf('.') + 1)))
                .toList();
    }

    /**
     * Writes the folder, whole or not at all.
     *
     * @param folder the folder to make; it must not exist or be empty
     * @param base the model that was adapted
     * @param settings rank, scale and targets
     * @param baseName what the configuration calls the base, e.g. its folder or its name at Hugging Face
     * @param projector whether the projector was trained too; it is then stored beside as {@link ProjectorFile#NAME}
     * @param markers whether that file has the marker rows too
     * @param values asked for {@link #LORA_A} and {@link #LORA_B} of every one of {@link #linears}, such as {@code
     *     layers.3.self_attn.q_proj.lora_A}; and for what {@link ProjectorFile#write} asks
     * @throws org.llavamed.error.CheckpointException if the folder is not empty or a file cannot be written
     */
    public static void write(
            Path folder,
            Checkpoint base,
            AdapterSettings settings,
            String baseName,
            boolean projector,
            boolean markers,
            TensorValues values) {
        List<OutgoingTensor> tensors = tensors(base, settings, values);
        List<OutgoingTensor> beside =
                projector || markers ? ProjectorFile.tensors(base, markers, values) : List.<OutgoingTensor>of();
        NewFolder.writeDurably(folder, "an adapter", work -> {
            WeightFiles.write(work.resolve(WEIGHTS), tensors);
            if (!beside.isEmpty()) {
                WeightFiles.write(work.resolve(ProjectorFile.NAME), beside);
            }
            ConfigKeys.write(work.resolve(CONFIG), config(base, settings, baseName));
        });
    }

    private static List<OutgoingTensor> tensors(Checkpoint base, AdapterSettings settings, TensorValues values) {
        String path = PREFIX + modulePath(base.config().layout());
        long rank = settings.rank();
        List<OutgoingTensor> tensors = new ArrayList<>();
        for (String linear : linears(base, settings)) {
            List<Long> shape = base.tensor(linear + ".weight").shape(); // [out, in]
            tensors.add(half(path, linear, LORA_A, List.of(rank, shape.get(1)), values));
            tensors.add(half(path, linear, LORA_B, List.of(shape.get(0), rank), values));
        }
        return tensors;
    }

    private static OutgoingTensor half(String path, String linear, String half, List<Long> shape, TensorValues values) {
        return OutgoingTensor.of(path + linear + half + ".weight", SafetensorsType.F32, shape, values, linear + half);
    }

    /** Where the decoder is inside the model that transformers makes of the base; conversions are all read as the second. */
    private static String modulePath(Layout layout) {
        return layout.isHuggingFace() ? "model.language_model." : "model.";
    }

    private static Map<String, @Nullable Object> config(Checkpoint base, AdapterSettings settings, String baseName) {
        double alpha = settings.alpha();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("alpha_pattern", Map.of());
        json.put("auto_mapping", null);
        json.put("base_model_name_or_path", baseName);
        json.put("bias", "none");
        json.put("fan_in_fan_out", false);
        json.put("inference_mode", true);
        json.put("init_lora_weights", true);
        json.put("layers_pattern", null);
        json.put("layers_to_transform", null);
        json.put("lora_alpha", alpha == Math.rint(alpha) && alpha < 1e9 ? (Object) (long) alpha : (Object) alpha);
        json.put("lora_dropout", settings.dropout());
        json.put("modules_to_save", null);
        json.put("peft_type", "LORA");
        json.put("r", settings.rank());
        json.put("rank_pattern", Map.of());
        json.put("revision", null);
        json.put("target_modules", pattern(base.config().layout(), settings.targets()));
        json.put("task_type", "CAUSAL_LM");
        json.put("use_dora", false);
        json.put("use_rslora", false);
        return json;
    }

    /** PEFT matches a text against whole module names. */
    private static String pattern(Layout layout, List<String> targets) {
        return (modulePath(layout) + "layers.").replace(".", "\\.") + "\\d+\\.(self_attn|mlp)\\.("
                + String.join("|", targets) + ")";
    }
}

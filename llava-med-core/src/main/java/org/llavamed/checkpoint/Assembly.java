package org.llavamed.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.CheckpointException;
import org.llavamed.internal.file.NewFolder;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.safetensors.TensorInfo;
import org.llavamed.tokenizer.Tokenizer;

/**
 * A start checkpoint for stage 1 from a language model and a vision tower, in the original LLaVA layout, with a new
 * projector: torch's start values of a linear layer, uniform in +-1/sqrt(inputs) for weight and bias. New tokens' rows are
 * the mean of the old ones, in the embeddings and the head. Only headers are read until {@link #write}. Immutable.
 */
public final class Assembly {
    private final Checkpoint language;
    private final VisionPart vision;
    private final AssemblyOptions options;
    private final SafetensorsType type;
    private final ProjectorConfig projector;
    private final NewTokens tokens;

    private Assembly(Path languageModel, Path visionTower, AssemblyOptions options) {
        this.options = options;
        language = Checkpoint.open(languageModel, CheckpointOptions.defaults());
        JsonObject config = JsonObject.read(languageModel.resolve("config.json"));
        if (language.config().vision() != null) {
            throw config.refuse(
                    "model_type",
                    "this checkpoint has a vision tower already; a text model (LlamaForCausalLM, MistralForCausalLM) is"
                            + " needed");
        }
        vision = VisionPart.open(visionTower, options.selectLayer());
        type = options.type() != null ? options.type() : mostCommonType(language);
        int hidden = language.config().language().hiddenSize();
        boolean linear = options.projectorType().equals("linear");
        projector = new ProjectorConfig(
                linear ? ProjectorConfig.Type.LINEAR : ProjectorConfig.Type.MLP,
                linear ? 1 : ModelConfigReader.mlpLayers(options.projectorType()),
                vision.config().featureWidth(),
                hidden,
                true);
        Tokenizer tokenizer = Tokenizer.load(languageModel);
        int rows = language.config().language().vocabularySize();
        if (tokenizer.vocabularySize() > rows) {
            throw new CheckpointException(languageModel + ": the tokenizer has " + tokenizer.vocabularySize()
                    + " tokens but the model only " + rows + " embeddings; are both of the same model?");
        }
        tokens = options.startEnd() ? NewTokens.of(languageModel, tokenizer, rows) : NewTokens.none(rows);
    }

    /**
     * Opens both parts and checks that they can be put together.
     *
     * @param languageModel folder of a Llama or Mistral text model with its tokenizer
     * @param visionTower folder of a CLIP vision model, or of a CLIP model of both encoders
     * @param options the rest
     * @return the plan
     * @throws CheckpointException if one of the folders is something else, damaged or incomplete
     */
    public static Assembly of(Path languageModel, Path visionTower, AssemblyOptions options) {
        return new Assembly(languageModel, visionTower, options);
    }

    private static SafetensorsType mostCommonType(Checkpoint checkpoint) {
        return checkpoint.report().types().stream()
                .max(Comparator.comparingLong(CheckpointReport.TypeSummary::bytes))
                .map(summary -> SafetensorsType.valueOf(summary.type()))
                .orElse(SafetensorsType.BF16);
    }

    /**
     * Size of the weights.
     *
     * @return bytes of all tensors together
     */
    public long bytes() {
        return tensors().stream()
                .mapToLong(tensor -> tensor.declaration().bytes())
                .sum();
    }

    /**
     * Ids of the tokens that are added.
     *
     * @return id by token, empty without start and end tokens
     */
    public Map<String, Integer> addedTokens() {
        return tokens.ids();
    }

    /**
     * Writes the checkpoint, whole or not at all: a failure, an exception of {@code progress} or an interrupt leaves
     * nothing.
     *
     * @param folder the folder to make; it must not exist or be empty
     * @param progress told the bytes written so far
     * @throws CheckpointException if the folder is not empty, or a file cannot be read or written
     */
    public void write(Path folder, LongConsumer progress) {
        List<OutgoingTensor> tensors = tensors();
        NewFolder.writeDurably(folder, "a checkpoint", work -> {
            ConfigKeys.write(work.resolve("config.json"), config());
            OriginalConfig.writeTower(work, vision.config(), vision.preprocessing());
            SmallFiles.copy(language.folder(), work);
            tokens.addTo(work);
            WeightFiles.write(work, tensors, options.shardBytes(), progress);
        });
    }

    private ObjectNode config() {
        boolean mistral = language.config().language().family() == LanguageConfig.Family.MISTRAL;
        ObjectNode json = language.json();
        json.set(
                "architectures",
                ConfigKeys.MAPPER.valueToTree(List.of(mistral ? "LlavaMistralForCausalLM" : "LlavaLlamaForCausalLM")));
        json.put("model_type", mistral ? "llava_mistral" : "llava");
        json.put("vocab_size", tokens.rows());
        // Version 5 of transformers has it inside rope_parameters, where LLaVA's own code does not look.
        json.put("rope_theta", language.config().language().ropeTheta());
        Map<String, @Nullable Object> keys = new java.util.LinkedHashMap<>();
        ImageTokens marks = new ImageTokens(options.startEnd(), options.startEnd(), null);
        ConfigKeys.putVision(
                keys, OriginalConfig.TOWER, vision.config(), options.projectorType(), marks, options.pad());
        keys.put("use_mm_proj", true);
        json.setAll((ObjectNode) ConfigKeys.MAPPER.valueToTree(keys));
        OriginalConfig.putType(json, type);
        return json;
    }

    private List<OutgoingTensor> tensors() {
        List<OutgoingTensor> tensors = new ArrayList<>();
        for (TensorPlan plan : TensorPlan.language(language.config().language())) {
            tensors.add(extended(plan));
        }
        vision.tensors()
                .forEach((plan, stored) ->
                        tensors.add(OutgoingTensor.copy(TensorNames.original(plan.canonical(), false), type, stored)));
        boolean linear = projector.type() == ProjectorConfig.Type.LINEAR;
        for (TensorPlan plan : TensorPlan.projector(projector)) {
            long inputs = plan.canonical().equals("projector.0.weight")
                            || plan.canonical().equals("projector.0.bias")
                    ? projector.inputSize()
                    : projector.outputSize();
            UniformValues values = new UniformValues(plan.canonical(), options.seed(), 1 / Math.sqrt((double) inputs));
            String name = TensorNames.original(plan.canonical(), linear);
            tensors.add(OutgoingTensor.of(name, type, plan.shape(), values::fill));
        }
        if (!language.config().language().tiedEmbeddings()) {
            tensors.add(extended(TensorPlan.head(language.config().language())));
        }
        return tensors;
    }

    /** Embeddings and head get the new tokens' rows; the rest is copied. */
    private OutgoingTensor extended(TensorPlan plan) {
        TensorInfo stored = language.tensor(plan.canonical());
        String name = TensorNames.original(plan.canonical(), false);
        boolean table = plan.canonical().equals(TensorPlan.EMBEDDINGS)
                || plan.canonical().equals(TensorPlan.HEAD);
        return table && options.startEnd()
                ? new MeanRows(stored, tokens.firstId(), tokens.ids().size(), tokens.rows()).outgoing(name, type)
                : OutgoingTensor.copy(name, type, stored);
    }
}

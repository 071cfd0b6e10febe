package org.llavamed.internal.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.LanguageConfig;
import org.llavamed.checkpoint.ProjectorConfig;
import org.llavamed.checkpoint.ProjectorFile;
import org.llavamed.image.PixelValues;
import org.llavamed.internal.tensor.DType;
import org.llavamed.internal.tensor.Ops;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;
import org.llavamed.internal.tensor.TrainingOps;

/**
 * The model in training. What is trained lies in memory in F32, whatever is computed in; what is frozen is mapped from the
 * checkpoint as in inference. The vision tower only looks. One thread at a time.
 */
public final class TrainableNetwork implements TrainedNetwork {
    /** Linear layers of a decoder layer in the order the kernel takes their adapters, with the block they lie in. */
    private static final List<String> LINEARS = List.of(
            "self_attn.q_proj",
            "self_attn.k_proj",
            "self_attn.v_proj",
            "self_attn.o_proj",
            "mlp.gate_proj",
            "mlp.up_proj",
            "mlp.down_proj");

    /**
     * What is trained and how it is computed.
     *
     * @param modules what is trained
     * @param type F32 or BF16
     * @param recompute keep only layers' inputs
     * @param lora adapters, or null for none
     * @param markerIds ids of the two marker tokens, if they are trained
     */
    public record Settings(
            Set<Module> modules,
            DType type,
            boolean recompute,
            @Nullable LowRank lora,
            List<Integer> markerIds) {}

    /**
     * Shape of the adapters.
     *
     * @param rank inner size
     * @param scale alpha / rank
     * @param dropout of the input, in training
     * @param targets names of linear layers, e.g. {@code q_proj}
     * @param seed of the start values
     */
    public record LowRank(int rank, double scale, double dropout, Set<String> targets, long seed) {}

    private final TensorScope scope;
    private final @Nullable VisionTower tower;
    private final Settings settings;
    private final TrainingOps.Shape shape;
    private final TrainingOps.Network network;
    private final List<Parameter> parameters = new ArrayList<>();
    private final Map<String, Tensor> byName = new HashMap<>();

    private TrainableNetwork(Checkpoint checkpoint, Settings settings, TensorScope scope) {
        this.scope = scope;
        this.settings = settings;
        LanguageConfig language = checkpoint.config().language();
        Loading load = new Loading(checkpoint, settings);
        tower = checkpoint.config().vision() == null
                ? null
                : new VisionTower(
                        checkpoint.config().vision(),
                        Weights.of(checkpoint, scope, settings.type).in("vision."));
        shape = new TrainingOps.Shape(
                language.heads(),
                language.kvHeads(),
                language.headDim(),
                language.slidingWindow() == null ? 0 : language.slidingWindow(),
                language.layers(),
                settings.type,
                language.tiedEmbeddings(),
                language.rmsNormEps());
        network = new TrainingOps.Network(
                scope.floats(Decoder.inverseFrequencies(language), language.headDim() / 2),
                load.language(language),
                load.adapters(language),
                load.projector(checkpoint.config().projector()),
                load.markers());
    }

    /**
     * Loads a checkpoint for training.
     *
     * @param checkpoint the start
     * @param settings what is trained
     * @return the network, to be closed by the caller
     */
    public static TrainableNetwork load(Checkpoint checkpoint, Settings settings) {
        TensorScope scope = TensorScope.open();
        try {
            return new TrainableNetwork(checkpoint, settings, scope);
        } catch (RuntimeException | Error e) {
            scope.close();
            throw e;
        }
    }

    @Override
    public List<Parameter> parameters() {
        return List.copyOf(parameters);
    }

    @Override
    public Tensor tensor(String name) {
        Tensor tensor = byName.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor " + name);
        }
        return tensor;
    }

    @Override
    public TensorScope newScope() {
        return scope.child();
    }

    /**
     * Looks at an image with the frozen tower.
     *
     * @param owner of the result
     * @param pixels preprocessed for the tower
     * @return [rows, tower width] in the computing type
     */
    public Tensor features(TensorScope owner, PixelValues pixels) {
        if (tower == null) {
            throw new IllegalStateException("a text-only model has no vision tower");
        }
        return tower.encode(owner, pixels, CancelCheck.NEVER);
    }

    /**
     * Loss and gradients of a micro-batch.
     *
     * @param work owner of the results
     * @param batch the samples
     * @param factor the loss is multiplied by it before gradients are taken
     * @param seed of dropout
     * @param former gradients of earlier micro-batches, added to in place, or null
     * @return the loss, then a gradient for each of {@link #parameters()}
     */
    public List<Tensor> gradients(
            TensorScope work, TrainingOps.Batch batch, double factor, long seed, @Nullable List<Tensor> former) {
        LowRank lora = settings.lora;
        boolean language = settings.modules.contains(Module.LANGUAGE);
        boolean projector = settings.modules.contains(Module.PROJECTOR);
        boolean markers = settings.modules.contains(Module.MARKERS);
        boolean differentiable = language
                || lora != null
                || (projector && batch.imageRows().size(0) > 0)
                || (markers && batch.markerRows().size(0) > 0);
        TrainingOps.Wanted wanted = new TrainingOps.Wanted(
                language,
                lora != null,
                projector,
                markers,
                settings.recompute,
                differentiable,
                parameters.size(),
                lora == null ? 1 : lora.scale,
                lora == null ? 0 : lora.dropout,
                factor,
                seed);
        return new TrainingOps(work).gradients(shape, wanted, batch, network, former);
    }

    /** Frees everything. */
    @Override
    public void close() {
        scope.close();
    }

    /** Reads tensors in the order of the kernel's lists and notes those that are trained. */
    private final class Loading {
        private final Weights frozen;
        private final Weights exact;
        private final TrainingOps training = new TrainingOps(scope);

        Loading(Checkpoint checkpoint, Settings settings) {
            frozen = Weights.of(checkpoint, scope, settings.type);
            exact = Weights.of(checkpoint, scope, DType.F32);
        }

        List<Tensor> language(LanguageConfig config) {
            List<String> names = new ArrayList<>(List.of("embed_tokens.weight", "norm.weight"));
            if (!config.tiedEmbeddings()) {
                names.add("lm_head.weight");
            }
            for (int i = 0; i < config.layers(); i++) {
                String block = "layers." + i + ".";
                names.add(block + "input_layernorm.weight");
                LINEARS.subList(0, 4).forEach(linear -> names.add(block + linear + ".weight"));
                names.add(block + "post_attention_layernorm.weight");
                LINEARS.subList(4, 7).forEach(linear -> names.add(block + linear + ".weight"));
            }
            List<Tensor> tensors = new ArrayList<>();
            names.forEach(name -> tensors.add(tensor(name, Module.LANGUAGE)));
            if (config.tiedEmbeddings()) {
                tensors.add(2, empty());
            }
            return tensors;
        }

        List<Tensor> adapters(LanguageConfig config) {
            List<Tensor> tensors = new ArrayList<>();
            for (int i = 0; i < config.layers(); i++) {
                for (String linear : LINEARS) {
                    LowRank lora = settings.lora;
                    if (lora == null || !lora.targets.contains(linear.substring(linear.indexOf('.') + 1))) {
                        tensors.add(empty());
                        tensors.add(empty());
                        continue;
                    }
                    String name = "layers." + i + "." + linear;
                    List<Long> shape = frozen.shape(name + ".weight"); // [out, in]
                    int in = Math.toIntExact(shape.get(1));
                    int out = Math.toIntExact(shape.get(0));
                    Tensor start =
                            training.uniform(LowRankStart.seed(lora.seed, name), 1 / Math.sqrt(in), lora.rank, in);
                    tensors.add(trained(name + ".lora_A", Module.LORA, start));
                    tensors.add(trained(name + ".lora_B", Module.LORA, training.zeros(out, lora.rank)));
                }
            }
            return tensors;
        }

        List<Tensor> projector(@Nullable ProjectorConfig config) {
            if (config == null || config.layers() == 0) {
                return List.of(empty());
            }
            List<Tensor> tensors = new ArrayList<>();
            for (int i = 0; i < config.layers(); i++) {
                tensors.add(tensor("projector." + 2 * i + ".weight", Module.PROJECTOR));
                tensors.add(config.bias() ? tensor("projector." + 2 * i + ".bias", Module.PROJECTOR) : empty());
            }
            return tensors;
        }

        Tensor markers() {
            if (!settings.modules.contains(Module.MARKERS)) {
                return empty();
            }
            long[] ids =
                    settings.markerIds.stream().mapToLong(Integer::longValue).toArray();
            try (TensorScope work = scope.child()) {
                Tensor table = exact.within(work).get("embed_tokens.weight");
                Tensor rows = new Ops(work).embedding(table, work.longs(ids)); // [2, hidden]
                return trained(ProjectorFile.MARKER_ROWS, Module.MARKERS, rows.moveTo(scope));
            }
        }

        private Tensor tensor(String name, Module module) {
            if (!settings.modules.contains(module)) {
                Tensor weight = training.own(frozen.get(name));
                byName.put(name, weight);
                return weight;
            }
            try (TensorScope work = scope.child()) {
                return trained(
                        name,
                        module,
                        new Ops(work).copy(exact.within(work).get(name)).moveTo(scope));
            }
        }

        private Tensor trained(String name, Module module, Tensor values) {
            Tensor weight = training.own(values);
            parameters.add(new Parameter(name, module, weight));
            byName.put(name, weight);
            return weight;
        }

        private Tensor empty() {
            return scope.floats(new float[0], 0);
        }
    }
}

package org.llavamed.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.llavamed.internal.file.NewFolder;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.safetensors.TensorInfo;

/**
 * Writes a whole checkpoint in the original LLaVA layout, whatever the base's is: {@code llava_mistral} or {@code llava},
 * {@code mm_*} keys, {@code model.layers.*}, the projector as {@code model.mm_projector.*} and the vision tower, with all
 * the blocks that the base has, as {@code model.vision_tower.vision_tower.vision_model.*}. Tokenizer and generation settings
 * are copied. A base without vision becomes a plain Hugging Face folder, {@code MistralForCausalLM} or {@code
 * LlamaForCausalLM}. What was not trained is copied from the base; so the model answers as the base does where nothing changed.
 *
 * <p>A conversion's rows beyond the tokenizer's vocabulary are kept. Its {@code <image>} token stays in the tokenizer but
 * is not used: the original layout splits the text at images. A projector without bias gets one of zeros, which the
 * original layout cannot leave out. A tower that is not one of the published ones, or has other image settings, is
 * described in a folder {@code tower}. Immutable and thread-safe.
 *
 * @param base the checkpoint that was trained from
 * @param type element type of all weights: F32, F16 or BF16
 * @param shardBytes a file is closed before it would grow beyond this
 */
public record FullCheckpoint(Checkpoint base, SafetensorsType type, long shardBytes) {
    private static final long PUBLISHED_SHARD_BYTES = 5_000_000_000L;

    /**
     * Checks the element type and the shard size.
     *
     * @param base the component
     * @param type the component
     * @param shardBytes the component
     */
    public FullCheckpoint {
        FloatBits.requireWeightType(type);
        if (shardBytes < 1) {
            throw new IllegalArgumentException("shardBytes is " + shardBytes);
        }
    }

    /**
     * In files of published size.
     *
     * @param base the checkpoint that was trained from
     * @param type element type of all weights
     * @return the recipe
     */
    public static FullCheckpoint of(Checkpoint base, SafetensorsType type) {
        return new FullCheckpoint(base, type, PUBLISHED_SHARD_BYTES);
    }

    /**
     * Size of the weights.
     *
     * @return bytes of all tensors together
     */
    public long bytes() {
        return tensors(Set.of(), (name, first, target) -> {}).stream()
                .mapToLong(tensor -> tensor.declaration().bytes())
                .sum();
    }

    /**
     * Writes the folder, whole or not at all: a failure, an exception of a callback or an interrupt leaves nothing.
     *
     * @param folder the folder to make; it must not exist or be empty
     * @param changed canonical names of the tensors whose values are new; of a base with an adapter or marker rows of a
     *     projector file these must include all that those change
     * @param values asked for the changed tensors, in the shapes of the base
     * @param progress told the bytes written so far
     * @throws IllegalArgumentException if the base has no tensor of a changed name
     * @throws org.llavamed.error.CheckpointException if the folder is not empty, or a file cannot be read or written
     */
    public void write(Path folder, Set<String> changed, TensorValues values, LongConsumer progress) {
        for (String name : changed) {
            if (!base.has(name) || isTiedHead(name)) {
                throw new IllegalArgumentException(base.folder() + " has no tensor " + name + " of its own");
            }
        }
        Set<String> lost = new TreeSet<>(base.changedByOptions());
        lost.removeAll(changed);
        if (!lost.isEmpty()) {
            throw new IllegalArgumentException(
                    "adapter or projector file change " + lost + ", for which there are no values");
        }
        List<OutgoingTensor> tensors = tensors(changed, values);
        NewFolder.writeDurably(folder, "a checkpoint", work -> {
            OriginalConfig.write(base, type, work);
            WeightFiles.write(work, tensors, shardBytes, progress);
        });
    }

    private boolean isTiedHead(String name) {
        return name.equals(TensorPlan.HEAD) && base.config().language().tiedEmbeddings();
    }

    private List<OutgoingTensor> tensors(Set<String> changed, TensorValues values) {
        List<OutgoingTensor> tensors = new ArrayList<>();
        ModelConfig config = base.config();
        for (TensorPlan plan : TensorPlan.language(config.language())) {
            tensors.add(tensor(plan, plan.canonical(), changed, values));
        }
        VisionConfig vision = config.vision();
        ProjectorConfig projector = config.projector();
        if (vision != null && projector != null) {
            for (TensorPlan plan : TensorPlan.fullVision(vision)) {
                TensorInfo stored = base.towerTensor(plan);
                if (stored != null) { // the last blocks are not needed, and not always there
                    tensors.add(OutgoingTensor.copy(TensorNames.original(plan.canonical(), false), type, stored));
                }
            }
            addProjector(tensors, projector, changed, values);
        }
        if (!config.language().tiedEmbeddings()) {
            tensors.add(tensor(TensorPlan.head(config.language()), TensorPlan.HEAD, changed, values));
        }
        return tensors;
    }

    private void addProjector(
            List<OutgoingTensor> tensors, ProjectorConfig projector, Set<String> changed, TensorValues values) {
        boolean linear = projector.type() == ProjectorConfig.Type.LINEAR;
        ProjectorConfig biased = new ProjectorConfig(
                projector.type(), projector.layers(), projector.inputSize(), projector.outputSize(), true);
        for (TensorPlan plan : TensorPlan.projector(biased)) {
            String name = TensorNames.original(plan.canonical(), linear);
            if (base.has(plan.canonical())) {
                tensors.add(named(name, plan, changed, values));
            } else {
                tensors.add(OutgoingTensor.of(name, type, plan.shape(), (first, target) -> {
                    while (target.hasRemaining()) {
                        target.put(0);
                    }
                }));
            }
        }
    }

    private OutgoingTensor tensor(TensorPlan plan, String canonical, Set<String> changed, TensorValues values) {
        return named(TensorNames.original(canonical, false), plan, changed, values);
    }

    private OutgoingTensor named(String name, TensorPlan plan, Set<String> changed, TensorValues values) {
        return changed.contains(plan.canonical())
                ? OutgoingTensor.of(name, type, plan.shape(), values, plan.canonical())
                : OutgoingTensor.copy(name, type, base.tensor(plan.canonical()));
    }
}

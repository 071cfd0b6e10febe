package org.llavamed.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.CheckpointException;
import org.llavamed.internal.file.NewFolder;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.safetensors.SafetensorsWriter.Declaration;

/**
 * A checkpoint folder with the file names, tensor names and configuration of a published one and random weights, for
 * trying loading and speed without the real one. Its answers mean nothing. The weights depend on seed, canonical name and
 * index only. Immutable and thread-safe.
 *
 * @param shape sizes and layout
 * @param type element type of all weights: F32, F16 or BF16
 * @param seed seed of the weights
 * @param shardBytes a file is closed before it would grow beyond this; published checkpoints use 5e9
 * @param tokenizerModel the {@code tokenizer.model} to copy, or null to leave it out
 */
public record RandomCheckpoint(
        RandomShape shape,
        SafetensorsType type,
        long seed,
        long shardBytes,
        @Nullable Path tokenizerModel) {

    /**
     * Checks the element type and the shard size.
     *
     * @param shape the component
     * @param type the component
     * @param seed the component
     * @param shardBytes the component
     * @param tokenizerModel the component
     */
    public RandomCheckpoint {
        if (type != SafetensorsType.F32 && type != SafetensorsType.F16 && type != SafetensorsType.BF16) {
            throw new IllegalArgumentException("random weights are F32, F16 or BF16, not " + type);
        }
        if (shardBytes < 1) {
            throw new IllegalArgumentException("shardBytes is " + shardBytes);
        }
    }

    /**
     * BF16 weights of seed 0 in published shard sizes, without tokenizer.
     *
     * @param shape sizes and layout
     * @return the recipe
     */
    public static RandomCheckpoint of(RandomShape shape) {
        return new RandomCheckpoint(shape, SafetensorsType.BF16, 0, 5_000_000_000L, null);
    }

    /**
     * A copy with another element type.
     *
     * @param other F32, F16 or BF16
     * @return a copy
     */
    public RandomCheckpoint withType(SafetensorsType other) {
        return new RandomCheckpoint(shape, other, seed, shardBytes, tokenizerModel);
    }

    /**
     * A copy with another seed.
     *
     * @param other the seed
     * @return a copy
     */
    public RandomCheckpoint withSeed(long other) {
        return new RandomCheckpoint(shape, type, other, shardBytes, tokenizerModel);
    }

    /**
     * A copy with another shard size.
     *
     * @param bytes largest sum of tensor bytes in a file, unless one tensor is larger
     * @return a copy
     */
    public RandomCheckpoint withShardBytes(long bytes) {
        return new RandomCheckpoint(shape, type, seed, bytes, tokenizerModel);
    }

    /**
     * A copy with a tokenizer.
     *
     * @param file the {@code tokenizer.model} to copy, or null for none
     * @return a copy
     */
    public RandomCheckpoint withTokenizerModel(@Nullable Path file) {
        return new RandomCheckpoint(shape, type, seed, shardBytes, file);
    }

    /** A tensor of a file: what its values depend on and what it is called there. */
    record Weight(TensorPlan plan, Declaration declaration) {}

    /**
     * Size of the weights.
     *
     * @return bytes of all tensors together
     */
    public long bytes() {
        return Stream.concat(weights().stream(), towerWeights().stream())
                .mapToLong(weight -> weight.declaration.bytes())
                .sum();
    }

    /**
     * Writes the folder: into a temporary one beside it first, which gets the name at the end, so that a failure, an
     * exception of {@code progress} or an interrupt leaves nothing.
     *
     * @param folder the folder to make; it must not exist or be empty
     * @param progress told the bytes written so far, by several threads but one at a time
     * @throws CheckpointException if the folder is not empty, a file cannot be written, or the thread is interrupted (it
     *     stays interrupted)
     */
    public void write(Path folder, LongConsumer progress) {
        NewFolder.write(folder, "a random checkpoint", work -> {
            new RandomConfigFiles(shape, type, work).write(tokenizerModel);
            RandomWeightFiles files = new RandomWeightFiles(seed, progress);
            Shards.write(work, shards(), Weight::declaration, files::write);
            List<Weight> tower = towerWeights();
            if (!tower.isEmpty()) {
                files.write(work.resolve(RandomConfigFiles.TOWER).resolve(TensorTable.SINGLE), tower);
            }
        });
    }

    /** Tensors by file: in order of registration, a new file where the next tensor would go beyond the limit. */
    List<List<Weight>> shards() {
        return Shards.split(weights(), Weight::declaration, shardBytes);
    }

    private List<Weight> weights() {
        List<TensorPlan> plans = new ArrayList<>(TensorPlan.language(shape.language()));
        VisionConfig vision = shape.vision();
        ProjectorConfig projector = shape.projector();
        if (vision != null && !shape.towerFolder()) {
            plans.addAll(TensorPlan.fullVision(vision));
        }
        if (projector != null) {
            plans.addAll(TensorPlan.projector(projector));
        }
        if (!shape.language().tiedEmbeddings()) {
            plans.add(TensorPlan.head(shape.language()));
        }
        boolean linear = shape.projectorType().equals("linear");
        return plans.stream()
                .map(plan -> weight(
                        plan,
                        TensorNames.candidates(shape.layout(), plan.canonical(), linear)
                                .get(0)))
                .toList();
    }

    private List<Weight> towerWeights() {
        VisionConfig vision = shape.vision();
        if (vision == null || !shape.towerFolder()) {
            return List.of();
        }
        return TensorPlan.fullVision(vision).stream()
                .map(plan -> weight(
                        plan, TensorNames.towerCandidates(plan.canonical()).get(0)))
                .toList();
    }

    private Weight weight(TensorPlan plan, String name) {
        return new Weight(plan, new Declaration(name, type, plan.shape()));
    }
}

package org.llavamed.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.train.TrainingRecipe.Sampling;

/**
 * Which samples each step learns from. Every epoch has each sample once; its last micro-batch and its last step may be
 * smaller, and no step reaches into the next epoch (as in Hugging Face's Trainer). A function of recipe, data and step, so
 * that a run is resumed anywhere without going through what was seen before. Thread-safe.
 */
final class SampleOrder {
    private final Sampling sampling;
    private final int samples;
    private final int batch;
    private final int accumulation;
    private final long seed;
    private final @Nullable LengthGroups groups;
    private final @Nullable GroupBatches alike;
    private final long totalSteps;
    // Steps are asked for one after the other; two epochs at once only where one ends, so keeping the last will do.
    private volatile @Nullable Epoch last;

    private static final class Epoch {
        final long number;
        final int[] order;

        Epoch(long number, int[] order) {
            this.number = number;
            this.order = order;
        }
    }

    private SampleOrder(TrainingRecipe recipe, SampleSource source) {
        samples = source.size();
        if (samples < 1) {
            throw new IllegalArgumentException("a source of " + samples + " samples");
        }
        sampling = recipe.sampling();
        batch = recipe.batchSize();
        accumulation = recipe.accumulation();
        seed = recipe.seed();
        groups = sampling == Sampling.BY_LENGTH ? new LengthGroups(source, batch, accumulation) : null;
        alike = sampling == Sampling.BY_GROUP ? new GroupBatches(source, batch) : null;
        Long maxSteps = recipe.maxSteps();
        Double epochs = recipe.epochs();
        if (maxSteps != null) {
            totalSteps = maxSteps;
        } else if (epochs != null) {
            totalSteps = (long) Math.ceil(epochs * stepsPerEpoch());
        } else {
            throw new IllegalArgumentException("a recipe without end");
        }
    }

    /** The order of a run. With sampling by length it asks the source for the length of every sample. */
    public static SampleOrder of(TrainingRecipe recipe, SampleSource source) {
        return new SampleOrder(recipe, source);
    }

    /** Steps of the whole run, 1 or more. */
    public long totalSteps() {
        return totalSteps;
    }

    /** Steps that see each sample once. */
    public long stepsPerEpoch() {
        return (microBatchesPerEpoch() + accumulation - 1) / accumulation;
    }

    private long microBatchesPerEpoch() {
        return ((long) samples + batch - 1) / batch;
    }

    /** Epochs of data seen after a number of steps, with a fraction in micro-batches. */
    public double epochsAfter(long steps) {
        long micro = Math.min(steps % stepsPerEpoch() * accumulation, microBatchesPerEpoch());
        long whole = steps / stepsPerEpoch();
        return whole + (double) micro / microBatchesPerEpoch();
    }

    /**
     * The micro-batches of a step.
     *
     * @param step from 0 to {@link #totalSteps()} - 1, in any order
     * @return 1 to {@code accumulation} arrays of 1 to {@code batchSize} sample numbers; the caller's own
     */
    public List<int[]> step(long step) {
        if (step < 0 || step >= totalSteps) {
            throw new IllegalArgumentException("step " + step + " of " + totalSteps);
        }
        int[] order = epoch(step / stepsPerEpoch());
        long first = step % stepsPerEpoch() * accumulation * batch;
        long end = Math.min(samples, first + (long) accumulation * batch);
        List<int[]> batches = new ArrayList<>();
        for (long start = first; start < end; start += batch) {
            batches.add(Arrays.copyOfRange(order, (int) start, (int) Math.min(end, start + batch)));
        }
        return batches;
    }

    private int[] epoch(long number) {
        Epoch epoch = last;
        // The order of a file is the same in every epoch.
        if (epoch == null || (epoch.number != number && sampling != Sampling.SEQUENTIAL)) {
            epoch = new Epoch(number, order(number));
            last = epoch;
        }
        return epoch.order;
    }

    private int[] order(long epoch) {
        long epochSeed = Seeds.derive(seed, Seeds.SAMPLE_ORDER, epoch);
        if (groups != null) {
            return groups.order(epochSeed);
        }
        if (alike != null) {
            return alike.order(epoch, epochSeed);
        }
        int[] order = new int[samples];
        Arrays.setAll(order, i -> i);
        if (sampling == Sampling.RANDOM) {
            new Shuffle(epochSeed).shuffle(order);
        }
        return order;
    }
}

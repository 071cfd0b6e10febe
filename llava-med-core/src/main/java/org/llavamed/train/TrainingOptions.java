package org.llavamed.train;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.CheckpointOptions;

/** How a run is carried out; what it computes is the recipe's. Immutable. */
public final class TrainingOptions {
    private final Path output;
    private final boolean resume;
    private final long saveSteps;
    private final int keep;
    private final boolean skipBadSamples;
    private final int workers;
    private final @Nullable Path featureCache;
    private final @Nullable Path projector;
    private final CheckpointOptions checkpoint;
    private final @Nullable Long memoryLimit;
    private final TrainingListener listener;
    private final BooleanSupplier stop;

    private TrainingOptions(Builder builder) {
        output = builder.output;
        resume = builder.resume;
        saveSteps = builder.saveSteps;
        keep = builder.keep;
        skipBadSamples = builder.skipBadSamples;
        workers = builder.workers;
        featureCache = builder.featureCache;
        projector = builder.projector;
        checkpoint = builder.checkpoint;
        memoryLimit = builder.memoryLimit;
        listener = builder.listener;
        stop = builder.stop;
    }

    /**
     * Starts from the defaults.
     *
     * @param output folder for the trained weights and the run's checkpoints; made if needed
     * @return a builder
     */
    public static Builder builder(Path output) {
        return new Builder(output);
    }

    /**
     * Where the trained weights and the run's checkpoints go.
     *
     * @return the folder
     */
    public Path output() {
        return output;
    }

    /**
     * Whether the run goes on from its last checkpoint.
     *
     * @return false to begin at step 1
     */
    public boolean resume() {
        return resume;
    }

    /**
     * How often a checkpoint is written.
     *
     * @return every so many steps; 0 for only when the run ends or is stopped
     */
    public long saveSteps() {
        return saveSteps;
    }

    /**
     * How many checkpoints are kept; older ones are removed when a newer one is whole.
     *
     * @return 1 or more
     */
    public int keep() {
        return keep;
    }

    /**
     * Whether samples that cannot be used are left out and counted.
     *
     * @return false if the first one ends the run
     */
    public boolean skipBadSamples() {
        return skipBadSamples;
    }

    /**
     * How many threads read samples and decode images ahead of the step.
     *
     * @return 1 or more
     */
    public int workers() {
        return workers;
    }

    /**
     * Where the features of images are kept between epochs and runs.
     *
     * @return the folder, or null to compute them every time
     */
    public @Nullable Path featureCache() {
        return featureCache;
    }

    /**
     * Weights of the projector to begin with.
     *
     * @return the file, or null for the model's own
     */
    public @Nullable Path projector() {
        return projector;
    }

    /**
     * Which vision tower is used and how images are brought to its shape.
     *
     * @return the choices when the model is opened
     */
    public CheckpointOptions checkpoint() {
        return checkpoint;
    }

    /**
     * Most memory that the run may take; one that needs more is refused before it starts.
     *
     * @return bytes, or null for what the machine has
     */
    public @Nullable Long memoryLimit() {
        return memoryLimit;
    }

    /**
     * Who is told how the run goes.
     *
     * @return the listener
     */
    public TrainingListener listener() {
        return listener;
    }

    /**
     * Asked after each step whether to stop; the run then writes a checkpoint and returns.
     *
     * @return true from when on the run is to stop
     */
    public BooleanSupplier stop() {
        return stop;
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private static final int MOST_DEFAULT_WORKERS = 4; // decoding keeps ahead of a step on a CPU with fewer

        private final Path output;
        private boolean resume;
        private long saveSteps = 500;
        private int keep = 1;
        private boolean skipBadSamples;
        private int workers =
                Math.min(MOST_DEFAULT_WORKERS, Runtime.getRuntime().availableProcessors());
        private @Nullable Path featureCache;
        private @Nullable Path projector;
        private CheckpointOptions checkpoint = CheckpointOptions.defaults();
        private @Nullable Long memoryLimit;
        private TrainingListener listener = TrainingListener.NONE;
        private BooleanSupplier stop = () -> false;

        private Builder(Path output) {
            this.output = output;
        }

        /**
         * Whether to go on from the last checkpoint in the output folder; the default is false: to begin, and to refuse a
         * folder that has one.
         *
         * @param value true to go on
         * @return this
         */
        public Builder resume(boolean value) {
            resume = value;
            return this;
        }

        /**
         * How often to write a checkpoint; the default is every 500 steps. One is written at the end and when the run is
         * stopped, too.
         *
         * @param value steps; 0 for no others
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder saveSteps(long value) {
            if (value < 0) {
                throw new IllegalArgumentException("saveSteps is " + value + " but must be 0 or more");
            }
            saveSteps = value;
            return this;
        }

        /**
         * How many checkpoints to keep; the default is 1. While one is written there is room needed for one more.
         *
         * @param value 1 or more
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder keep(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("keep is " + value + " but must be 1 or more");
            }
            keep = value;
            return this;
        }

        /**
         * Whether to leave out and count samples that cannot be used, such as one whose image is damaged; the default is
         * false: such a sample ends the run.
         *
         * @param value true to leave them out
         * @return this
         */
        public Builder skipBadSamples(boolean value) {
            skipBadSamples = value;
            return this;
        }

        /**
         * How many threads read samples and decode images; the default is the number of processors, at most 4.
         *
         * @param value 1 to 256
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder workers(int value) {
            if (value < 1 || value > 256) {
                throw new IllegalArgumentException("workers is " + value + " but must be 1 to 256");
            }
            workers = value;
            return this;
        }

        /**
         * Where to keep the features of images between epochs and runs; the default is nowhere.
         *
         * @param value a folder, made if needed, or null
         * @return this
         */
        public Builder featureCache(@Nullable Path value) {
            featureCache = value;
            return this;
        }

        /**
         * Projector weights to begin with, as an earlier run or LLaVA wrote them; the default is the model's own.
         *
         * @param value the file, or null
         * @return this
         */
        public Builder projector(@Nullable Path value) {
            projector = value;
            return this;
        }

        /**
         * Which vision tower to use and how images are brought to its shape; the default is as the model says.
         *
         * @param value the choices
         * @return this
         */
        public Builder checkpoint(CheckpointOptions value) {
            checkpoint = value;
            return this;
        }

        /**
         * Most memory that the run may take; the default is what the machine has.
         *
         * @param bytes above 0
         * @return this
         * @throws IllegalArgumentException if it is not
         */
        public Builder memoryLimit(long bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("memoryLimit is " + bytes + " but must be above 0");
            }
            memoryLimit = bytes;
            return this;
        }

        /**
         * Who is told how the run goes, on the training thread; the default is nobody.
         *
         * @param value one listener, or several by {@link TrainingListener#of}
         * @return this
         */
        public Builder listener(TrainingListener value) {
            listener = value;
            return this;
        }

        /**
         * Asked after each step, on the training thread, whether to stop; the default never stops.
         *
         * @param value true from when on the run is to stop
         * @return this
         */
        public Builder stop(BooleanSupplier value) {
            stop = value;
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options
         */
        public TrainingOptions build() {
            return new TrainingOptions(this);
        }
    }
}

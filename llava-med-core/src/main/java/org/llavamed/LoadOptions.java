package org.llavamed;

import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.prompt.ConversationTemplate;
import org.llavamed.prompt.ConversationTemplates;

/** How a checkpoint is opened. Immutable. */
public final class LoadOptions {
    private static final LoadOptions DEFAULTS = builder().build();

    private final Precision precision;
    private final @Nullable ConversationTemplate template;
    private final CheckpointOptions checkpoint;
    private final OptionalLong memoryLimit;
    private final OptionalInt threads;
    private final @Nullable Executor executor;

    private LoadOptions(Builder builder) {
        precision = builder.precision;
        template = builder.template;
        checkpoint = builder.checkpoint;
        memoryLimit = builder.memoryLimit;
        threads = builder.threads;
        executor = builder.executor;
    }

    /**
     * Everything as the checkpoint says.
     *
     * @return the defaults
     */
    public static LoadOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Starts from the defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    Precision precision() {
        return precision;
    }

    @Nullable
    ConversationTemplate template() {
        return template;
    }

    CheckpointOptions checkpoint() {
        return checkpoint;
    }

    OptionalLong memoryLimit() {
        return memoryLimit;
    }

    OptionalInt threads() {
        return threads;
    }

    @Nullable
    Executor executor() {
        return executor;
    }

    /** Collects options. */
    public static final class Builder {
        private Precision precision = Precision.AUTO;
        private @Nullable ConversationTemplate template;
        private CheckpointOptions checkpoint = CheckpointOptions.defaults();
        private OptionalLong memoryLimit = OptionalLong.empty();
        private OptionalInt threads = OptionalInt.empty();
        private @Nullable Executor executor;

        private Builder() {}

        /**
         * Number format to compute in; the default is {@link Precision#AUTO}.
         *
         * @param value the precision
         * @return this
         */
        public Builder precision(Precision value) {
            precision = value;
            return this;
        }

        /**
         * Conversation template; the default is chosen from the configuration.
         *
         * @param value a template of the library or the application's own
         * @return this
         */
        public Builder template(ConversationTemplate value) {
            template = value;
            return this;
        }

        /**
         * Conversation template by key.
         *
         * @param key one of {@link ConversationTemplates#keys()}
         * @return this
         * @throws org.llavamed.error.PromptException if there is none with this key
         */
        public Builder template(String key) {
            return template(ConversationTemplates.forKey(key));
        }

        /**
         * Which vision tower to use, how images are brought to its shape, and a projector file or an adapter to load on top.
         *
         * @param value the options
         * @return this
         */
        public Builder checkpoint(CheckpointOptions value) {
            checkpoint = value;
            return this;
        }

        /**
         * Most memory the weights may take, mapped files included; the default is what the machine has. A model that does
         * not fit is refused before it is loaded.
         *
         * @param bytes above 0
         * @return this
         */
        public Builder memoryLimit(long bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("memoryLimit is " + bytes + " but must be above 0");
            }
            memoryLimit = OptionalLong.of(bytes);
            return this;
        }

        /**
         * Most threads the model's kernels use; never more than libtorch would use by itself. The default is all of them, and one
         * for a model whose weights take at most 64 MiB: there threads wait for each other longer than they help.
         *
         * @param most at least 1
         * @return this
         */
        public Builder threads(int most) {
            if (most < 1) {
                throw new IllegalArgumentException("threads is " + most + " but must be at least 1");
            }
            threads = OptionalInt.of(most);
            return this;
        }

        /**
         * Runs the generations; each occupies a thread until its answer is finished. The default makes daemon threads.
         *
         * @param value must run tasks on threads other than the caller's
         * @return this
         */
        public Builder executor(Executor value) {
            executor = value;
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options
         */
        public LoadOptions build() {
            return new LoadOptions(this);
        }
    }
}

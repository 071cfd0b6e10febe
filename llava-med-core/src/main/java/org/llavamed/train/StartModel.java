package org.llavamed.train;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llavamed.safetensors.TensorInfo;

/** The start of a run before its weights are loaded: what is trained in it and how samples are prepared for it. */
interface StartModel {
    /** Where it lies. */
    Path folder();

    /** Tells it from others. */
    String fingerprint();

    /** Its tensors by name. */
    Map<String, TensorInfo> tensors();

    /** The file of the result that is written last. */
    String lastResultFile();

    /** Positions a sample may take. */
    int maxLength();

    /** Memory of a run on these samples. */
    MemoryEstimate memory(SampleSource samples);

    /** Opens the cache of what a frozen tower sees; null if the recipe needs none. */
    @Nullable
    FeatureCache cache(@Nullable Path root);

    /** Makes samples ready; refuses what no sample would fit. */
    Preparation preparation(SampleSource samples);

    /** Prepares a sample. Safe for threads. */
    interface Preparation {
        /**
         * Prepares a sample.
         *
         * @param index its number
         * @param cache asked for features of its images, or null
         * @throws org.llavamed.error.LlavaMedException for a bad sample; the message names it
         */
        PreparedSample prepare(int index, @Nullable FeatureCache cache);
    }

    /**
     * Loads the weights.
     *
     * @param cache gets what a frozen tower sees, or null
     * @param warning told of what the user should know
     * @return what is trained, to be closed by the caller
     */
    Objective load(@Nullable FeatureCache cache, Consumer<String> warning);
}

package org.llavamed.eval.sensitivity;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llavamed.eval.score.Bootstrap;

/**
 * How it is found out whether a model looks at the image.
 *
 * @param name how reports call it, or null for the model's name
 * @param conditions what is shown instead of the images; {@link ImageCondition#ORIGINAL} is always asked too
 * @param limit ask only the first questions (and probes), this many of each, at least 1; or null for all
 * @param seed start of the noise, of the choice of swapped images, and of the intervals
 * @param resamples resamples of the intervals, 100 to 1,000,000
 * @param swap which images are shown under {@link ImageCondition#SWAPPED}
 */
public record SensitivityOptions(
        @Nullable String name,
        Set<ImageCondition> conditions,
        @Nullable Integer limit,
        long seed,
        int resamples,
        SwapChoice swap) {
    /** Resamples unless set otherwise. */
    public static final int DEFAULT_RESAMPLES = 2000;

    /**
     * Checks the values and adds the originals.
     *
     * @param name as above
     * @param conditions as above
     * @param limit as above
     * @param seed as above
     * @param resamples as above
     * @param swap as above
     * @throws IllegalArgumentException naming the value that is out of its range
     */
    public SensitivityOptions {
        EnumSet<ImageCondition> all = EnumSet.of(ImageCondition.ORIGINAL);
        all.addAll(conditions);
        conditions = Set.copyOf(all);
        if (limit != null && limit < 1) {
            throw new IllegalArgumentException("the limit is " + limit + " but must be at least 1");
        }
        new Bootstrap(resamples, seed); // checks the number
    }

    /**
     * Swaps images that are alike.
     *
     * @param name as above
     * @param conditions as above
     * @param limit as above
     * @param seed as above
     * @param resamples as above
     * @throws IllegalArgumentException naming the value that is out of its range
     */
    public SensitivityOptions(
            @Nullable String name, Set<ImageCondition> conditions, @Nullable Integer limit, long seed, int resamples) {
        this(name, conditions, limit, seed, resamples, SwapChoice.ALIKE);
    }

    /**
     * A copy that swaps images otherwise.
     *
     * @param choice which images are shown
     * @return a copy
     */
    public SensitivityOptions withSwap(SwapChoice choice) {
        return new SensitivityOptions(name, conditions, limit, seed, resamples, choice);
    }

    /**
     * All questions under all conditions, seed 0.
     *
     * @return the options
     */
    public static SensitivityOptions defaults() {
        return new SensitivityOptions(null, EnumSet.allOf(ImageCondition.class), null, 0, DEFAULT_RESAMPLES);
    }

    /**
     * The conditions in the order in which they are asked.
     *
     * @return the originals first
     */
    public List<ImageCondition> ordered() {
        return conditions.stream().sorted().toList();
    }

    Bootstrap bootstrap() {
        return new Bootstrap(resamples, seed);
    }

    /** The first of these, as many as are asked. */
    <T> List<T> limited(List<T> all) {
        return limit == null || limit >= all.size() ? all : all.subList(0, limit);
    }
}

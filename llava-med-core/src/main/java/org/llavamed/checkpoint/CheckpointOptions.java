package org.llavamed.checkpoint;

import org.jspecify.annotations.Nullable;

/**
 * Choices when a checkpoint is opened. Immutable.
 *
 * @param preferExternalTower take the vision tower's weights from the tower that the configuration names even if the
 *     checkpoint holds its own copy, as the original loader does
 * @param allowOutsidePaths follow a tower path that leaves the checkpoint folder
 * @param imageAspectRatio {@code "pad"} or {@code "square"} instead of what the checkpoint says, or null to obey it
 */
public record CheckpointOptions(
        boolean preferExternalTower,
        boolean allowOutsidePaths,
        @Nullable String imageAspectRatio) {

    /**
     * Checks the aspect ratio.
     *
     * @param preferExternalTower the component
     * @param allowOutsidePaths the component
     * @param imageAspectRatio the component
     */
    public CheckpointOptions {
        if (imageAspectRatio != null && !imageAspectRatio.equals("pad") && !imageAspectRatio.equals("square")) {
            throw new IllegalArgumentException(
                    "imageAspectRatio is \"" + imageAspectRatio + "\"; it must be \"pad\", \"square\" or null");
        }
    }

    /**
     * The checkpoint's own tower and padding, no path outside its folder.
     *
     * @return the defaults
     */
    public static CheckpointOptions defaults() {
        return new CheckpointOptions(false, false, null);
    }

    /**
     * A copy with another choice of tower weights.
     *
     * @param prefer see {@link #preferExternalTower}
     * @return a copy
     */
    public CheckpointOptions withPreferExternalTower(boolean prefer) {
        return new CheckpointOptions(prefer, allowOutsidePaths, imageAspectRatio);
    }

    /**
     * A copy that follows or refuses paths outside the checkpoint folder.
     *
     * @param allow see {@link #allowOutsidePaths}
     * @return a copy
     */
    public CheckpointOptions withAllowOutsidePaths(boolean allow) {
        return new CheckpointOptions(preferExternalTower, allow, imageAspectRatio);
    }

    /**
     * A copy with another padding.
     *
     * @param ratio see {@link #imageAspectRatio}
     * @return a copy
     */
    public CheckpointOptions withImageAspectRatio(@Nullable String ratio) {
        return new CheckpointOptions(preferExternalTower, allowOutsidePaths, ratio);
    }
}

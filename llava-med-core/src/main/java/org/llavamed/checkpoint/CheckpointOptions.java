package org.llavamed.checkpoint;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Choices when a checkpoint is opened. Immutable.
 *
 * @param preferExternalTower take the vision tower's weights from the tower that the configuration names even if the
 *     checkpoint holds its own copy, as the original loader does
 * @param allowOutsidePaths follow a tower path that leaves the checkpoint folder
 * @param imageAspectRatio {@code "pad"} or {@code "square"} instead of what the checkpoint says, or null to obey it
 * @param projector a projector file as training writes it, {@code mm_projector.safetensors}, or null; it takes the place of
 *     the checkpoint's projector, and of the rows of the image start and end tokens if it has them
 * @param adapter folder of a PEFT LoRA adapter, or null; it is merged into the weights when they are loaded. A file
 *     {@code mm_projector.safetensors} in it is used too unless {@code projector} names another
 */
public record CheckpointOptions(
        boolean preferExternalTower,
        boolean allowOutsidePaths,
        @Nullable String imageAspectRatio,
        @Nullable Path projector,
        @Nullable Path adapter) {

    /**
     * Checks the aspect ratio.
     *
     * @param preferExternalTower the component
     * @param allowOutsidePaths the component
     * @param imageAspectRatio the component
     * @param projector the component
     * @param adapter the component
     */
    public CheckpointOptions {
        if (imageAspectRatio != null && !imageAspectRatio.equals("pad") && !imageAspectRatio.equals("square")) {
            throw new IllegalArgumentException(
                    "imageAspectRatio is \"" + imageAspectRatio + "\"; it must be \"pad\", \"square\" or null");
        }
    }

    /**
     * The checkpoint's own weights and padding, no path outside its folder.
     *
     * @return the defaults
     */
    public static CheckpointOptions defaults() {
        return new CheckpointOptions(false, false, null, null, null);
    }

    /**
     * A copy with another choice of tower weights.
     *
     * @param prefer see {@link #preferExternalTower}
     * @return a copy
     */
    public CheckpointOptions withPreferExternalTower(boolean prefer) {
        return new CheckpointOptions(prefer, allowOutsidePaths, imageAspectRatio, projector, adapter);
    }

    /**
     * A copy that follows or refuses paths outside the checkpoint folder.
     *
     * @param allow see {@link #allowOutsidePaths}
     * @return a copy
     */
    public CheckpointOptions withAllowOutsidePaths(boolean allow) {
        return new CheckpointOptions(preferExternalTower, allow, imageAspectRatio, projector, adapter);
    }

    /**
     * A copy with another padding.
     *
     * @param ratio see {@link #imageAspectRatio}
     * @return a copy
     */
    public CheckpointOptions withImageAspectRatio(@Nullable String ratio) {
        return new CheckpointOptions(preferExternalTower, allowOutsidePaths, ratio, projector, adapter);
    }

    /**
     * A copy with another projector file.
     *
     * @param file see {@link #projector}
     * @return a copy
     */
    public CheckpointOptions withProjector(@Nullable Path file) {
        return new CheckpointOptions(preferExternalTower, allowOutsidePaths, imageAspectRatio, file, adapter);
    }

    /**
     * A copy with another adapter.
     *
     * @param folder see {@link #adapter}
     * @return a copy
     */
    public CheckpointOptions withAdapter(@Nullable Path folder) {
        return new CheckpointOptions(preferExternalTower, allowOutsidePaths, imageAspectRatio, projector, folder);
    }
}

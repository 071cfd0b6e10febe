package org.llavamed.checkpoint;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llavamed.image.ImagePreprocessing;

/**
 * The vision tower that a configuration describes.
 *
 * @param name what the configuration calls it
 * @param vision its sizes
 * @param preprocessing its image processor, before the checkpoint's own padding
 * @param folder the folder that may hold its weights, or null
 */
record Tower(
        String name,
        VisionConfig vision,
        ImagePreprocessing preprocessing,
        @Nullable Path folder) {}

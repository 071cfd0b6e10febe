package org.llavamed;

import java.nio.file.Path;
import org.llavamed.image.PixelValues;

/** Values on the way from an image and a question to the scores of the first answer token. */
public final class ModelTrace {
    private final PixelValues pixelValues;
    private final float[][] visionFeatures;
    private final float[][] projected;
    private final float[] lastLogits;

    ModelTrace(PixelValues pixelValues, float[][] visionFeatures, float[][] projected, float[] lastLogits) {
        this.pixelValues = pixelValues;
        this.visionFeatures = visionFeatures;
        this.projected = projected;
        this.lastLogits = lastLogits;
    }
}

package org.llavamed;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llavamed.image.PixelValues;
import org.llavamed.safetensors.SafetensorsWriter;
import org.llavamed.safetensors.SafetensorsWriter.FloatTensor;

/**
 * Values on the way from an image and a question to the scores of the first answer token, all in 32-bit floats.
 *
 * @param pixelValues the preprocessed image [3, S, S]
 * @param visionFeatures selected features after the rule for the class row, before the projector [N, Dv]
 * @param projected the same after the projector [N, D]
 * @param lastLogits unprocessed scores at the last position of the prompt [V]
 */
@SuppressWarnings("ArrayRecordComponent") // megabytes on their way into a file; the caller owns them
public record ModelTrace(PixelValues pixelValues, Matrix visionFeatures, Matrix projected, float[] lastLogits) {
    /**
     * Rows of floats.
     *
     * @param rows number of rows
     * @param columns number of columns
     * @param values row by row
     */
    @SuppressWarnings("ArrayRecordComponent") // as above
    public record Matrix(int rows, int columns, float[] values) {}

    /**
     * Writes the four tensors as {@code pixel_values}, {@code vision_features}, {@code projected} and {@code last_logits}.
     *
     * @param file a safetensors file, replaced if it exists
     */
    public void write(Path file) {
        Map<String, FloatTensor> tensors = new LinkedHashMap<>();
        tensors.put(
                "pixel_values",
                new FloatTensor(
                        List.of((long) pixelValues.channels(), (long) pixelValues.height(), (long) pixelValues.width()),
                        pixelValues.values()));
        tensors.put("vision_features", tensor(visionFeatures));
        tensors.put("projected", tensor(projected));
        tensors.put("last_logits", new FloatTensor(List.of((long) lastLogits.length), lastLogits));
        SafetensorsWriter.writeFloats(file, tensors);
    }

    private static FloatTensor tensor(Matrix matrix) {
        return new FloatTensor(List.of((long) matrix.rows(), (long) matrix.columns()), matrix.values());
    }
}

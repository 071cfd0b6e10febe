package org.llavamed.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.llavamed.safetensors.SafetensorsType;

/**
 * Writes a projector by itself, as stage 1 trains it: a safetensors file with LLaVA's key names ({@code
 * model.mm_projector.0.weight}, {@code .bias}, {@code .2.weight}, ...; a single linear layer has no number), F32. {@link
 * CheckpointOptions#projector} reads it.
 */
public final class ProjectorFile {
    /** Usual name of the file; beside an adapter it is found by it. */
    public static final String NAME = "mm_projector.safetensors";

    /**
     * What {@link TensorValues} is asked for to get the embedding rows [2, hidden] of the tokens before and after an image;
     * they are stored as {@code model.embed_tokens.weight}, as LLaVA-Med v1.0 does.
     */
    public static final String MARKER_ROWS = "image_markers";

    private ProjectorFile() {}

    /**
     * Writes the file, whole or not at all.
     *
     * @param file the file to make or replace
     * @param base the model the projector belongs to
     * @param markers whether the two marker rows are stored too
     * @param values asked for {@code projector.K.weight} [out, in] and {@code .bias} [out] with K = 0, 2, 4, ..., and for
     *     {@link #MARKER_ROWS}
     * @throws IllegalArgumentException if the model has no projector with weights, or no markers although they are wanted
     * @throws org.llavamed.error.CheckpointException if the file cannot be written
     */
    public static void write(Path file, Checkpoint base, boolean markers, TensorValues values) {
        WeightFiles.write(file, tensors(base, markers, values));
    }

    static List<OutgoingTensor> tensors(Checkpoint base, boolean markers, TensorValues values) {
        ProjectorConfig projector = base.config().projector();
        if (projector == null || projector.layers() == 0) {
            throw new IllegalArgumentException(base.folder() + " has no projector with weights");
        }
        if (markers && !base.config().imageTokens().startEnd()) {
            throw new IllegalArgumentException(base.folder() + " has no tokens before and after an image");
        }
        boolean linear = projector.type() == ProjectorConfig.Type.LINEAR;
        List<OutgoingTensor> tensors = new ArrayList<>();
        for (TensorPlan plan : TensorPlan.projector(projector)) {
            String name = TensorNames.original(plan.canonical(), linear);
            tensors.add(OutgoingTensor.of(name, SafetensorsType.F32, plan.shape(), values, plan.canonical()));
        }
        if (markers) {
            List<Long> shape = List.of(2L, (long) base.config().language().hiddenSize());
            tensors.add(OutgoingTensor.of(
                    "model." + TensorPlan.EMBEDDINGS, SafetensorsType.F32, shape, values, MARKER_ROWS));
        }
        return tensors;
    }
}

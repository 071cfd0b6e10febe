package org.llavamed.internal.training;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llavamed.error.CheckpointException;
import org.llavamed.internal.model.TrainableNetwork;
import org.llavamed.internal.model.TrainableNetwork.Parameter;
import org.llavamed.internal.tensor.DType;
import org.llavamed.internal.tensor.Ops;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;
import org.llavamed.internal.tensor.TrainingOps;
import org.llavamed.safetensors.SafetensorsFile;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.safetensors.SafetensorsWriter;
import org.llavamed.safetensors.TensorInfo;

/**
 * Trained weights and the optimizer's means in one safetensors file, exact to the bit: {@code weight.NAME}, {@code
 * mean.NAME} and {@code square.NAME}, all F32.
 */
public final class StateFile {
    /** Elements copied at a time: 16 MB. */
    private static final int CHUNK = 1 << 22;

    private StateFile() {}

    /**
     * Writes the state.
     *
     * @param file the file to make
     * @param network has the weights
     * @param optimizer has the means
     * @throws CheckpointException if it cannot be written
     */
    public static void write(Path file, TrainableNetwork network, Optimizer optimizer) {
        Map<String, Tensor> tensors = tensors(network, optimizer);
        List<SafetensorsWriter.Declaration> declarations = new ArrayList<>();
        tensors.forEach((name, tensor) ->
                declarations.add(new SafetensorsWriter.Declaration(name, SafetensorsType.F32, shape(tensor))));
        try (SafetensorsWriter writer = SafetensorsWriter.create(file, declarations, Map.of("format", "pt"))) {
            tensors.forEach((name, tensor) -> {
                long elements = elements(tensor);
                for (long at = 0; at < elements; at += CHUNK) {
                    int count = (int) Math.min(CHUNK, elements - at);
                    ByteBuffer chunk = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
                    chunk.asFloatBuffer().put(values(tensor, at, count));
                    writer.write(name, 4 * at, chunk);
                }
            });
            writer.finish();
        }
    }

    /**
     * Copies values of a tensor out.
     *
     * @param tensor F32
     * @param first index of the first element, row by row
     * @param count how many, at most 2^31 - 1 bytes of them
     * @return the values
     */
    public static float[] values(Tensor tensor, long first, int count) {
        try (TensorScope work = TensorScope.open()) {
            Ops ops = new Ops(work);
            Tensor flat = ops.reshape(tensor, elements(tensor));
            return ops.part(flat, first, first + count, new long[] {count}).toFloats();
        }
    }

    /**
     * Reads a state into weights and means.
     *
     * @param file written by {@link #write}
     * @param network the same model with the same modules trained
     * @param optimizer its optimizer
     * @throws CheckpointException if the file is damaged or of another model
     */
    public static void read(Path file, TrainableNetwork network, Optimizer optimizer) {
        Map<String, TensorInfo> stored = SafetensorsFile.read(file).tensors();
        Map<String, Tensor> tensors = tensors(network, optimizer);
        if (!stored.keySet().equals(tensors.keySet())) {
            throw new CheckpointException(file + ": holds other tensors than this model and recipe train");
        }
        tensors.forEach((name, tensor) -> {
            TensorInfo info = stored.get(name);
            if (info == null
                    || info.type() != SafetensorsType.F32
                    || !info.shape().equals(shape(tensor))) {
                throw new CheckpointException(file + ": tensor " + name + " is not F32 of shape " + shape(tensor));
            }
            try (TensorScope work = TensorScope.open()) {
                Ops ops = new Ops(work);
                Tensor whole = ops.mapFile(file.toAbsolutePath(), info.end() / 4, DType.F32);
                Tensor part = ops.part(whole, info.begin() / 4, info.end() / 4, tensor.shape());
                new TrainingOps(work).overwrite(tensor, part);
            }
        });
    }

    private static Map<String, Tensor> tensors(TrainableNetwork network, Optimizer optimizer) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        List<Parameter> parameters = network.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            String name = parameters.get(i).name();
            tensors.put("weight." + name, parameters.get(i).weight());
            tensors.put("mean." + name, optimizer.means().get(i));
            tensors.put("square." + name, optimizer.squares().get(i));
        }
        return tensors;
    }

    private static List<Long> shape(Tensor tensor) {
        List<Long> shape = new ArrayList<>();
        for (long size : tensor.shape()) {
            shape.add(size);
        }
        return shape;
    }

    private static long elements(Tensor tensor) {
        long elements = 1;
        for (long size : tensor.shape()) {
            elements *= size;
        }
        return elements;
    }
}

package org.llavamed.internal.training;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.llavamed.error.CheckpointException;
import org.llavamed.internal.model.TrainedNetwork;
import org.llavamed.internal.model.TrainedNetwork.Parameter;
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
     * @return a checksum of all values, for {@link #read}
     * @throws CheckpointException if it cannot be written
     */
    public static long write(Path file, TrainedNetwork network, Optimizer optimizer) {
        Map<String, Tensor> tensors = tensors(network, optimizer);
        CRC32 checksum = new CRC32();
        List<SafetensorsWriter.Declaration> declarations = new ArrayList<>();
        tensors.forEach((name, tensor) ->
                declarations.add(new SafetensorsWriter.Declaration(name, SafetensorsType.F32, shape(tensor))));
        try (SafetensorsWriter writer = SafetensorsWriter.create(file, declarations, Map.of("format", "pt"))) {
            tensors.forEach((name, tensor) -> {
                long elements = elements(tensor);
                for (long at = 0; at < elements; at += CHUNK) {
                    int count = (int) Math.min(CHUNK, elements - at);
                    ByteBuffer chunk = bytes(tensor, at, count);
                    checksum.update(chunk.duplicate());
                    writer.write(name, 4 * at, chunk);
                }
            });
            writer.finish();
        }
        return checksum.getValue();
    }

    /**
     * Copies values of a tensor out.
     *
     * @param tensor F32, or of another floating type, which is converted
     * @param first index of the first element, row by row
     * @param count how many, at most 2^31 - 1 bytes of them
     * @return the values
     */
    public static float[] values(Tensor tensor, long first, int count) {
        try (TensorScope work = TensorScope.open()) {
            Ops ops = new Ops(work);
            Tensor flat = ops.reshape(tensor, elements(tensor));
            Tensor part = ops.part(flat, first, first + count, new long[] {count});
            return ops.cast(part, DType.F32).toFloats();
        }
    }

    /**
     * Reads a state into weights and means.
     *
     * @param file written by {@link #write}
     * @param network the same model with the same modules trained
     * @param optimizer its optimizer
     * @param checksum what {@link #write} returned
     * @throws CheckpointException if the file is damaged or of another model; weights and means are then undefined
     */
    public static void read(Path file, TrainedNetwork network, Optimizer optimizer, long checksum) {
        Map<String, TensorInfo> stored = SafetensorsFile.read(file).tensors();
        Map<String, Tensor> tensors = tensors(network, optimizer);
        if (!stored.keySet().equals(tensors.keySet())) {
            throw new CheckpointException(file + ": holds other tensors than this model and recipe train");
        }
        CRC32 found = new CRC32();
        tensors.forEach((name, tensor) -> {
            TensorInfo info = stored.get(name);
            if (info == null
                    || info.type() != SafetensorsType.F32
                    || !info.aligned()
                    || !info.shape().equals(shape(tensor))) {
                throw new CheckpointException(file + ": tensor " + name + " is not F32 of shape " + shape(tensor));
            }
            try (TensorScope work = TensorScope.open()) {
                Ops ops = new Ops(work);
                Tensor whole = ops.mapFile(file.toAbsolutePath(), info.end() / 4, DType.F32);
                Tensor part = ops.part(whole, info.begin() / 4, info.end() / 4, tensor.shape());
                new TrainingOps(work).overwrite(tensor, part);
            }
            add(found, tensor);
        });
        if (found.getValue() != checksum) {
            throw new CheckpointException(file + ": its values are not those that were written");
        }
    }

    private static void add(CRC32 checksum, Tensor tensor) {
        long elements = elements(tensor);
        for (long at = 0; at < elements; at += CHUNK) {
            checksum.update(bytes(tensor, at, (int) Math.min(CHUNK, elements - at)));
        }
    }

    private static ByteBuffer bytes(Tensor tensor, long first, int count) {
        ByteBuffer chunk = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        chunk.asFloatBuffer().put(values(tensor, first, count));
        return chunk;
    }

    private static Map<String, Tensor> tensors(TrainedNetwork network, Optimizer optimizer) {
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

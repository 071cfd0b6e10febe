package org.llavamed.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.llavamed.error.CheckpointException;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.safetensors.SafetensorsWriter;
import org.llavamed.safetensors.SafetensorsWriter.Declaration;
import org.llavamed.safetensors.TensorInfo;

/** Streams tensors into safetensors files: from other files or from callbacks, two small buffers at a time in memory. */
final class WeightFiles {
    private static final int CHUNK_ELEMENTS = 1 << 20;

    private final LongConsumer progress;
    private final ByteBuffer bytes;
    private final FloatBuffer floats;
    private long written;

    private WeightFiles(LongConsumer progress, List<OutgoingTensor> tensors) {
        this.progress = progress;
        long largest = tensors.stream()
                .map(OutgoingTensor::declaration)
                .mapToLong(
                        declaration -> declaration.bytes() / declaration.type().bytes())
                .max()
                .orElse(0);
        int elements = (int) Math.min(CHUNK_ELEMENTS, largest);
        bytes = ByteBuffer.allocateDirect(4 * elements).order(ByteOrder.LITTLE_ENDIAN);
        floats = FloatBuffer.allocate(elements);
    }

    /** Writes one file and brings it to the disk. */
    static void write(Path file, List<OutgoingTensor> tensors) {
        new WeightFiles(count -> {}, tensors).file(file, tensors);
    }

    /** Writes {@code model.safetensors}, or shards and their index. */
    static void write(Path folder, List<OutgoingTensor> tensors, long shardBytes, LongConsumer progress) {
        WeightFiles files = new WeightFiles(progress, tensors);
        Shards.write(
                folder,
                Shards.split(tensors, OutgoingTensor::declaration, shardBytes),
                OutgoingTensor::declaration,
                files::file);
    }

    private void file(Path file, List<OutgoingTensor> tensors) {
        List<Declaration> declarations =
                tensors.stream().map(OutgoingTensor::declaration).toList();
        try (SafetensorsWriter writer = SafetensorsWriter.create(file, declarations, Map.of("format", "pt"))) {
            for (OutgoingTensor tensor : tensors) {
                TensorInfo stored = tensor.stored();
                if (stored != null && stored.type() == tensor.declaration().type()) {
                    copy(writer, tensor.declaration(), stored);
                } else {
                    convert(writer, tensor);
                }
            }
            writer.sync();
            writer.finish();
        }
    }

    private void copy(SafetensorsWriter writer, Declaration declaration, TensorInfo stored) {
        StoredValues values = new StoredValues(stored);
        try (FileChannel channel = FileChannel.open(stored.file(), StandardOpenOption.READ)) {
            for (long at = 0; at < declaration.bytes(); at += bytes.limit()) {
                bytes.clear().limit((int) Math.min(bytes.capacity(), declaration.bytes() - at));
                values.copy(channel, at, bytes);
                put(writer, declaration, at, bytes.flip());
            }
        } catch (IOException e) {
            throw new CheckpointException(stored.file() + ": cannot be read: " + e, e);
        }
    }

    private void convert(SafetensorsWriter writer, OutgoingTensor tensor) {
        Declaration declaration = tensor.declaration();
        int size = declaration.type().bytes();
        long elements = declaration.bytes() / size;
        for (long first = 0; first < elements; first += floats.limit()) {
            floats.clear().limit((int) Math.min(floats.capacity(), elements - first));
            tensor.content().fill(first, floats);
            if (floats.hasRemaining()) {
                throw new IllegalStateException(
                        "tensor " + declaration.name() + ": " + floats.remaining() + " values were not given");
            }
            bytes.clear();
            encode(floats.flip(), declaration.type(), bytes);
            put(writer, declaration, first * size, bytes.flip());
        }
    }

    private static void encode(FloatBuffer values, SafetensorsType type, ByteBuffer target) {
        if (type == SafetensorsType.F32) {
            int count = values.remaining();
            target.asFloatBuffer().put(values);
            target.position(target.position() + 4 * count);
            return;
        }
        while (values.hasRemaining()) {
            float value = values.get();
            switch (type) {
                case BF16 -> target.putShort((short) FloatBits.bfloat16(value));
                case F16 -> target.putShort((short) FloatBits.half(value));
                default -> throw new IllegalArgumentException("weights are F32, F16 or BF16, not " + type);
            }
        }
    }

    private void put(SafetensorsWriter writer, Declaration declaration, long offset, ByteBuffer data) {
        int count = data.remaining();
        writer.write(declaration.name(), offset, data);
        written += count;
        progress.accept(written);
    }
}

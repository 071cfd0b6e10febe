package org.llavamed.safetensors;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.llavamed.error.CheckpointException;

/**
 * Writes one safetensors file of any size: all tensors are declared first, then filled in chunks in any order, also by
 * several threads. The file appears under its name only with {@link #finish}; closing before that leaves nothing. The
 * data starts at a multiple of 8 bytes and each tensor at a multiple of its element size.
 */
public final class SafetensorsWriter implements AutoCloseable {
    private final Path file;
    private final Path temporary;
    private final FileChannel channel;
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private boolean finished;

    /**
     * A tensor to come.
     *
     * @param name its name, not {@code __metadata__}
     * @param type element type
     * @param shape sizes, outermost first
     */
    public record Declaration(String name, SafetensorsType type, List<Long> shape) {
        /**
         * Copies the shape and checks that sizes are not negative and their product fits.
         *
         * @param name the component
         * @param type the component
         * @param shape the component
         */
        public Declaration {
            shape = List.copyOf(shape);
            if (name.equals("__metadata__") || shape.stream().anyMatch(size -> size < 0)) {
                throw new IllegalArgumentException("tensor " + StrictJson.quote(name) + " of shape " + shape);
            }
        }

        /**
         * The size of the data.
         *
         * @return bytes
         * @throws ArithmeticException if the product of the shape does not fit 63 bits
         */
        public long bytes() {
            return TensorSizes.bytes(type, shape);
        }
    }

    /**
     * Values for {@link #writeFloats}.
     *
     * @param shape sizes, outermost first
     * @param values row-major values, as many as the product of the shape; not copied
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier for values that are too large to box or copy
    public record FloatTensor(List<Long> shape, float[] values) {}

    private record Slot(long begin, long bytes, AtomicLong written) {}

    private SafetensorsWriter(Path file, Path temporary, FileChannel channel) {
        this.file = file;
        this.temporary = temporary;
        this.channel = channel;
    }

    /**
     * Starts a file next to its final name.
     *
     * @param file the file to make or replace
     * @param tensors all tensors; those with wider elements are stored first, otherwise the order is kept
     * @param metadata the {@code __metadata__} entry, left out if empty
     * @return the writer
     * @throws CheckpointException if the file cannot be made
     */
    public static SafetensorsWriter create(Path file, List<Declaration> tensors, Map<String, String> metadata) {
        return begin(replaceable(file), tensors, metadata);
    }

    /** Follows a link, as writing into it would; refuses a device or a folder, which a rename would replace. */
    private static Path replaceable(Path file) {
        try {
            Path target = Files.isSymbolicLink(file) && Files.exists(file) ? file.toRealPath() : file;
            if (Files.exists(target) && !Files.isRegularFile(target)) {
                throw new CheckpointException(file + ": cannot be written: it is there and is not a regular file");
            }
            return target;
        } catch (IOException e) {
            throw new CheckpointException(file + ": cannot be written: " + e, e);
        }
    }

    private static SafetensorsWriter begin(Path file, List<Declaration> tensors, Map<String, String> metadata) {
        List<Declaration> order = new ArrayList<>(tensors);
        // Wider elements first keeps every tensor aligned although the format allows no gaps.
        order.sort(
                Comparator.comparingInt((Declaration tensor) -> -tensor.type().bytes()));
        Path temporary = file.resolveSibling(file.getFileName() + ".part-" + UUID.randomUUID());
        try {
            byte[] header = header(order, metadata);
            FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            SafetensorsWriter writer = new SafetensorsWriter(file, temporary, channel);
            long begin = header.length;
            for (Declaration tensor : order) {
                writer.slots.put(tensor.name(), new Slot(begin, tensor.bytes(), new AtomicLong()));
                begin += tensor.bytes();
            }
            writer.writeFully(ByteBuffer.wrap(header), 0);
            return writer;
        } catch (IOException e) {
            deleteQuietly(temporary);
            throw new CheckpointException(file + ": cannot be written: " + e, e);
        }
    }

    private static byte[] header(List<Declaration> tensors, Map<String, String> metadata) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(new byte[8]);
        try (JsonGenerator json = StrictJson.factory().createGenerator(bytes, JsonEncoding.UTF8)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart("__metadata__");
                for (Map.Entry<String, String> entry : metadata.entrySet()) {
                    json.writeStringField(entry.getKey(), entry.getValue());
                }
                json.writeEndObject();
            }
            long begin = 0;
            Map<String, Declaration> seen = new LinkedHashMap<>();
            for (Declaration tensor : tensors) {
                if (seen.put(tensor.name(), tensor) != null) {
                    throw new IllegalArgumentException("tensor " + StrictJson.quote(tensor.name()) + " declared twice");
                }
                long end = Math.addExact(begin, tensor.bytes());
                json.writeObjectFieldStart(tensor.name());
                json.writeStringField("dtype", tensor.type().name());
                writeNumbers(json, "shape", tensor.shape());
                writeNumbers(json, "data_offsets", List.of(begin, end));
                json.writeEndObject();
                begin = end;
            }
            json.writeEndObject();
        }
        bytes.write(" ".repeat((8 - bytes.size() % 8) % 8).getBytes(StandardCharsets.US_ASCII));
        byte[] header = bytes.toByteArray();
        ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putLong(0, header.length - 8);
        return header;
    }

    private static void writeNumbers(JsonGenerator json, String name, List<Long> numbers) throws IOException {
        json.writeArrayFieldStart(name);
        for (long number : numbers) {
            json.writeNumber(number);
        }
        json.writeEndArray();
    }

    /**
     * Writes part of a tensor. Safe for several threads on different parts.
     *
     * @param name a declared tensor
     * @param offset first byte within the tensor
     * @param data little-endian elements from position to limit; the position moves to the limit
     * @throws IllegalArgumentException if the tensor is not declared or the part does not fit it
     * @throws CheckpointException if writing fails
     */
    public void write(String name, long offset, ByteBuffer data) {
        Slot slot = slots.get(name);
        if (slot == null || offset < 0 || offset > slot.bytes - data.remaining()) {
            throw new IllegalArgumentException("tensor " + StrictJson.quote(name) + ": " + data.remaining()
                    + " bytes at " + offset + " do not fit " + (slot == null ? "an undeclared tensor" : slot.bytes));
        }
        int count = data.remaining();
        try {
            writeFully(data, slot.begin + offset);
        } catch (IOException e) {
            throw new CheckpointException(file + ": cannot be written: " + e, e);
        }
        slot.written.addAndGet(count);
    }

    private void writeFully(ByteBuffer data, long position) throws IOException {
        long at = position;
        while (data.hasRemaining()) {
            at += channel.write(data, at);
        }
    }

    /**
     * Waits until all that was written is on the disk, so that {@link #finish} cannot name a file that a power cut
     * empties.
     *
     * @throws CheckpointException if the file system refuses
     */
    public void sync() {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw new CheckpointException(file + ": cannot be written: " + e, e);
        }
    }

    /**
     * Completes the file and gives it its name.
     *
     * @throws IllegalStateException if a tensor is not written completely or the writer was closed
     * @throws CheckpointException if the file system refuses
     */
    public void finish() {
        if (!channel.isOpen()) {
            throw new IllegalStateException("the writer of " + file + " is closed");
        }
        slots.forEach((name, slot) -> {
            if (slot.written.get() != slot.bytes) {
                throw new IllegalStateException("tensor " + StrictJson.quote(name) + ": " + slot.written + " of "
                        + slot.bytes + " bytes written");
            }
        });
        try {
            channel.close();
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
            finished = true;
        } catch (IOException e) {
            throw new CheckpointException(file + ": cannot be written: " + e, e);
        }
    }

    /** Ends the writer; without {@link #finish} the unfinished file is removed. */
    @Override
    public void close() {
        if (finished) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new CheckpointException(temporary + ": cannot be closed: " + e, e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    private static void deleteQuietly(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException ignored) {
            // The error that led here says more than a left-over file.
        }
    }

    /**
     * Writes a whole file of F32 tensors.
     *
     * @param file the file to make or replace
     * @param tensors values by name, stored in the order of the map
     * @throws CheckpointException if writing fails
     * @throws IllegalArgumentException if a shape does not fit its values
     */
    public static void writeFloats(Path file, Map<String, FloatTensor> tensors) {
        List<Declaration> declarations = new ArrayList<>();
        tensors.forEach((name, tensor) -> {
            Declaration declaration = new Declaration(name, SafetensorsType.F32, tensor.shape());
            if (declaration.bytes() != 4L * tensor.values().length) {
                throw new IllegalArgumentException("tensor " + StrictJson.quote(name) + ": " + tensor.values().length
                        + " values for shape " + tensor.shape());
            }
            declarations.add(declaration);
        });
        ByteBuffer buffer = ByteBuffer.allocate(1 << 18).order(ByteOrder.LITTLE_ENDIAN);
        try (SafetensorsWriter writer = create(file, declarations, Map.of("format", "pt"))) {
            tensors.forEach((name, tensor) -> {
                float[] values = tensor.values();
                for (int at = 0; at < values.length; ) {
                    int count = Math.min(values.length - at, buffer.capacity() / 4);
                    buffer.clear().limit(4 * count);
                    buffer.asFloatBuffer().put(values, at, count);
                    writer.write(name, 4L * at, buffer);
                    at += count;
                }
            });
            writer.finish();
        }
    }
}

package org.llavamed.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.llavamed.error.CheckpointException;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.safetensors.TensorInfo;

/** Reads a stored tensor's values as floats, a piece at a time; the file is open only while it is read. */
record StoredValues(TensorInfo tensor) {
    private static final int CHUNK_BYTES = 1 << 20;

    void fill(long first, FloatBuffer target) {
        ByteBuffer chunk = ByteBuffer.allocate(
                        Math.min(CHUNK_BYTES, target.remaining() * tensor.type().bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        long at = tensor.begin() + first * tensor.type().bytes();
        try (FileChannel channel = FileChannel.open(tensor.file(), StandardOpenOption.READ)) {
            while (target.hasRemaining()) {
                chunk.clear();
                chunk.limit(Math.min(
                        chunk.capacity(), target.remaining() * tensor.type().bytes()));
                read(channel, at, chunk);
                at += chunk.limit();
                decode(chunk.flip(), target);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Fills the buffer with the tensor's own bytes. */
    void copy(FileChannel channel, long offset, ByteBuffer target) {
        try {
            read(channel, tensor.begin() + offset, target);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static void read(FileChannel channel, long position, ByteBuffer target) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int count = channel.read(target, at);
            if (count < 0) {
                throw new EOFException("it became shorter while it was read");
            }
            at += count;
        }
    }

    private void decode(ByteBuffer chunk, FloatBuffer target) {
        if (tensor.type() == SafetensorsType.F32) {
            target.put(chunk.asFloatBuffer());
            return;
        }
        ShortBuffer shorts = chunk.asShortBuffer();
        boolean half = tensor.type() == SafetensorsType.F16;
        while (shorts.hasRemaining()) {
            int bits = shorts.get() & 0xFFFF;
            target.put(half ? FloatBits.ofHalf(bits) : FloatBits.ofBfloat16(bits));
        }
    }

    private CheckpointException failed(IOException e) {
        return new CheckpointException(
                tensor.file() + ": tensor " + Quote.of(tensor.name()) + " cannot be read: " + e, e);
    }
}

package org.llavamed.safetensors;

import java.nio.file.Path;
import java.util.List;

/**
 * Where one tensor lies, from a validated header: {@code end - begin} equals elements times element size, and both are
 * inside the file.
 *
 * @param name the name in the header
 * @param type the element type
 * @param shape the sizes, outermost first; empty for a scalar
 * @param begin first byte, counted from the start of the file
 * @param end the byte after the last, counted from the start of the file
 * @param file the file that holds it
 */
public record TensorInfo(String name, SafetensorsType type, List<Long> shape, long begin, long end, Path file) {

    /**
     * Copies the shape.
     *
     * @param name the component
     * @param type the component
     * @param shape the component
     * @param begin the component
     * @param end the component
     * @param file the component
     */
    public TensorInfo {
        shape = List.copyOf(shape);
    }

    /**
     * The number of elements.
     *
     * @return product of the shape, 1 for a scalar
     */
    public long elements() {
        return bytes() / type.bytes();
    }

    /**
     * The size of the data.
     *
     * @return bytes
     */
    public long bytes() {
        return end - begin;
    }

    /**
     * Whether the data starts at a multiple of its element size, so that it can be mapped as it is. Writers may pad the
     * header to any length, and mixed element types can also leave data unaligned.
     *
     * @return true if aligned
     */
    public boolean aligned() {
        return begin % type.bytes() == 0;
    }
}

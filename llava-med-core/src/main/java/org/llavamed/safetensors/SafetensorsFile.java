package org.llavamed.safetensors;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The header of a safetensors file. Immutable; the weights are not read and the file is not kept open.
 *
 * @param path the file
 * @param size bytes of the file when it was read
 * @param tensors the tensors by name, in header order
 * @param metadata the {@code __metadata__} entry, empty if there is none
 */
public record SafetensorsFile(Path path, long size, Map<String, TensorInfo> tensors, Map<String, String> metadata) {

    /**
     * Copies the maps and keeps their order.
     *
     * @param path the component
     * @param size the component
     * @param tensors the component
     * @param metadata the component
     */
    public SafetensorsFile {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /**
     * Reads and validates a header. Everything is checked before it sizes anything: header length against the file, strict
     * UTF-8, JSON without repeated keys, known types, shapes whose product fits, offsets that match the shape and cover
     * the data without overlap, hole or rest.
     *
     * @param path the file
     * @return the header
     * @throws org.llavamed.error.CheckpointException if the file is missing, truncated or damaged; the message names the
     *     file and the tensor
     */
    public static SafetensorsFile read(Path path) {
        return HeaderReader.read(path);
    }
}

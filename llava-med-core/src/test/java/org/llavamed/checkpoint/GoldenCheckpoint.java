package org.llavamed.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.safetensors.SafetensorsWriter;
import org.llavamed.safetensors.SafetensorsWriter.Declaration;

/** Writes the checkpoint a parity golden describes: its JSON files as listed, its weights from the shared formula. */
public final class GoldenCheckpoint {
    private static final ObjectMapper JSON = new ObjectMapper();

    private GoldenCheckpoint() {}

    /**
     * Writes a checkpoint.
     *
     * @param golden has {@code files}, {@code tensors} and {@code spec.seed}
     * @param folder where to
     * @return the folder
     */
    public static Path write(JsonNode golden, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, JsonNode> file : golden.get("files").properties()) {
            Path target = folder.resolve(file.getKey());
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            Files.writeString(target, JSON.writeValueAsString(file.getValue()));
        }
        tokenizer(folder.resolve("tokenizer.model"));
        Map<String, List<JsonNode>> byFile = new LinkedHashMap<>();
        for (JsonNode tensor : golden.get("tensors")) {
            byFile.computeIfAbsent(tensor.get("file").asText(), f -> new ArrayList<>())
                    .add(tensor);
        }
        ObjectNode index = JSON.createObjectNode();
        for (Map.Entry<String, List<JsonNode>> file : byFile.entrySet()) {
            weights(
                    folder.resolve(file.getKey()),
                    file.getValue(),
                    golden.at("/spec/seed").asLong());
            if (file.getKey().contains("-of-")) {
                file.getValue().forEach(t -> index.put(t.get("name").asText(), file.getKey()));
            }
        }
        if (!index.isEmpty()) {
            ObjectNode whole = JSON.createObjectNode();
            whole.putObject("metadata").put("total_size", 0);
            whole.set("weight_map", index);
            Files.writeString(folder.resolve("model.safetensors.index.json"), JSON.writeValueAsString(whole));
        }
        return folder;
    }

    /** Copies the Mistral tokenizer of the test resources. */
    public static void tokenizer(Path target) throws IOException {
        try (InputStream in =
                GoldenCheckpoint.class.getResourceAsStream("/org/llavamed/tokenizer/mistral-v1.tokenizer.model")) {
            Files.copy(Objects.requireNonNull(in, "test tokenizer"), target);
        }
    }

    /**
     * Values of the shared formula.
     *
     * @param canonical name they depend on
     * @param shape of the tensor
     * @param seed of the golden
     * @return F32 values, row by row
     */
    public static float[] values(String canonical, List<Long> shape, long seed) {
        int elements = Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
        ByteBuffer data = ByteBuffer.allocate(4 * elements).order(ByteOrder.LITTLE_ENDIAN);
        new RandomWeights(canonical, shape, SafetensorsType.F32, seed).fill(0, data);
        float[] values = new float[elements];
        data.clear().asFloatBuffer().get(values);
        return values;
    }

    private static void weights(Path file, List<JsonNode> tensors, long seed) throws IOException {
        List<Declaration> declarations = new ArrayList<>();
        for (JsonNode tensor : tensors) {
            declarations.add(new Declaration(tensor.get("name").asText(), type(tensor), shape(tensor)));
        }
        try (SafetensorsWriter writer = SafetensorsWriter.create(file, declarations, Map.of("format", "pt"))) {
            for (JsonNode tensor : tensors) {
                long elements = shape(tensor).stream().reduce(1L, Math::multiplyExact);
                ByteBuffer data = ByteBuffer.allocate(
                                (int) (elements * type(tensor).bytes()))
                        .order(ByteOrder.LITTLE_ENDIAN);
                new RandomWeights(tensor.get("canonical").asText(), shape(tensor), type(tensor), seed).fill(0, data);
                writer.write(tensor.get("name").asText(), 0, data.clear());
            }
            writer.finish();
        }
    }

    private static SafetensorsType type(JsonNode tensor) {
        return SafetensorsType.valueOf(tensor.get("dtype").asText());
    }

    private static List<Long> shape(JsonNode tensor) {
        List<Long> shape = new ArrayList<>();
        tensor.get("shape").forEach(size -> shape.add(size.asLong()));
        return shape;
    }
}

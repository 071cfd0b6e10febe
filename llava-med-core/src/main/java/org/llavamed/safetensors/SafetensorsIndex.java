package org.llavamed.safetensors;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.llavamed.error.CheckpointException;

/**
 * {@code model.safetensors.index.json}: which shard holds which tensor. Immutable.
 *
 * @param weightMap file name by tensor name, in the order of the file
 * @param totalBytes bytes of all tensors as the index says, or -1 if it does not
 */
public record SafetensorsIndex(Map<String, String> weightMap, long totalBytes) {
    private static final long MAX_BYTES = 32_000_000;
    private static final int MAX_TENSORS = 200_000;

    /**
     * Copies the map and keeps its order.
     *
     * @param weightMap the component
     * @param totalBytes the component
     */
    public SafetensorsIndex {
        weightMap = Collections.unmodifiableMap(new LinkedHashMap<>(weightMap));
    }

    /**
     * Reads an index. That the named files exist and hold the tensors is for the caller to check.
     *
     * @param file the index file
     * @return what it says
     * @throws CheckpointException if it is missing, too large or not an index
     */
    public static SafetensorsIndex read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new CheckpointException(file + ": no such file");
        }
        Map<String, String> map = new LinkedHashMap<>();
        long total = -1;
        boolean seen = false;
        try (InputStream in = Files.newInputStream(file)) {
            if (Files.size(file) > MAX_BYTES) {
                throw new CheckpointException(
                        file + ": has " + Files.size(file) + " bytes, more than the " + MAX_BYTES + " of any index");
            }
            try (JsonParser json = StrictJson.parser(in)) {
                expect(json.nextToken() == JsonToken.START_OBJECT, file, "is not a JSON object");
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String key = json.currentName();
                    JsonToken value = json.nextToken();
                    if (key.equals("weight_map")) {
                        expect(value == JsonToken.START_OBJECT, file, "weight_map is not a JSON object");
                        seen = true;
                        readWeightMap(file, json, map);
                    } else if (key.equals("metadata") && value == JsonToken.START_OBJECT) {
                        total = readTotal(json);
                    } else {
                        json.skipChildren();
                    }
                }
                expect(json.nextToken() == null, file, "text follows the JSON object");
            }
        } catch (IOException e) {
            throw StrictJson.failure(file.toString(), e);
        }
        expect(seen, file, "has no weight_map");
        return new SafetensorsIndex(map, total);
    }

    private static void readWeightMap(Path file, JsonParser json, Map<String, String> map) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            expect(
                    json.nextToken() == JsonToken.VALUE_STRING,
                    file,
                    "weight_map entry " + StrictJson.quote(name) + " is not a file name");
            expect(map.size() < MAX_TENSORS, file, "names more than " + MAX_TENSORS + " tensors");
            map.put(name, json.getText());
        }
    }

    private static long readTotal(JsonParser json) throws IOException {
        long total = -1;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            // Some writers store the size as a float; it is information only.
            if (json.nextToken().isNumeric() && key.equals("total_size")) {
                total = (long) json.getDoubleValue();
            } else {
                json.skipChildren();
            }
        }
        return total;
    }

    /**
     * Writes an index.
     *
     * @param file the file to make or replace
     * @throws CheckpointException if it cannot be written
     */
    public void write(Path file) {
        try (OutputStream out = Files.newOutputStream(file);
                JsonGenerator json = StrictJson.factory().createGenerator(out, JsonEncoding.UTF8)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            json.writeStartObject();
            json.writeObjectFieldStart("metadata");
            json.writeNumberField("total_size", totalBytes);
            json.writeEndObject();
            json.writeObjectFieldStart("weight_map");
            for (Map.Entry<String, String> entry : weightMap.entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new CheckpointException(file + ": cannot be written: " + e, e);
        }
    }

    private static void expect(boolean condition, Path file, String problem) {
        if (!condition) {
            throw new CheckpointException(file + ": " + problem);
        }
    }
}

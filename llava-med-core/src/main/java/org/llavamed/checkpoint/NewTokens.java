package org.llavamed.checkpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.CheckpointException;
import org.llavamed.tokenizer.Tokenizer;

/**
 * The tokens that a model with image marks has in addition.
 *
 * @param ids id by token, in LLaVA's order
 * @param rows rows of the embedding table with them
 */
record NewTokens(Map<String, Integer> ids, int rows) {
    private static final List<String> NAMES = List.of(ImageTokens.PATCH, ImageTokens.START, ImageTokens.END);
    private static final String TOKENIZER_JSON = "tokenizer.json";
    private static final String TOKENIZER_CONFIG = "tokenizer_config.json";
    private static final String ADDED = "added_tokens.json";

    static NewTokens none(int rows) {
        return new NewTokens(Map.of(), rows);
    }

    /** Behind the tokenizer's last token, as transformers adds them; rows without a token are used first. */
    static NewTokens of(Path folder, Tokenizer tokenizer, int rows) {
        Map<String, Integer> ids = new LinkedHashMap<>();
        int next = tokenizer.vocabularySize();
        for (String name : NAMES) {
            if (tokenizer.id(name).isPresent()) {
                throw new CheckpointException(folder + ": the tokenizer has " + name + " already ("
                        + String.join(", ", tokenizer.sourceFiles())
                        + "); a language model without image tokens is needed");
            }
            ids.put(name, next++);
        }
        return new NewTokens(Collections.unmodifiableMap(ids), Math.max(rows, next));
    }

    int firstId() {
        return ids.getOrDefault(ImageTokens.PATCH, rows);
    }

    /** Extends those of the folder's tokenizer files that list added tokens. */
    void addTo(Path folder) {
        if (ids.isEmpty()) {
            return;
        }
        boolean listed = false;
        Path json = folder.resolve(TOKENIZER_JSON);
        if (Files.exists(json)) {
            ObjectNode root = read(json);
            ArrayNode tokens = root.withArrayProperty("added_tokens");
            ids.forEach((name, id) -> tokens.add(token(name, id)));
            ConfigKeys.write(json, root);
        }
        Path config = folder.resolve(TOKENIZER_CONFIG);
        if (Files.exists(config)) {
            ObjectNode root = read(config);
            if (root.path("added_tokens_decoder") instanceof ObjectNode decoder) {
                ids.forEach((name, id) -> decoder.set(String.valueOf(id), token(name, null)));
                ConfigKeys.write(config, root);
                listed = true;
            }
        }
        Path added = folder.resolve(ADDED);
        if (Files.exists(added) || (!listed && !Files.exists(json))) {
            ObjectNode root = Files.exists(added) ? read(added) : JsonNodeFactory.instance.objectNode();
            ids.forEach(root::put);
            ConfigKeys.write(added, root);
        }
    }

    private static ObjectNode token(String name, @Nullable Integer id) {
        ObjectNode token = JsonNodeFactory.instance.objectNode();
        if (id != null) {
            token.put("id", id);
        }
        return token.put("content", name)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
    }

    private static ObjectNode read(Path file) {
        try {
            if (ConfigKeys.MAPPER.readTree(file.toFile()) instanceof ObjectNode object) {
                return object;
            }
            throw new CheckpointException(file + ": is not a JSON object");
        } catch (IOException e) {
            throw new CheckpointException(file + ": cannot be read: " + e, e);
        }
    }
}

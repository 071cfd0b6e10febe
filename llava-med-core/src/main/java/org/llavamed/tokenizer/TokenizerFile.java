package org.llavamed.tokenizer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.CheckpointException;

/** Reads whole files of bounded size; whatever goes wrong is a {@link CheckpointException} that names the file. */
final class TokenizerFile {
    // LLaMA's and Mistral's files are below 4 MB; a JSON tree can take thirty times its text.
    private static final int LIMIT = 16 << 20;

    private static final ObjectMapper JSON = new ObjectMapper(new JsonFactory())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private TokenizerFile() {}

    static byte[] bytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            if (!Files.isRegularFile(file)) {
                throw new CheckpointException(file + ": not a regular file");
            }
            byte[] bytes = in.readNBytes(LIMIT + 1);
            if (bytes.length > LIMIT) {
                throw new CheckpointException(
                        file + ": longer than " + LIMIT + " bytes, which no tokenizer of the LLaMA type is");
            }
            return bytes;
        } catch (IOException e) {
            throw new CheckpointException(file + ": cannot be read: " + e, e);
        }
    }

    /** A JSON file that holds an object. */
    static JsonNode json(Path file) {
        JsonNode root;
        try {
            root = JSON.readTree(bytes(file));
        } catch (JsonProcessingException e) {
            throw new CheckpointException(file + ": not valid JSON: " + e.getOriginalMessage() + at(e), e);
        } catch (IOException e) {
            throw new CheckpointException(file + ": not valid JSON: " + e.getMessage(), e);
        }
        if (root == null || !root.isObject()) {
            throw new CheckpointException(file + ": holds no JSON object");
        }
        return root;
    }

    private static String at(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    /** The value of a key, or null if the key is absent or null. */
    static @Nullable JsonNode child(JsonNode object, String key) {
        JsonNode value = object.get(key);
        return value == null || value.isNull() ? null : value;
    }

    /** The truth value of a key, or null if it is absent. */
    static @Nullable Boolean bool(Path file, JsonNode object, String key) {
        JsonNode value = child(object, key);
        if (value == null) {
            return null;
        }
        if (!value.isBoolean()) {
            throw unexpected(file, key, value, "true or false");
        }
        return value.booleanValue();
    }

    static boolean bool(Path file, JsonNode object, String key, boolean otherwise) {
        Boolean value = bool(file, object, key);
        return value == null ? otherwise : value;
    }

    /** The string of a key, which must be there. */
    static String text(Path file, JsonNode object, String key) {
        JsonNode value = child(object, key);
        if (value == null || !value.isTextual()) {
            throw unexpected(file, key, value, "a string");
        }
        return value.textValue();
    }

    static CheckpointException unexpected(Path file, String key, @Nullable JsonNode found, String wanted) {
        return new CheckpointException(file + ": " + key + " is " + brief(found) + ", expected " + wanted);
    }

    /** A value for an error message, cut to a readable length. */
    static String brief(@Nullable JsonNode value) {
        if (value == null) {
            return "absent";
        }
        if (value.size() > 20) {
            return "a list of " + value.size() + " entries";
        }
        String text = value.toString();
        return text.length() <= 200 ? text : text.substring(0, 200) + "...";
    }
}

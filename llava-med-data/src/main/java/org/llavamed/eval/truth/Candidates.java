package org.llavamed.eval.truth;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.llavamed.data.file.AtomicFile;
import org.llavamed.data.file.JsonFile;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.error.LlavaMedException;

/**
 * The open answers of a training set, which the published evaluator matches free text with: {@code {"0": ["...", 4, ...]}}.
 *
 * @param answers the answers in order, whole numbers as their digits; at least one
 */
public record Candidates(List<String> answers) {
    private static final int MAX_BYTES = 64 << 20;
    private static final JsonMapper MAPPER = new JsonMapper();

    /**
     * Copies the list.
     *
     * @param answers as above
     */
    public Candidates {
        answers = List.copyOf(answers);
        if (answers.isEmpty()) {
            throw new IllegalArgumentException("there are no candidate answers");
        }
    }

    /**
     * Reads a file: the published form, or a plain list.
     *
     * @param file the file
     * @return its answers
     * @throws LlavaMedException if it cannot be read or is not such a list; the message names file and position
     */
    public static Candidates read(Path file) {
        JsonNode root = JsonFile.read(file, MAX_BYTES, "a list of candidate answers");
        JsonNode list = root.isObject() ? root.path("0") : root;
        if (!list.isArray() || list.isEmpty()) {
            throw new LlavaMedException(file + ": {\"0\": [\"an answer\", ...]} with at least one answer is expected");
        }
        List<String> answers = new ArrayList<>();
        for (JsonNode answer : list) {
            if (!answer.isTextual() && !answer.isIntegralNumber()) {
                throw new LlavaMedException(file + ": answer " + (answers.size() + 1) + " is " + JsonRecord.kind(answer)
                        + ", not a string or a whole number; a list of candidate answers is {\"0\": [\"lung\", ...]}");
            }
            answers.add(answer.asText());
        }
        return new Candidates(answers);
    }

    /**
     * Writes the published form.
     *
     * @param file where to; it is there whole or not at all
     * @throws LlavaMedException if it cannot be written
     */
    public void write(Path file) {
        ObjectNode root = MAPPER.createObjectNode();
        ArrayNode list = root.putArray("0");
        answers.forEach(list::add);
        try {
            AtomicFile.write(file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
        } catch (JacksonException e) {
            throw new IllegalStateException("a list of texts cannot be written as JSON", e);
        }
    }
}

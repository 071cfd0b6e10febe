package org.llavamed.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.llavamed.error.CheckpointException;

/**
 * Where a run stands; everything else of it follows from the step, the recipe and the data. In a checkpoint as {@code
 * state.json}.
 *
 * @param step steps taken
 * @param recipe as JSON
 * @param data fingerprint of the samples
 * @param model fingerprint of the start checkpoint
 * @param skipped samples left out so far
 * @param cut samples cut so far
 * @param unlearned samples without anything to learn so far
 */
record RunState(long step, String recipe, String data, String model, long skipped, long cut, long unlearned) {
    private static final String NAME = "state.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    void write(Path folder) {
        ObjectNode node = JSON.createObjectNode();
        node.put("step", step);
        node.put("data", data);
        node.put("model", model);
        node.put("skipped_samples", skipped);
        node.put("cut_samples", cut);
        node.put("unlearned_samples", unlearned);
        try {
            node.set("recipe", JSON.readTree(recipe));
            Files.writeString(
                    folder.resolve(NAME), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node));
        } catch (IOException e) {
            throw new CheckpointException(folder + ": cannot be written: " + e, e);
        }
    }

    static RunState read(Path folder) {
        Path file = folder.resolve(NAME);
        try {
            JsonNode node = JSON.readTree(Files.readString(file));
            for (String key : new String[] {"step", "data", "model", "recipe"}) {
                if (node == null || node.get(key) == null) {
                    throw new CheckpointException(
                            file + ": lacks " + key + "; remove this checkpoint to resume from an" + " earlier one");
                }
            }
            return new RunState(
                    node.get("step").asLong(),
                    JSON.writeValueAsString(node.get("recipe")),
                    node.get("data").asText(),
                    node.get("model").asText(),
                    node.path("skipped_samples").asLong(),
                    node.path("cut_samples").asLong(),
                    node.path("unlearned_samples").asLong());
        } catch (JsonProcessingException e) {
            throw new CheckpointException(file + ": is no JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new CheckpointException(file + ": cannot be read: " + e, e);
        }
    }

    /**
     * Refuses to go on with something else than the run began with: its losses would belong to neither.
     *
     * @param folder the checkpoint, for the message
     * @param begun what this call would begin with
     */
    void requireSame(Path folder, RunState begun) {
        if (!model.equals(begun.model)) {
            throw new CheckpointException(folder + ": the run began with another model");
        }
        if (!data.equals(begun.data)) {
            throw new CheckpointException(folder + ": the run began with other data");
        }
        try {
            JsonNode then = JSON.readTree(recipe);
            JsonNode now = JSON.readTree(begun.recipe);
            for (String key : (Iterable<String>) now::fieldNames) {
                if (!now.get(key).equals(then.get(key))) {
                    throw new CheckpointException(folder + ": the run began with another recipe: " + key + " was "
                            + then.get(key) + " and is now " + now.get(key));
                }
            }
        } catch (JsonProcessingException e) {
            throw new CheckpointException(folder + ": its recipe is no JSON: " + e.getOriginalMessage(), e);
        }
    }
}

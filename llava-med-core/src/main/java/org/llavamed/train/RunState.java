package org.llavamed.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.llavamed.error.CheckpointException;

/**
 * Where a run stands; everything else of it follows from the step, the recipe and the data. In a checkpoint as {@code
 * state.json}.
 *
 * @param step steps taken
 * @param identity what the run is a run of
 * @param counts what happened to samples so far
 * @param checksum of the weights and means that belong to it
 */
record RunState(long step, Identity identity, Counts counts, long checksum) {
    private static final String NAME = "state.json";
    private static final long MAX_BYTES = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Two runs with the same identity have the same losses.
     *
     * @param recipe as JSON
     * @param data fingerprint of the samples
     * @param samples how many there are
     * @param model fingerprint of the start checkpoint
     */
    record Identity(String recipe, String data, long samples, String model) {}

    /**
     * What happened to samples.
     *
     * @param skipped left out
     * @param cut cut to the recipe's length
     * @param unlearned without anything to learn
     */
    record Counts(long skipped, long cut, long unlearned) {
        static final Counts NONE = new Counts(0, 0, 0);
    }

    void write(Path folder) {
        ObjectNode node = JSON.createObjectNode();
        node.put("step", step);
        node.put("data", identity.data);
        node.put("samples", identity.samples);
        node.put("model", identity.model);
        node.put("skipped_samples", counts.skipped);
        node.put("cut_samples", counts.cut);
        node.put("unlearned_samples", counts.unlearned);
        node.put("state_checksum", checksum);
        try {
            node.set("recipe", JSON.readTree(identity.recipe));
            Files.writeString(
                    folder.resolve(NAME), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node));
        } catch (IOException e) {
            throw new CheckpointException(folder + ": cannot be written: " + e, e);
        }
    }

    /**
     * Reads the state of a checkpoint.
     *
     * @param checkpoint its folder {@code checkpoint-N}
     * @throws CheckpointException if it is damaged; the message names the file and what can be done
     */
    static RunState read(Path checkpoint) {
        Path file = checkpoint.resolve(NAME);
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw damaged(checkpoint, file + ": has " + Files.size(file) + " bytes, more than any such file");
            }
            JsonNode node = JSON.readTree(Files.readString(file));
            for (String key : List.of("data", "model")) {
                require(checkpoint, file, node.path(key).isTextual(), key, "no text");
            }
            require(checkpoint, file, node.path("recipe").isObject(), "recipe", "no object");
            RunState state = new RunState(
                    number(checkpoint, file, node, "step"),
                    new Identity(
                            JSON.writeValueAsString(node.get("recipe")),
                            node.get("data").asText(),
                            number(checkpoint, file, node, "samples"),
                            node.get("model").asText()),
                    new Counts(
                            number(checkpoint, file, node, "skipped_samples"),
                            number(checkpoint, file, node, "cut_samples"),
                            number(checkpoint, file, node, "unlearned_samples")),
                    number(checkpoint, file, node, "state_checksum"));
            require(checkpoint, file, checkpoint.endsWith("checkpoint-" + state.step), "step", "not the folder's");
            return state;
        } catch (JsonProcessingException e) {
            throw damaged(checkpoint, file + ": is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw damaged(checkpoint, file + ": cannot be read: " + e);
        }
    }

    private static long number(Path checkpoint, Path file, JsonNode node, String key) {
        JsonNode value = node.path(key);
        require(
                checkpoint,
                file,
                value.isIntegralNumber() && value.canConvertToLong() && value.asLong() >= 0,
                key,
                "no whole number");
        return value.asLong();
    }

    private static void require(Path checkpoint, Path file, boolean valid, String key, String problem) {
        if (!valid) {
            throw damaged(checkpoint, file + ": its \"" + key + "\" is missing or " + problem);
        }
    }

    /** Nothing older is taken without being asked: the user should know that work is lost. */
    static CheckpointException damaged(Path checkpoint, String problem) {
        return new CheckpointException(problem + "; delete the folder " + checkpoint
                + " to resume from the checkpoint before it, or to begin again if there is none");
    }

    /**
     * Refuses to go on with something else than the run began with: its losses would belong to neither.
     *
     * @param checkpoint for the message
     * @param now what this call would begin with
     */
    void requireSame(Path checkpoint, Identity now) {
        if (!identity.model.equals(now.model)) {
            throw new CheckpointException(checkpoint + ": the run began with another model, or other choices about it;"
                    + " give it the same, or choose another folder for a new run");
        }
        if (!identity.data.equals(now.data) || identity.samples != now.samples) {
            throw new CheckpointException(checkpoint + ": the run began with other data: " + identity.samples
                    + " samples (" + identity.data + "), now " + now.samples + " (" + now.data
                    + "); give it the same, or choose another folder for a new run");
        }
        try {
            JsonNode then = JSON.readTree(identity.recipe);
            JsonNode recipe = JSON.readTree(now.recipe);
            for (String key : (Iterable<String>) recipe::fieldNames) {
                if (!recipe.get(key).equals(then.get(key))) {
                    throw new CheckpointException(checkpoint + ": the run began with another recipe: " + key + " was "
                            + then.get(key) + " and is now " + recipe.get(key)
                            + "; take it back, or choose another folder for a new run");
                }
            }
        } catch (JsonProcessingException e) {
            throw damaged(checkpoint, checkpoint + ": its recipe is no JSON: " + e.getOriginalMessage());
        }
    }
}

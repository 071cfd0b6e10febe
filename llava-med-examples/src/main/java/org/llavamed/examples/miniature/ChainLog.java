package org.llavamed.examples.miniature;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.AtomicFile;
import org.llavamed.data.file.JsonFile;
import org.llavamed.error.LlavaMedException;

/** What a chain knows of its stages from one run to the next: the file {@code chain.json}. Not thread-safe. */
final class ChainLog {
    /** Name of the file. */
    static final String FILE = "chain.json";

    private static final int LARGEST = 1 << 24;

    private final Path file;
    private final Map<String, Entry> entries;

    /**
     * A stage that was begun.
     *
     * @param done whether it was ended, too
     * @param seconds how long it took so far
     * @param settings its settings
     * @param inputs digests of what it reads
     * @param outputs digests of what it wrote; empty unless done
     * @param facts what it told; empty unless done
     */
    record Entry(
            boolean done,
            double seconds,
            JsonNode settings,
            Map<String, String> inputs,
            Map<String, String> outputs,
            ObjectNode facts) {
        Entry {
            if (!(seconds >= 0 && seconds < 1e9)) {
                throw new IllegalArgumentException("seconds is " + seconds + " but must be 0 to 1000000000");
            }
        }

        static Entry begun(JsonNode settings, Map<String, String> inputs, double seconds) {
            return new Entry(false, seconds, settings, inputs, Map.of(), JsonNodeFactory.instance.objectNode());
        }
    }

    private ChainLog(Path file, Map<String, Entry> entries) {
        this.file = file;
        this.entries = entries;
    }

    /** Reads the file of a folder; an empty log if there is none. */
    static ChainLog of(Path folder) {
        Path file = folder.resolve(FILE);
        Map<String, Entry> entries = new LinkedHashMap<>();
        if (Files.exists(file)) {
            JsonNode stages =
                    JsonFile.read(file, LARGEST, "the record of a chain").get("stages");
            if (stages == null || !stages.isObject()) {
                throw new LlavaMedException(file + ": holds no stages; it is not the record of a chain");
            }
            try {
                for (Map.Entry<String, JsonNode> stage : stages.properties()) {
                    entries.put(stage.getKey(), SettingsJson.MAPPER.treeToValue(stage.getValue(), Entry.class));
                }
            } catch (JsonProcessingException e) {
                Throwable cause = e.getCause();
                String problem =
                        cause instanceof IllegalArgumentException ? cause.getMessage() : e.getOriginalMessage();
                throw new LlavaMedException(file + ": " + problem + "; without this file all stages run again", e);
            }
        }
        return new ChainLog(file, entries);
    }

    /** The entry of a stage, or null if it was never begun. */
    @Nullable
    Entry of(String stage) {
        return entries.get(stage);
    }

    /** Names of all stages that were ever begun, in that order. */
    List<String> stages() {
        return List.copyOf(entries.keySet());
    }

    /** Remembers an entry, on the disk. */
    void put(String stage, Entry entry) {
        entries.put(stage, entry);
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.set("stages", SettingsJson.MAPPER.valueToTree(entries));
        AtomicFile.write(file, (SettingsJson.pretty(root) + "\n").getBytes(StandardCharsets.UTF_8));
    }
}

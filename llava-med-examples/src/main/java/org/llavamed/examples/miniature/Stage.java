package org.llavamed.examples.miniature;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work of a {@link Chain}: what it reads, and what it writes into a folder of its own. All paths are relative to the
 * chain's folder, with slashes.
 *
 * @param name its folder, too
 * @param settings what its result depends on besides the inputs
 * @param inputs files that it reads; of images, the list that names them
 * @param outputs files that are there when it is done
 * @param resumes whether it can go on with what it left in its folder; else the folder is emptied before it begins
 * @param work what it does
 * @param check looks at what is not among the outputs
 */
record Stage(
        String name,
        JsonNode settings,
        List<String> inputs,
        List<String> outputs,
        boolean resumes,
        Work work,
        Check check) {
    Stage {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        if (outputs.isEmpty() || !outputs.stream().allMatch(output -> output.startsWith(name + "/"))) {
            throw new IllegalArgumentException(name + " writes into another folder than its own: " + outputs);
        }
    }

    /** A stage whose outputs are all that it makes. */
    Stage(String name, JsonNode settings, List<String> inputs, List<String> outputs, boolean resumes, Work work) {
        this(name, settings, inputs, outputs, resumes, work, folder -> null);
    }

    /** Whether all is there that a done stage made, as far as its outputs do not tell. */
    @FunctionalInterface
    interface Check {
        /** What is missing in the stage's folder, in words; null if nothing. Cheap: it is done before every run. */
        @Nullable
        String problem(Path folder);
    }

    /** What a stage does. */
    @FunctionalInterface
    interface Work {
        /**
         * Does it, or goes on with it.
         *
         * @param run where, and whom to tell
         * @return facts worth keeping with it, such as the last loss; not compared when the chain is run again
         * @throws CancellationException if it was told to stop
         */
        ObjectNode run(StageRun run);
    }
}

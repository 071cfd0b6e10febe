package org.llavamed.examples.programs;

import java.nio.file.Path;
import org.llavamed.GenerationOptions;
import org.llavamed.examples.demo.DemoCheckpoint;

/** What the programs have in common. */
final class Arguments {
    private Arguments() {}

    /** The checkpoint folder: the first argument, or the random model. */
    static Path checkpoint(String[] args) {
        if (args.length > 0) {
            return Path.of(args[0]);
        }
        System.out.println(DemoCheckpoint.NOTICE.replace("with --model", "as the first argument"));
        return DemoCheckpoint.folder();
    }

    /** Short answers: enough to see, and the random model would babble to its limit. */
    static GenerationOptions shortAnswers() {
        return GenerationOptions.builder()
                .maxNewTokens(DemoCheckpoint.MAX_NEW_TOKENS)
                .build();
    }
}

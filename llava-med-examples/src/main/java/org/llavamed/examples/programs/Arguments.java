package org.llavamed.examples.programs;

import java.nio.file.Path;
import org.llavamed.GenerationOptions;
import org.llavamed.examples.builtin.BuiltInModel;

/** What the programs have in common. */
final class Arguments {
    /** Tokens: enough to see. */
    static final int SHORT = 32;

    private Arguments() {}

    /** The checkpoint folder: the first argument, or the model that comes with the examples. */
    static Path checkpoint(String[] args) {
        if (args.length > 0) {
            return Path.of(args[0]);
        }
        System.out.println(BuiltInModel.NOTICE + " Name a real checkpoint as the first argument.");
        return BuiltInModel.folder();
    }

    /** Short answers. */
    static GenerationOptions shortAnswers() {
        return GenerationOptions.builder().maxNewTokens(SHORT).build();
    }
}

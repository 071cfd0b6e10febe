package org.llavamed.examples.commands;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Makes parts of a model that know nothing yet. */
@Command(
        name = "fresh",
        description = {
            "Makes the parts of a small model that know nothing yet: a tokenizer, a language model, a pair of towers.",
            "",
            "They are trained with the recipes language and contrastive, and put together with 'llava-med assemble'."
        },
        footer = {
            "",
            "Example:",
            "  llava-med fresh tokenizer --input captions.txt --output tokenizer",
            "  llava-med fresh language-model --tokenizer tokenizer --output language-start",
            "  llava-med fresh towers --tokenizer tokenizer --output towers-start"
        })
final class FreshCommand extends CommandGroup {
    private FreshCommand() {}

    static CommandLine create(Terminal terminal) {
        return new CommandLine(new FreshCommand())
                .addSubcommand(new FreshTokenizerCommand(terminal))
                .addSubcommand(new FreshLanguageModelCommand(terminal))
                .addSubcommand(new FreshTowersCommand(terminal));
    }
}

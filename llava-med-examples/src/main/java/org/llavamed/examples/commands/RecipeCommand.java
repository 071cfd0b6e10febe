package org.llavamed.examples.commands;

import java.util.Iterator;
import java.util.concurrent.Callable;
import org.llavamed.train.TrainingRecipe;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints a ready-made recipe. */
@Command(
        name = "recipe",
        description = {
            "Prints a ready-made training recipe as JSON, to be trained with as it is or to be changed.",
            "",
            "stage1 teaches the projector, stage2 projector and language model, vqa tunes them on a benchmark,"
                    + " as in the LLaVA-Med paper; lora tunes with low-rank additions, as LLaVA-1.5 does;"
                    + " language trains a small language model on text from nothing, contrastive a vision tower and a text"
                    + " tower, as CLIP does."
        },
        footer = {"", "Example:", "  llava-med recipe stage1 > stage1.json"})
final class RecipeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            completionCandidates = Names.class,
            description = "One of ${COMPLETION-CANDIDATES}; or a recipe file, to see it with all defaults.")
    private String name = "";

    RecipeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** For the help. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return TrainingRecipe.names().iterator();
        }
    }

    @Override
    public Integer call() {
        terminal.out().print(RecipeOption.read(name).toJson());
        return ExitCode.OK;
    }
}

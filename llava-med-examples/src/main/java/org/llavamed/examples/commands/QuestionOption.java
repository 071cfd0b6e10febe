package org.llavamed.examples.commands;

import org.llavamed.data.answers.QuestionText;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The question of a command that asks one. */
final class QuestionOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--question", paramLabel = "Q", required = true, description = "The question.")
    private String question = "";

    /** The question without white space at its ends. */
    String asked() {
        String asked = QuestionText.trim(question);
        if (asked.isEmpty()) {
            throw new ParameterException(command.commandLine(), "--question asks nothing");
        }
        return asked;
    }
}

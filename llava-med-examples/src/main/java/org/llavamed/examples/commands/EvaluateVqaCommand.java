package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llavamed.eval.truth.AnswerSet;
import org.llavamed.eval.vqa.VqaEvaluation;
import org.llavamed.eval.vqa.VqaJson;
import org.llavamed.eval.vqa.VqaScoring;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Scores an answer file. */
@Command(
        name = "vqa",
        description = {
            "Scores an answer file in two modes side by side: reference (what run_eval.py and run_eval_batch.py compute) and"
                    + " strict.",
            "",
            "All scores are percent, with 95%% bootstrap intervals over images and the number of questions behind each."
                    + " Research use only."
        },
        footer = {
            "",
            "Example:",
            "  llava-med evaluate vqa --ground-truth test.json --answers answers.jsonl --candidates candidates.json"
        })
final class EvaluateVqaCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--answers", paramLabel = "F", required = true, description = "The answers: JSON lines.")
    private Path answers = Path.of("");

    @Option(names = "--name", paramLabel = "N", description = "How to call it (default: name of the ground truth).")
    private @Nullable String name;

    @Mixin
    private ScoringOptions options = new ScoringOptions();

    EvaluateVqaCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        VqaScoring scoring = options.scoring();
        AnswerSet set = AnswerSet.read(answers);
        VqaEvaluation evaluation = scoring.evaluate(name == null ? options.stem() : name, set, options.allowMissing());
        if (options.json()) {
            terminal.out()
                    .println(Json.line(
                            VqaJson.of(evaluation, options.groundTruth().toString(), answers.toString())));
        } else {
            VqaTable.lines(evaluation)
                    .forEach(line -> terminal.out().println(PlainText.of(line).stripTrailing()));
        }
        evaluation.notes().forEach(note -> terminal.tell("note: " + PlainText.of(note)));
        return ExitCode.OK;
    }
}

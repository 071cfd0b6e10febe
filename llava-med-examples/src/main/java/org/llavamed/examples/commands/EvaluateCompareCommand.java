package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.llavamed.eval.truth.AnswerSet;
import org.llavamed.eval.vqa.VqaComparison;
import org.llavamed.eval.vqa.VqaJson;
import org.llavamed.eval.vqa.VqaScoring;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Compares two answer files. */
@Command(
        name = "compare",
        description = {
            "Compares two answer files question by question: McNemar's test on closed questions, the difference of recall on"
                    + " open ones.",
            "",
            "Differences are the second's less the first's, in points of percent. Research use only."
        },
        footer = {"", "Example:", "  llava-med evaluate compare before.jsonl after.jsonl --ground-truth test.json"})
final class EvaluateCompareCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "A", description = "An answer file.")
    private Path first = Path.of("");

    @Parameters(index = "1", paramLabel = "B", description = "Another answer file for the same questions.")
    private Path second = Path.of("");

    @Mixin
    private ScoringOptions options = new ScoringOptions();

    EvaluateCompareCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        VqaScoring scoring = options.scoring();
        VqaComparison comparison =
                scoring.compare(AnswerSet.read(first), AnswerSet.read(second), options.allowMissing());
        if (options.json()) {
            terminal.out().println(Json.line(VqaJson.of(comparison)));
        } else {
            VqaTable.lines(comparison)
                    .forEach(line -> terminal.out().println(PlainText.of(line).stripTrailing()));
        }
        if (comparison.leftOut() > 0) {
            terminal.tell(
                    "note: " + CountText.of(comparison.leftOut(), "question") + " not answered by both, left out");
        }
        comparison.notes().forEach(note -> terminal.tell("note: " + PlainText.of(note)));
        return ExitCode.OK;
    }
}

package org.llavamed.examples.commands;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.AnswerMerge;
import org.llavamed.data.answers.QuestionFile;
import org.llavamed.eval.truth.GroundTruth;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts the answers of several shards together. */
@Command(
        name = "merge",
        description = {
            "Puts the answer files of several shards together, in the order of the questions.",
            "",
            "Refused are a question without an answer or with two, an answer to no question, and shards that were made by"
                    + " different models or with different settings. If all shards have their settings beside them, the"
                    + " whole gets its own, and 'answer' knows it as a finished run."
        },
        footer = {
            "",
            "Example:",
            "  llava-med evaluate merge a1.jsonl a2.jsonl --questions questions.jsonl --output answers.jsonl"
        })
final class EvaluateMergeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "SHARD", arity = "1..*", description = "Answer files, in any order.")
    private List<Path> shards = List.of();

    @Option(names = "--questions", paramLabel = "F.jsonl", description = "All questions.")
    private @Nullable Path questions;

    @Option(
            names = "--ground-truth",
            paramLabel = "F.json",
            description = "Instead of --questions: the expected answers, which have the questions too.")
    private @Nullable Path groundTruth;

    @Option(
            names = "--output",
            paramLabel = "F.jsonl",
            required = true,
            description = "The whole; it must not be there yet.")
    private Path output = Path.of("");

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private UsageCheck usage = new UsageCheck();

    EvaluateMergeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        AnswerMerge.Result result = AnswerMerge.run(questions(), shards, output);
        result.notes().forEach(note -> terminal.tell(PlainText.of("note: " + note)));
        if (!result.settings()) {
            terminal.tell("note: no settings are written beside the whole, so 'answer' cannot go on with it");
        }
        if (json) {
            ObjectNode summary = JsonNodeFactory.instance
                    .objectNode()
                    .put("file", output.toString())
                    .put("shards", shards.size())
                    .put("answers", result.answers())
                    .put("settings", result.settings());
            result.notes().forEach(summary.putArray("notes")::add);
            terminal.out().println(Json.line(summary));
        } else {
            terminal.out()
                    .println(PlainText.of(String.format(
                            Locale.ROOT,
                            "%s: %,d %s of %,d %s",
                            output,
                            result.answers(),
                            CountText.noun(result.answers(), "answer"),
                            shards.size(),
                            CountText.noun(shards.size(), "file"))));
        }
        return ExitCode.OK;
    }

    private QuestionFile questions() {
        if ((questions == null) == (groundTruth == null)) {
            throw usage.wrong("one of --questions F.jsonl and --ground-truth F.json is needed");
        }
        if (questions != null) {
            return QuestionFile.read(questions);
        }
        return GroundTruth.read(groundTruth).questions();
    }
}

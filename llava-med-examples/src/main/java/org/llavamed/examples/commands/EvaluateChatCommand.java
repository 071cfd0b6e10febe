package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.llavamed.eval.judge.ChatEvaluation;
import org.llavamed.eval.judge.ChatGroup;
import org.llavamed.eval.judge.ChatJson;
import org.llavamed.eval.judge.ChatScoring;
import org.llavamed.eval.score.Bootstrap;
import org.llavamed.eval.score.Estimate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sums up reviews. */
@Command(
        name = "chat",
        description = {
            "Sums up the reviews of a judged chat evaluation: by question type, by domain and overall.",
            "",
            "The relative score is given in both published ways: the mean of the questions' ratios (LLaVA-Med) and the"
                    + " ratio of the mean scores (LLaVA). Intervals (95 %%) come from resampling figures."
        },
        footer = {"", "Example:", "  llava-med evaluate chat --reviews reviews.jsonl --json"})
final class EvaluateChatCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--reviews",
            paramLabel = "F",
            required = true,
            description = "Reviews of evaluate judge, or published ones (result or gpt_eval).")
    private Path reviews = Path.of("");

    @Option(
            names = "--resamples",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Resamples of the intervals; default: ${DEFAULT-VALUE}.")
    private int resamples;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Seed of them; default: 0.")
    private long seed;

    @Option(names = "--json", description = "Print one JSON object: the groups by name.")
    private boolean json;

    @Mixin
    private UsageCheck usage = new UsageCheck();

    EvaluateChatCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ChatEvaluation evaluation = ChatScoring.of(reviews, usage.of(() -> new Bootstrap(resamples, seed)));
        if (json) {
            terminal.out().println(Json.line(ChatJson.of(evaluation)));
        } else {
            print(evaluation);
        }
        Estimate bias = evaluation.positionBias();
        if (bias.known()) {
            terminal.tell(String.format(
                    Locale.ROOT,
                    "position bias: the first place is scored %+.2f points against the second%s, over %s in both orders",
                    bias.value(),
                    bias.hasInterval() ? String.format(Locale.ROOT, " (%+.2f to %+.2f)", bias.low(), bias.high()) : "",
                    CountText.of(bias.count(), "question")));
        }
        evaluation.notes().forEach(note -> terminal.tell("note: " + PlainText.of(note)));
        return ExitCode.OK;
    }

    private void print(ChatEvaluation evaluation) {
        terminal.out()
                .println(String.format(
                        Locale.ROOT,
                        "%-21s %9s %8s  %-18s %-18s %-24s %s",
                        "group",
                        "questions",
                        "unparsed",
                        "reference",
                        "model",
                        "mean of ratios (%)",
                        "ratio of means (%)"));
        for (ChatGroup group : evaluation.groups()) {
            terminal.out()
                    .println(String.format(
                                    Locale.ROOT,
                                    "%-21s %9d %8d  %-18s %-18s %-24s %s",
                                    group.name(),
                                    group.count(),
                                    group.unparsed(),
                                    text(group.referenceScore(), 2),
                                    text(group.modelScore(), 2),
                                    text(group.relativeMeanOfRatios(), 1),
                                    text(group.relativeRatioOfMeans(), 1))
                            .stripTrailing());
        }
    }

    private static String text(Estimate estimate, int decimals) {
        if (!estimate.known()) {
            return "-";
        }
        String number = "%." + decimals + "f";
        return String.format(Locale.ROOT, number, estimate.value())
                + (estimate.hasInterval()
                        ? String.format(
                                Locale.ROOT, " (" + number + " to " + number + ")", estimate.low(), estimate.high())
                        : "");
    }
}

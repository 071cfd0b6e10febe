package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llavamed.LlavaMed;
import org.llavamed.data.answers.Answerer;
import org.llavamed.data.answers.BatchAnswering;
import org.llavamed.data.answers.BatchOptions;
import org.llavamed.data.answers.BatchProgress;
import org.llavamed.data.answers.LlavaMedAnswerer;
import org.llavamed.data.answers.QuestionImages;
import org.llavamed.data.answers.Sampling;
import org.llavamed.data.answers.Shard;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Answers a file of questions. */
@Command(
        name = "answer",
        description = {
            "Answers a file of questions into a file of answers; run again to go on where it stopped.",
            "",
            "A question is one JSON object a line: {\"question_id\": 1, \"image\": \"a.png\", \"text\": \"...\"},"
                    + " optionally with \"history\": [{\"question\": \"...\", \"answer\": \"...\"}]; the image belongs to"
                    + " the first turn. \"expected\" and \"answer_type\" go into the answer's line and are not shown to"
                    + " the model."
        },
        footer = {
            "",
            "Example:",
            "  llava-med answer --model llava-med-v1.5-mistral-7b --questions questions.jsonl --image-folder images"
                    + " --answers answers.jsonl",
            "  llava-med answer --model llava-med-v1.5-mistral-7b --dataset vqa-rad --dataset-dir VQA-RAD --variant vqa_rad"
                    + " --answers answers.jsonl"
        })
final class AnswerCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private QuestionSource source = new QuestionSource();

    @Option(
            names = "--answers",
            paramLabel = "F.jsonl",
            required = true,
            description = "The answers; settings are kept beside them in F.jsonl.settings.json.")
    private Path answers = Path.of("");

    @Option(names = "--limit", paramLabel = "N", description = "Only the first N questions (of the shard).")
    private @Nullable Integer limit;

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            defaultValue = "1/1",
            description =
                    "Only the I-th of N parts, so that N processes can share the questions, each with an answer file of"
                            + " its own; 'evaluate merge' puts those together.")
    private String shard = "1/1";

    @Option(names = "--with-token-ids", description = "Put prompt_token_ids and token_ids into metadata.")
    private boolean withTokenIds;

    @Option(names = "--json", description = "Print one JSON object about the run.")
    private boolean json;

    private @Nullable BatchProgress last;

    @Mixin
    private UsageCheck usage = new UsageCheck();

    @Mixin
    private AnswerOptions answerOptions = new AnswerOptions();

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    AnswerCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Sampling sampling = answerOptions.sampling(modelOptions);
        BatchOptions which = usage.of(() -> new BatchOptions(null, withTokenIds, Shard.parse(shard), limit));
        QuestionSource.Questions questions = source.read();
        BatchOptions options = which.withImageFolder(questions.imageFolder());
        QuestionImages.require(questions.file(), options); // before minutes go into loading a model
        try (LlavaMed model = modelOptions.load(terminal)) {
            Answerer answerer = new LlavaMedAnswerer(model, sampling, modelOptions.checkpoint());
            BatchAnswering batch = new BatchAnswering(answerer, options);
            try (Interrupts.Scope scope = terminal.interrupts().during(batch::cancel)) {
                BatchAnswering.Result result = batch.run(questions.file(), answers, this::tell);
                terminal.endProgress();
                terminal.tell(String.format(
                        Locale.ROOT,
                        "%s: %d of %d answers, %d of them from before%s",
                        answers.getFileName(),
                        result.answered() + result.resumed(),
                        result.total(),
                        result.resumed(),
                        result.cancelled() ? "; cancelled, run again to go on" : ""));
                if (json) {
                    terminal.out().println(Json.line(summary(result)));
                }
                return result.cancelled() ? ExitCode.CANCELLED : ExitCode.OK;
            }
        }
    }

    private Map<String, Object> summary(BatchAnswering.Result result) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("answers", answers.toString());
        summary.put("answered", result.answered());
        summary.put("resumed", result.resumed());
        summary.put("total", result.total());
        summary.put("cancelled", result.cancelled());
        summary.put("tokens", last == null ? 0 : last.tokens());
        summary.put("seconds", last == null ? 0 : last.elapsed().toMillis() / 1000.0);
        return summary;
    }

    private void tell(BatchProgress progress) {
        last = progress;
        String line = progress.done() + " of " + progress.total()
                + (progress.remaining().isZero() ? "" : ", " + text(progress.remaining()) + " left");
        int step = Math.max(1, progress.total() / 20); // a log file needs no line for each
        if (terminal.interactive()) {
            terminal.tellProgress(line);
        } else if (progress.done() % step == 0 && progress.done() > progress.resumed()) {
            terminal.tell(line);
        }
    }

    private static String text(Duration duration) {
        return duration.toMinutes() >= 2
                ? String.format(Locale.ROOT, "%d h %02d min", duration.toHours(), duration.toMinutesPart())
                : Math.max(1, duration.toSeconds()) + " s";
    }
}

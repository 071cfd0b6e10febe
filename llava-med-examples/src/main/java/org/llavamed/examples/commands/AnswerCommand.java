package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llavamed.LlavaMed;
import org.llavamed.data.answers.BatchAnswering;
import org.llavamed.data.answers.BatchOptions;
import org.llavamed.data.answers.BatchProgress;
import org.llavamed.data.answers.QuestionFile;
import org.llavamed.data.answers.Sampling;
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
                    + " the first turn."
        },
        footer = {
            "",
            "Example:",
            "  llava-med answer --model llava-med-v1.5-mistral-7b --questions questions.jsonl --image-folder images"
                    + " --answers answers.jsonl"
        })
final class AnswerCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--questions", paramLabel = "F.jsonl", required = true, description = "The questions.")
    private Path questions = Path.of("");

    @Option(
            names = "--image-folder",
            paramLabel = "DIR",
            description = "Folder that image paths are relative to and may not leave.")
    private @Nullable Path imageFolder;

    @Option(
            names = "--answers",
            paramLabel = "F.jsonl",
            required = true,
            description = "The answers; settings are kept beside them in F.jsonl.settings.json.")
    private Path answers = Path.of("");

    @Option(
            names = "--with-token-ids",
            description = "Put prompt_token_ids, token_ids and finish_reason into metadata.")
    private boolean withTokenIds;

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
        QuestionFile file = QuestionFile.read(questions);
        try (LlavaMed model = modelOptions.load(terminal)) {
            BatchAnswering batch = new BatchAnswering(
                    new org.llavamed.data.answers.LlavaMedAnswerer(model, sampling, modelOptions.checkpoint()), BatchOptions.of(imageFolder).withTokenIds(withTokenIds));
            try (Interrupts.Scope scope = terminal.interrupts().during(batch::cancel)) {
                BatchAnswering.Result result = batch.run(file, answers, this::tell);
                terminal.endProgress();
                terminal.tell(String.format(
                        Locale.ROOT,
                        "%s: %d of %d answers, %d of them from before%s",
                        answers.getFileName(),
                        result.answered() + result.resumed(),
                        result.total(),
                        result.resumed(),
                        result.cancelled() ? "; cancelled, run again to go on" : ""));
                return result.cancelled() ? ExitCode.CANCELLED : ExitCode.OK;
            }
        }
    }

    private void tell(BatchProgress progress) {
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

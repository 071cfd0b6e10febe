package org.llavamed.examples.commands;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.asking.AskingProgress;
import org.llavamed.data.instruct.InstructInput;
import org.llavamed.data.instruct.InstructOptions;
import org.llavamed.data.instruct.InstructReport;
import org.llavamed.data.instruct.InstructRun;
import org.llavamed.data.instruct.InstructStep;
import org.llavamed.data.teacher.ChatPrice;
import org.llavamed.data.teacher.OpenAiChatClient;
import org.llavamed.data.teacher.OpenAiOptions;
import org.llavamed.error.LlavaMedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lets a text-only model write instruction data. */
@Command(
        name = "instruct",
        description = {
            "Lets a text-only chat model write dialogues about figures from their captions (research use only); run again"
                    + " to go on where it stopped.",
            "",
            "Every reply is kept at once in <output>.journal. The output is written when all were asked;"
                    + " replies of no use go to <output>.rejected.jsonl with the reason."
        },
        footer = {
            "",
            "Example:",
            "  llava-med instruct --input figures.jsonl --output dialogues.jsonl --variant 60k-im"
                    + " --base-url http://localhost:8000/v1 --model my-model --dry-run"
        })
final class InstructCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private InstructInputOptions inputOptions = new InstructInputOptions();

    @Option(names = "--output", paramLabel = "F.jsonl", required = true, description = "The records with replies.")
    private Path output = Path.of("");

    @Mixin
    private TeacherOptions teacher = new TeacherOptions();

    @Mixin
    private UsageCheck usage = new UsageCheck();

    @Option(names = "--retry-rejected", description = "Ask again where an earlier reply was of no use.")
    private boolean retryRejected;

    @Option(names = "--dry-run", description = "Print the first prompts and the estimated cost; no network is used.")
    private boolean dryRun;

    @Option(
            names = "--show",
            paramLabel = "N",
            defaultValue = "2",
            description = "Prompts that --dry-run prints; default: ${DEFAULT-VALUE}.")
    private int show;

    @Option(names = "--json", description = "Print the summary as one JSON object.")
    private boolean json;

    private long told = System.nanoTime();

    InstructCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        InstructStep step = usage.of(inputOptions::step);
        InstructOptions options = usage.of(() -> inputOptions.sized(
                InstructOptions.DEFAULT.withConcurrency(teacher.concurrency()).withRetryRejected(retryRejected)));
        @Nullable ChatPrice price = price();
        InstructInput input = inputOptions.input();
        if (dryRun) {
            return preview(step, input, options, price);
        }
        OpenAiOptions server = usage.of(() -> teacher.server(new RetryNotice(terminal)));
        String notice = teacher.keyNotice();
        if (notice != null) {
            terminal.tell(notice);
        }
        return generate(step, input, options, server, price);
    }

    private @Nullable ChatPrice price() {
        try {
            return teacher.price();
        } catch (IllegalArgumentException e) {
            throw usage.wrong(String.valueOf(e.getMessage()));
        }
    }

    private int preview(InstructStep step, InstructInput input, InstructOptions options, @Nullable ChatPrice price) {
        try {
            Path folder = Files.createTempDirectory("llava-med");
            try (Interrupts.Scope scope = terminal.interrupts().first(() -> end(folder))) {
                InstructPreview.of(step, input, options.maxSize(), folder.resolve("samples"), show)
                        .print(terminal, price, json);
                return ExitCode.OK;
            } finally {
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new LlavaMedException("no temporary folder can be used (" + e + ")", e);
        }
    }

    /** Ctrl-C in a dry run ends the program; the samples are removed before. */
    private void end(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException | DirectoryIteratorException e) { // a temporary folder stays
            terminal.tell(folder + ": cannot be removed (" + e + ")");
        }
        terminal.tell("cancelled; nothing was written");
    }

    private int generate(
            InstructStep step,
            InstructInput input,
            InstructOptions options,
            OpenAiOptions server,
            @Nullable ChatPrice price) {
        InstructRun run = new InstructRun(step, new OpenAiChatClient(server), options);
        try (Interrupts.Scope scope = terminal.interrupts().during(() -> cancel(run, options))) {
            InstructReport report = run.run(input, output, progress -> tell(progress, price));
            terminal.endProgress();
            summary(report, price);
            return report.cancelled() ? ExitCode.CANCELLED : report.unanswered() > 0 ? ExitCode.FAILED : ExitCode.OK;
        }
    }

    private void cancel(InstructRun run, InstructOptions options) {
        run.cancel();
        terminal.endProgress();
        terminal.tell("stopping; replies under way are waited for, up to "
                + options.grace().toSeconds() + " s (Ctrl-C again: not at all)");
    }

    private void summary(InstructReport report, @Nullable ChatPrice price) {
        String again = report.cancelled() || report.unanswered() > 0 ? "; run again to go on" : "";
        terminal.tell(String.format(
                Locale.ROOT,
                "%s: %d of %d answered, %d rejected%s, %d without a reply, %d asked in this run; %s%s%s%s%s",
                output.getFileName(),
                report.answered(),
                report.total(),
                report.rejected(),
                report.rejected() == 0 || report.cancelled()
                        ? ""
                        : " (see " + output.getFileName() + ".rejected.jsonl)",
                report.unanswered(),
                report.asked(),
                TeacherOptions.cost(report.usage(), price),
                report.skipped() == 0
                        ? ""
                        : "; " + CountText.of(report.skipped(), "record")
                                + " skipped (nothing to show, or a pair id seen before)",
                report.lostInAll() == 0
                        ? ""
                        : "; " + CountText.of(report.lostInAll(), "request") + " under way when a run ended",
                report.cancelled() ? "; cancelled" : "",
                again));
        if (json) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("output", output.toString());
            values.put("report", report);
            values.put("cost", price == null ? null : price.cost(report.usage()));
            values.put("currency", price == null ? null : price.currency());
            terminal.out().println(Json.line(values));
        }
    }

    private void tell(AskingProgress progress, @Nullable ChatPrice price) {
        long now = System.nanoTime();
        boolean due =
                now - told > Duration.ofSeconds(terminal.interactive() ? 0 : 30).toNanos();
        if (!due) {
            return; // a log file needs no line for each
        }
        told = now;
        String line = String.format(
                Locale.ROOT,
                "%d of %d, %d rejected, %.0f a minute, %s%s",
                progress.done(),
                progress.total(),
                progress.rejected(),
                progress.perMinute(),
                TeacherOptions.cost(progress.usage(), price),
                progress.remaining().isZero() ? "" : ", " + text(progress.remaining()) + " left");
        if (terminal.interactive()) {
            terminal.tellProgress(line);
        } else {
            terminal.tell(line);
        }
    }

    private static String text(Duration duration) {
        return duration.toMinutes() >= 2
                ? String.format(Locale.ROOT, "%d h %02d min", duration.toHours(), duration.toMinutesPart())
                : Math.max(1, duration.toSeconds()) + " s";
    }
}

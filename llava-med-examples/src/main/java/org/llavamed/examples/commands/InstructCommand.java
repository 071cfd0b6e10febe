package org.llavamed.examples.commands;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.instruct.InstructInput;
import org.llavamed.data.instruct.InstructOptions;
import org.llavamed.data.instruct.InstructReport;
import org.llavamed.data.instruct.InstructRun;
import org.llavamed.data.instruct.InstructSamples;
import org.llavamed.data.instruct.InstructStep;
import org.llavamed.data.instruct.PromptExample;
import org.llavamed.data.phantom.ScriptedTeacher;
import org.llavamed.data.teacher.ChatClient;
import org.llavamed.data.teacher.ChatPrice;
import org.llavamed.data.teacher.OpenAiChatClient;
import org.llavamed.data.teacher.OpenAiOptions;
import org.llavamed.data.teacher.TokenEstimate;
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

    @Option(
            names = "--scripted",
            paramLabel = "TRUTH",
            description = "truth.jsonl of phantoms: a script that knows them writes the dialogues, no model; no network"
                    + " is used.")
    private @Nullable Path truth;

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

    InstructCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        InstructStep step = usage.of(inputOptions::step);
        InstructOptions options = usage.of(() -> inputOptions.sized(
                InstructOptions.DEFAULT.withConcurrency(teacher.concurrency()).withRetryRejected(retryRejected)));
        @Nullable ChatPrice price = teacher.price(usage);
        InstructInput input = inputOptions.input();
        if (dryRun) {
            return preview(step, input, options, price);
        }
        if (truth != null) {
            return generate(step, input, options, ScriptedTeacher.read(truth), price);
        }
        OpenAiOptions server = usage.of(() -> teacher.server(new RetryNotice(terminal)));
        teacher.tellAboutKey(terminal);
        return generate(step, input, options, new OpenAiChatClient(server), price);
    }

    private int preview(InstructStep step, InstructInput input, InstructOptions options, @Nullable ChatPrice price) {
        try {
            Path folder = Files.createTempDirectory("llava-med");
            try (Interrupts.Scope scope = terminal.interrupts().first(() -> end(folder))) {
                preview(step, input, options.maxSize(), folder.resolve("samples"))
                        .print(terminal, price, json);
                return ExitCode.OK;
            } finally {
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new LlavaMedException("no temporary folder can be used (" + e + ")", e);
        }
    }

    /** A reply is taken to be as long as the mean example. */
    private PromptPreview preview(InstructStep step, InstructInput input, int maxSize, Path spool) {
        long reply = 0;
        for (PromptExample example : step.prompt().examples()) {
            reply += TokenEstimate.text(example.reply());
        }
        long tokens = reply / Math.max(1, step.prompt().examples().size());
        try (InstructSamples samples = input.choose(maxSize, spool)) {
            return PromptPreview.of(samples.size(), i -> step.request(samples.get(i)), tokens, show);
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
            ChatClient client,
            @Nullable ChatPrice price) {
        InstructRun run = new InstructRun(step, client, options);
        AskingLine line = new AskingLine(terminal, price);
        try (Interrupts.Scope scope = terminal.interrupts().during(() -> line.stopping(run::cancel, options.grace()))) {
            InstructReport report = run.run(input, output, line::tell);
            terminal.endProgress();
            summary(report, price);
            return report.cancelled() ? ExitCode.CANCELLED : report.unanswered() > 0 ? ExitCode.FAILED : ExitCode.OK;
        }
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
}

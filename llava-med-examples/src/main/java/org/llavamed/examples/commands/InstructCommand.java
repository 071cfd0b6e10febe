package org.llavamed.examples.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.instruct.InstructInput;
import org.llavamed.data.instruct.InstructOptions;
import org.llavamed.data.instruct.InstructProgress;
import org.llavamed.data.instruct.InstructReport;
import org.llavamed.data.instruct.InstructRun;
import org.llavamed.data.instruct.InstructStep;
import org.llavamed.data.teacher.ApiKey;
import org.llavamed.data.teacher.ChatPrice;
import org.llavamed.data.teacher.ChatUsage;
import org.llavamed.data.teacher.OpenAiChatClient;
import org.llavamed.data.teacher.OpenAiOptions;
import org.llavamed.error.LlavaMedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private InstructInputOptions inputOptions = new InstructInputOptions();

    @Option(names = "--output", paramLabel = "F.jsonl", required = true, description = "The records with replies.")
    private Path output = Path.of("");

    @Option(
            names = "--base-url",
            paramLabel = "URL",
            required = true,
            description = "Of a server that speaks OpenAI's protocol, for instance https://api.openai.com/v1.")
    private String baseUrl = "";

    @Option(
            names = "--api-key-env",
            paramLabel = "NAME",
            defaultValue = "OPENAI_API_KEY",
            description = "Environment variable with the key, if the server wants one; default: ${DEFAULT-VALUE}.")
    private String keyVariable = "OPENAI_API_KEY";

    @Option(names = "--azure-api-version", paramLabel = "V", description = "Of an Azure OpenAI resource.")
    private @Nullable String azureApiVersion;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "4",
            description = "Requests at once; default: ${DEFAULT-VALUE}.")
    private int concurrency;

    @Option(names = "--price-prompt", paramLabel = "X", description = "Price of a million prompt tokens.")
    private double pricePrompt;

    @Option(names = "--price-completion", paramLabel = "X", description = "Price of a million reply tokens.")
    private double priceCompletion;

    @Option(
            names = "--currency",
            paramLabel = "C",
            defaultValue = "USD",
            description = "Of the prices; default: ${DEFAULT-VALUE}.")
    private String currency = "USD";

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
        InstructStep step;
        InstructOptions options;
        ChatPrice price;
        try {
            step = inputOptions.step();
            options = inputOptions.sized(
                    InstructOptions.DEFAULT.withConcurrency(concurrency).withRetryRejected(retryRejected));
            price = new ChatPrice(pricePrompt, priceCompletion, currency);
        } catch (IllegalArgumentException e) {
            if (spec == null) {
                throw e;
            }
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        InstructInput input = inputOptions.input();
        return dryRun ? preview(step, input, options, price) : generate(step, input, options, price);
    }

    private int preview(InstructStep step, InstructInput input, InstructOptions options, ChatPrice price) {
        try {
            Path folder = Files.createTempDirectory("llava-med");
            try {
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

    private int generate(InstructStep step, InstructInput input, InstructOptions options, ChatPrice price) {
        OpenAiOptions.Builder server = OpenAiOptions.builder(baseUrl)
                .key(ApiKey.environmentOrNone(keyVariable))
                .maxConcurrency(concurrency);
        if (azureApiVersion != null) {
            server.azureApiVersion(azureApiVersion);
        }
        InstructRun run = new InstructRun(step, new OpenAiChatClient(server.build()), options);
        try (Interrupts.Scope scope = terminal.interrupts().during(run::cancel)) {
            InstructReport report = run.run(input, output, progress -> tell(progress, price));
            terminal.endProgress();
            summary(report, price);
            return report.cancelled() ? ExitCode.CANCELLED : report.unanswered() > 0 ? ExitCode.FAILED : ExitCode.OK;
        }
    }

    private void summary(InstructReport report, ChatPrice price) {
        String again = report.cancelled() || report.unanswered() > 0 ? "; run again to go on" : "";
        terminal.tell(String.format(
                Locale.ROOT,
                "%s: %d of %d answered, %d rejected, %d without a reply, %d asked in this run; %s%s%s%s",
                output.getFileName(),
                report.answered(),
                report.total(),
                report.rejected(),
                report.unanswered(),
                report.asked(),
                cost(report.usage(), price),
                report.lostInAll() == 0 ? "" : "; " + report.lostInAll() + " requests were under way when a run ended",
                report.cancelled() ? "; cancelled" : "",
                again));
        if (json) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("output", output.toString());
            values.put("report", report);
            values.put("cost", price.cost(report.usage()));
            values.put("currency", price.currency());
            terminal.out().println(Json.line(values));
        }
    }

    private void tell(InstructProgress progress, ChatPrice price) {
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
                cost(progress.usage(), price),
                progress.remaining().isZero() ? "" : ", " + text(progress.remaining()) + " left");
        if (terminal.interactive()) {
            terminal.tellProgress(line);
        } else {
            terminal.tell(line);
        }
    }

    static String cost(ChatUsage usage, ChatPrice price) {
        String tokens = usage.promptTokens() + " + " + usage.completionTokens() + " tokens";
        boolean free = price.promptPerMillion() == 0 && price.completionPerMillion() == 0;
        return free ? tokens : tokens + String.format(Locale.ROOT, ", %.2f %s", price.cost(usage), price.currency());
    }

    private static String text(Duration duration) {
        return duration.toMinutes() >= 2
                ? String.format(Locale.ROOT, "%d h %02d min", duration.toHours(), duration.toMinutesPart())
                : Math.max(1, duration.toSeconds()) + " s";
    }
}

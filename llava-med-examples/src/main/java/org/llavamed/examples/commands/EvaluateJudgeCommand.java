package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.asking.AskingOptions;
import org.llavamed.data.asking.AskingReport;
import org.llavamed.data.teacher.ChatPrice;
import org.llavamed.data.teacher.OpenAiChatClient;
import org.llavamed.data.teacher.OpenAiOptions;
import org.llavamed.eval.judge.JudgeInput;
import org.llavamed.eval.judge.JudgeOrder;
import org.llavamed.eval.judge.JudgePrompt;
import org.llavamed.eval.judge.JudgeReport;
import org.llavamed.eval.judge.JudgeRun;
import org.llavamed.eval.judge.JudgeSamples;
import org.llavamed.eval.judge.JudgeStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Has chat answers judged. */
@Command(
        name = "judge",
        description = {
            "Lets a text-only chat model score a model's answers against reference answers, 1 to 10 each (research use"
                    + " only); run again to go on where it stopped.",
            "",
            "Every reply is kept at once in <output>.journal. The output is written when all were asked; replies without"
                    + " readable scores are in it too, with the reason. Sum it up with evaluate chat."
        },
        footer = {
            "",
            "Example:",
            "  llava-med evaluate judge --questions eval_qa50_qa.jsonl --answers answers.jsonl --output reviews.jsonl"
                    + " --base-url http://localhost:8000/v1 --model my-judge --dry-run"
        })
final class EvaluateJudgeCommand implements Callable<Integer> {
    private static final int REPLY_TOKENS = 250; // of a usual review

    private final Terminal terminal;

    @Option(
            names = "--questions",
            paramLabel = "F",
            required = true,
            description = "Questions with captions, mentions and reference answers (eval_qa50_qa.jsonl).")
    private Path questions = Path.of("");

    @Option(names = "--answers", paramLabel = "F", required = true, description = "The model's answers (JSON lines).")
    private Path answers = Path.of("");

    @Option(
            names = "--reference",
            paramLabel = "F",
            description = "Answers to compare with; default: gpt4_answer of the questions.")
    private @Nullable Path reference;

    @Option(names = "--output", paramLabel = "F.jsonl", required = true, description = "The reviews.")
    private Path output = Path.of("");

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            defaultValue = "both",
            converter = OrderOf.class,
            description = "both (two requests a question, one in each order), reference-first (as published) or"
                    + " model-first; default: ${DEFAULT-VALUE}.")
    private JudgeOrder order = JudgeOrder.BOTH;

    @Option(names = "--allow-missing", description = "Leave out questions without an answer.")
    private boolean allowMissing;

    @Option(names = "--model", paramLabel = "NAME", required = true, description = "The judge, or deployment on Azure.")
    private String model = "";

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "0",
            description = "0 to 2; default: ${DEFAULT-VALUE}.")
    private double temperature;

    @Option(names = "--max-tokens", paramLabel = "N", description = "Longest reply; default: the server's limit.")
    private @Nullable Integer maxTokens;

    @Mixin
    private TeacherOptions teacher = new TeacherOptions();

    @Mixin
    private UsageCheck usage = new UsageCheck();

    @Option(
            names = "--retry-unparsed",
            description = "Ask again where an earlier reply was refused or has no readable scores.")
    private boolean retryUnparsed;

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

    EvaluateJudgeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        JudgeStep step = usage.of(() -> new JudgeStep(JudgePrompt.standard(), model, temperature, maxTokens));
        AskingOptions options = usage.of(() ->
                AskingOptions.DEFAULT.withConcurrency(teacher.concurrency()).withRetryRejected(retryUnparsed));
        @Nullable ChatPrice price = teacher.price(usage);
        JudgeInput input = new JudgeInput(questions, answers, reference, order, allowMissing);
        if (dryRun) {
            JudgeSamples samples = input.read();
            PromptPreview.of(samples.size(), i -> step.request(samples.get(i)), REPLY_TOKENS, show)
                    .print(terminal, price, json);
            return ExitCode.OK;
        }
        OpenAiOptions server = usage.of(() -> teacher.server(new RetryNotice(terminal)));
        teacher.tellAboutKey(terminal);
        JudgeRun run = new JudgeRun(step, new OpenAiChatClient(server), options);
        AskingLine line = new AskingLine(terminal, price);
        try (Interrupts.Scope scope = terminal.interrupts().during(() -> line.stopping(run::cancel, options.grace()))) {
            JudgeReport report = run.run(input, output, line::tell);
            terminal.endProgress();
            summary(report, price);
            AskingReport reviews = report.reviews();
            return reviews.cancelled() ? ExitCode.CANCELLED : reviews.unanswered() > 0 ? ExitCode.FAILED : ExitCode.OK;
        }
    }

    private void summary(JudgeReport report, @Nullable ChatPrice price) {
        AskingReport reviews = report.reviews();
        terminal.tell(String.format(
                Locale.ROOT,
                "%s: %d of %d reviews have scores, %d have none%s, %d without a reply, %d asked in this run; %s%s%s%s%s",
                output.getFileName(),
                reviews.answered(),
                reviews.total(),
                reviews.rejected(),
                reviews.rejected() == 0 ? "" : " (kept with the reason; --retry-unparsed asks again)",
                reviews.unanswered(),
                reviews.asked(),
                TeacherOptions.cost(reviews.usage(), price),
                report.leftOut() == 0
                        ? ""
                        : "; " + CountText.of(report.leftOut(), "question") + " left out for want of an answer",
                reviews.lostInAll() == 0
                        ? ""
                        : "; " + CountText.of(reviews.lostInAll(), "request") + " under way when a run ended",
                reviews.cancelled() ? "; cancelled" : "",
                reviews.cancelled() || reviews.unanswered() > 0 ? "; run again to go on" : ""));
        if (json) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("output", output.toString());
            values.put("report", reviews);
            values.put("left_out", report.leftOut());
            values.put("cost", price == null ? null : price.cost(reviews.usage()));
            values.put("currency", price == null ? null : price.currency());
            terminal.out().println(Json.line(values));
        }
    }

    /** Finds an order by its name. */
    static final class OrderOf implements ITypeConverter<JudgeOrder> {
        @Override
        public JudgeOrder convert(String name) {
            return switch (name.toLowerCase(Locale.ROOT)) {
                case "both" -> JudgeOrder.BOTH;
                case "reference-first" -> JudgeOrder.REFERENCE_FIRST;
                case "model-first" -> JudgeOrder.MODEL_FIRST;
                default ->
                    throw new TypeConversionException(
                            "order \"" + name + "\" is none of both, reference-first, model-first");
            };
        }
    }
}

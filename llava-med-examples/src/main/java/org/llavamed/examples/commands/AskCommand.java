package org.llavamed.examples.commands;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.llavamed.FinishReason;
import org.llavamed.Generation;
import org.llavamed.LlavaMed;
import org.llavamed.Message;
import org.llavamed.Reply;
import org.llavamed.TextChunk;
import org.llavamed.data.answers.Sampling;
import org.llavamed.error.LlavaMedException;
import org.llavamed.image.ImageSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks one question. */
@Command(
        name = "ask",
        description = "Asks one question about an image and streams the answer to stdout.",
        footer = {
            "",
            "Example:",
            "  llava-med ask --image docs/images/sample-phantom.png --question \"What finding does the image show?\"",
            "  llava-med ask --model llava-med-v1.5-mistral-7b --image xray.png --question \"Is there an effusion?\""
        })
final class AskCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--image",
            paramLabel = "F",
            description = "Image file; may be repeated, or left out for a question without an image.")
    private List<Path> images = new ArrayList<>();

    @Mixin
    private QuestionOption question = new QuestionOption();

    @Option(names = "--json", description = "Print one JSON object with prompt, token ids, text, usage and timings.")
    private boolean json;

    @Mixin
    private ImageOptions imageOptions = new ImageOptions();

    @Mixin
    private AnswerOptions answerOptions = new AnswerOptions();

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    AskCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String asked = question.asked();
        Sampling sampling = answerOptions.sampling(modelOptions);
        ImageSource[] sources = images.stream().map(imageOptions::source).toArray(ImageSource[]::new);
        long started = System.nanoTime();
        try (LlavaMed model = modelOptions.load(terminal);
                Generation generation = model.generate(List.of(Message.user(asked, sources)), sampling.toOptions());
                Interrupts.Scope scope = terminal.interrupts().during(generation::cancel)) {
            if (!json) {
                stream(generation, terminal);
            }
            Reply reply = generation.await();
            reply.warnings().forEach(warning -> terminal.tell("warning: " + warning));
            if (json) {
                terminal.out().println(Json.line(object(model, reply)));
            } else {
                terminal.tell(summary(reply, model, (System.nanoTime() - started) / 1e9));
            }
            return reply.finishReason() == FinishReason.CANCELLED ? ExitCode.CANCELLED : ExitCode.OK;
        }
    }

    /** Prints the pieces as they come, then ends the line. */
    static void stream(Generation generation, Terminal terminal) {
        PrintWriter out = terminal.out();
        Iterator<TextChunk> chunks = generation.iterator();
        boolean more;
        try (PromptProgress progress = new PromptProgress(terminal, generation)) {
            more = chunks.hasNext(); // waits for the first text
        }
        for (; more; more = chunks.hasNext()) {
            TextChunk chunk = chunks.next();
            out.print(chunk.text());
            if (out.checkError()) { // flushes
                generation.cancel(); // nobody reads any more
                throw new LlavaMedException("the answer cannot be written: standard output is closed or full");
            }
        }
        out.println();
    }

    /** One line about an answer for stderr. */
    static String summary(Reply reply) {
        return "[" + told(reply) + "]";
    }

    /** The same with what came before the answer. */
    private static String summary(Reply reply, LlavaMed model, double seconds) {
        return String.format(
                Locale.ROOT, "[%s; %.2f s to load, %.2f s in all]", told(reply), model.loadMillis() / 1000, seconds);
    }

    private static String told(Reply reply) {
        double decodeMillis = reply.timings().decodeMillis();
        int decoded = reply.usage().generatedTokens() - 1; // the first comes with the prompt
        return String.format(
                Locale.ROOT,
                "%s; prompt %d tokens%s; answer %s; %.2f s to the first%s",
                ended(reply.finishReason()),
                reply.usage().promptTokens(),
                reply.usage().cachedTokens() > 0 ? ", " + reply.usage().cachedTokens() + " from the turns before" : "",
                CountText.of(reply.usage().generatedTokens(), "token"),
                (reply.timings().imageMillis() + reply.timings().prefillMillis()) / 1000,
                decoded > 0 && decodeMillis > 0
                        ? String.format(Locale.ROOT, ", then %.1f a second", decoded * 1000 / decodeMillis)
                        : "");
    }

    private static String ended(FinishReason reason) {
        return switch (reason) {
            case STOP -> "complete";
            case LENGTH -> "cut at the longest answer allowed, see --max-new-tokens";
            case CANCELLED -> "cancelled";
        };
    }

    private static Map<String, Object> object(LlavaMed model, Reply reply) {
        Map<String, Object> timings = new LinkedHashMap<>();
        timings.put("load", Json.millis(model.loadMillis()));
        timings.put("image", Json.millis(reply.timings().imageMillis()));
        timings.put("prefill", Json.millis(reply.timings().prefillMillis()));
        timings.put("decode", Json.millis(reply.timings().decodeMillis()));
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("prompt", reply.prompt());
        object.put("prompt_token_ids", reply.promptTokenIds());
        object.put("token_ids", reply.tokenIds());
        object.put("text", reply.text());
        object.put("finish_reason", reply.finishReason());
        object.put("usage", reply.usage());
        object.put("timings_ms", timings);
        object.put("warnings", reply.warnings());
        object.put("model", model.report().folder());
        object.put("precision", model.precision());
        object.put("template", model.template().key());
        return object;
    }
}

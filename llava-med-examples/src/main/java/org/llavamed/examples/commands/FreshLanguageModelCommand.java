package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.FreshLanguageModel;
import org.llavamed.checkpoint.LanguageConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a language model that knows nothing yet. */
@Command(
        name = "language-model",
        description = "Makes a language model that knows nothing yet, to be trained with the recipe language: a Hugging"
                + " Face folder with random weights.",
        footer = {
            "",
            "Example:",
            "  llava-med fresh language-model --tokenizer tokenizer --width 256 --layers 4 --output language-start",
            "  llava-med train --recipe language --model language-start --data texts.txt --output language"
        })
final class FreshLanguageModelCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--tokenizer",
            paramLabel = "DIR",
            required = true,
            description = "Folder with the tokenizer, which is copied; each of its pieces gets an embedding.")
    private Path tokenizer = Path.of("");

    @Option(
            names = "--family",
            paramLabel = "mistral|llama",
            description = "Architecture (default: mistral, without sliding window).")
    private LanguageConfig.@Nullable Family family;

    @Option(names = "--width", paramLabel = "N", description = "Width of the embeddings (default: 256).")
    private @Nullable Integer width;

    @Option(names = "--layers", paramLabel = "N", description = "Blocks (default: 4).")
    private @Nullable Integer layers;

    @Option(names = "--heads", paramLabel = "N", description = "Query heads (default: 8).")
    private @Nullable Integer heads;

    @Option(names = "--kv-heads", paramLabel = "N", description = "Key and value heads (default: as --heads).")
    private @Nullable Integer kvHeads;

    @Option(names = "--inner", paramLabel = "N", description = "Width of the MLP (default: about 8/3 of --width).")
    private @Nullable Integer inner;

    @Option(names = "--positions", paramLabel = "N", description = "Context length in tokens (default: 512).")
    private @Nullable Integer positions;

    @Option(names = "--tied", description = "The head is the embedding table.")
    private boolean tied;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Seed of the weights (default: 0).")
    private long seed;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "Folder to make; it must not exist or be empty.")
    private Path output = Path.of("");

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private UsageCheck usage = new UsageCheck();

    FreshLanguageModelCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        FreshLanguageModel model = usage.of(() -> builder().build());
        if (!WeightProgress.finished(
                terminal,
                () -> WeightProgress.write(terminal, output, "random weights", model.bytes(), model::write))) {
            return ExitCode.CANCELLED;
        }
        terminal.out().println(json ? Json.line(summary(model)) : output.toString());
        return ExitCode.OK;
    }

    private FreshLanguageModel.Builder builder() {
        FreshLanguageModel.Builder builder =
                FreshLanguageModel.builder(tokenizer).tiedEmbeddings(tied).seed(seed);
        FreshSizes.set(family, builder::family);
        FreshSizes.set(width, builder::width);
        FreshSizes.set(layers, builder::layers);
        FreshSizes.set(heads, builder::heads);
        FreshSizes.set(kvHeads, builder::kvHeads);
        FreshSizes.set(inner, builder::innerSize);
        FreshSizes.set(positions, builder::positions);
        return builder;
    }

    private Map<String, Object> summary(FreshLanguageModel model) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("output", output.toString());
        summary.put("parameters", model.bytes() / Float.BYTES);
        summary.put("config", model.config());
        return summary;
    }
}

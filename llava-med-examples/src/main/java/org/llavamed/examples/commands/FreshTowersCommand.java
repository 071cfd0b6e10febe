package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.FreshTowers;
import org.llavamed.checkpoint.FreshTowersBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a vision and a text tower that know nothing yet. */
@Command(
        name = "towers",
        description =
                "Makes a vision tower and a text tower that know nothing yet, to be trained together with the recipe"
                        + " contrastive: a Hugging Face CLIP folder with random weights.",
        footer = {
            "",
            "Example:",
            "  llava-med fresh towers --tokenizer tokenizer --image-size 112 --patch-size 14 --pad --output towers-start"
        })
final class FreshTowersCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--tokenizer",
            paramLabel = "DIR",
            required = true,
            description = "Folder with the tokenizer, which is copied.")
    private Path tokenizer = Path.of("");

    @Option(names = "--image-size", paramLabel = "N", description = "Side of the images in pixels (default: 112).")
    private @Nullable Integer imageSize;

    @Option(names = "--patch-size", paramLabel = "N", description = "Side of a patch in pixels (default: 14).")
    private @Nullable Integer patchSize;

    @Option(names = "--vision-width", paramLabel = "N", description = "Width of the vision tower (default: 192).")
    private @Nullable Integer visionWidth;

    @Option(names = "--vision-layers", paramLabel = "N", description = "Its blocks (default: 6).")
    private @Nullable Integer visionLayers;

    @Option(names = "--vision-heads", paramLabel = "N", description = "Its heads (default: 6).")
    private @Nullable Integer visionHeads;

    @Option(names = "--vision-inner", paramLabel = "N", description = "Width of its MLP (default: 4 x --vision-width).")
    private @Nullable Integer visionInner;

    @Option(names = "--text-width", paramLabel = "N", description = "Width of the text tower (default: 192).")
    private @Nullable Integer textWidth;

    @Option(names = "--text-layers", paramLabel = "N", description = "Its blocks (default: 4).")
    private @Nullable Integer textLayers;

    @Option(names = "--text-heads", paramLabel = "N", description = "Its heads (default: 6).")
    private @Nullable Integer textHeads;

    @Option(names = "--text-inner", paramLabel = "N", description = "Width of its MLP (default: 4 x --text-width).")
    private @Nullable Integer textInner;

    @Option(names = "--positions", paramLabel = "N", description = "Longest text in tokens (default: 77).")
    private @Nullable Integer positions;

    @Option(
            names = "--projection",
            paramLabel = "N",
            description = "Dimensions in which images and texts are compared (default: 128).")
    private @Nullable Integer projection;

    @Option(
            names = "--pad",
            description = "Pad images to squares, as the assembled model does, instead of cropping them.")
    private boolean pad;

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

    FreshTowersCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        FreshTowers towers = usage.of(() -> builder().build());
        if (!WeightProgress.finished(
                terminal,
                () -> WeightProgress.write(terminal, output, "random weights", towers.bytes(), towers::write))) {
            return ExitCode.CANCELLED;
        }
        terminal.out().println(json ? Json.line(summary(towers)) : output.toString());
        return ExitCode.OK;
    }

    private FreshTowersBuilder builder() {
        FreshTowersBuilder builder = FreshTowers.builder(tokenizer).seed(seed).padToSquare(pad);
        FreshSizes.set(imageSize, builder::imageSize);
        FreshSizes.set(patchSize, builder::patchSize);
        FreshSizes.set(visionWidth, builder::visionWidth);
        FreshSizes.set(visionLayers, builder::visionLayers);
        FreshSizes.set(visionHeads, builder::visionHeads);
        FreshSizes.set(visionInner, builder::visionInnerSize);
        FreshSizes.set(textWidth, builder::textWidth);
        FreshSizes.set(textLayers, builder::textLayers);
        FreshSizes.set(textHeads, builder::textHeads);
        FreshSizes.set(textInner, builder::textInnerSize);
        FreshSizes.set(positions, builder::positions);
        FreshSizes.set(projection, builder::projectionSize);
        return builder;
    }

    private Map<String, Object> summary(FreshTowers towers) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("output", output.toString());
        summary.put("parameters", towers.bytes() / Float.BYTES);
        summary.put("vision", towers.vision());
        return summary;
    }
}

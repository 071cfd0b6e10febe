package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.report.HtmlPage;
import org.llavamed.data.training.FileSamples;
import org.llavamed.data.training.OpeningOptions;
import org.llavamed.error.LlavaMedException;
import org.llavamed.train.LabelPreview;
import org.llavamed.train.LabelledTokens;
import org.llavamed.train.TrainingRecipe;
import org.llavamed.train.TrainingSample;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what a run would learn of a sample. */
@Command(
        name = "show-sample",
        description = {
            "Shows a sample of training data as the model sees it, and which of its tokens are learned.",
            "",
            "In colour learned text is bold and green; without colours it stands between [[ and ]]. A line end is shown"
                    + " as \u21b5."
        },
        footer = {
            "",
            "Example:",
            "  llava-med show-sample --model llava-med-v1.5-mistral-7b --data align.json --images images --number 3"
        })
final class ShowSampleCommand implements Callable<Integer> {
    private enum Colour {
        AUTO,
        ALWAYS,
        NEVER
    }

    private final Terminal terminal;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            required = true,
            description = "Checkpoint folder, or 'built-in'; no weights are read.")
    private ModelFolder model = ModelFolder.BUILT_IN;

    @Option(
            names = "--data",
            paramLabel = "F",
            required = true,
            description = "Dialogues as LLaVA has them, or what the recipe language learns from.")
    private Path data = Path.of("");

    @Option(names = "--images", paramLabel = "DIR", description = "Folder of the images; none is decoded.")
    private @Nullable Path images;

    @Option(
            names = "--number",
            paramLabel = "N",
            defaultValue = "1",
            description = "Which sample, from 1; bad records do not count. Default: ${DEFAULT-VALUE}.")
    private int number;

    @Option(names = "--recipe", paramLabel = "NAME|F", description = "Take template and length from this recipe.")
    private @Nullable String recipeName;

    @Option(
            names = "--template",
            paramLabel = "KEY",
            description =
                    "Conversation template. Default: the recipe's, or the one that the model would be trained with.")
    private @Nullable String template;

    @Option(
            names = "--max-length",
            paramLabel = "N",
            description = "Positions a sample may take, images expanded. Default: the recipe's, or 2048.")
    private @Nullable Integer maxLength;

    @Option(
            names = "--colour",
            paramLabel = "auto|always|never",
            defaultValue = "auto",
            description = "Default: auto, in colour if a person sits at the terminal.")
    private Colour colour = Colour.AUTO;

    @Option(names = "--json", description = "Print one JSON object with the tokens: id, text, learned, image.")
    private boolean json;

    @Option(names = "--html", paramLabel = "F", description = "Write it as a page instead.")
    private @Nullable Path html;

    @Mixin
    private UsageCheck usage = new UsageCheck();

    ShowSampleCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (number < 1 || (maxLength != null && maxLength < 1)) {
            throw usage.wrong(
                    (number < 1 ? "--number is " + number : "--max-length is " + maxLength) + " but must be 1 or more");
        }
        TrainingRecipe recipe = recipeName == null ? null : RecipeOption.read(recipeName);
        String key = template != null ? template : recipe == null ? null : recipe.template();
        int length = maxLength != null ? maxLength : recipe == null ? 2048 : recipe.maxLength();
        LabelPreview preview = LabelPreview.of(model.path(), key, length);
        FileSamples opened = DatasetReading.opening(
                terminal, progress -> TrainingData.open(data, images, key, new OpeningOptions(true, progress)));
        if (opened == null) {
            return ExitCode.CANCELLED;
        }
        try (FileSamples samples = opened) {
            if (samples.skipped() > 0) {
                terminal.tell("warning: " + CountText.of(samples.skipped(), "record") + " of " + data
                        + " cannot be used, the first: "
                        + PlainText.of(samples.problems().get(0)));
            }
            if (number > samples.size()) {
                throw new LlavaMedException(
                        data + ": has " + CountText.of(samples.size(), "usable sample") + ", --number is " + number);
            }
            TrainingSample sample = samples.sample(number - 1);
            show(sample, preview.label(sample), preview.template());
            return ExitCode.OK;
        }
    }

    private void show(TrainingSample sample, LabelledTokens labelled, String key) {
        List<HtmlPage.Passage> passages = SampleText.passages(labelled.tokens());
        String about = PlainText.of(sample.id()) + ": template " + key + ", "
                + CountText.of(labelled.tokens().size(), "token") + " in "
                + CountText.of(labelled.positions(), "position") + ", " + labelled.learnedTokens() + " learned"
                + (labelled.cut() ? "; cut to the length allowed" : "")
                + (labelled.droppedFirstTurn() ? "; it began with the assistant, whose first turn is left out" : "");
        if (html != null) {
            new HtmlPage("Sample " + PlainText.of(sample.id()))
                    .paragraph(about + ". Learned text is marked. Research use only, not for clinical use.")
                    .marked(passages)
                    .write(html);
        }
        if (json) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("sample", sample.id());
            values.put("template", key);
            values.put("positions", labelled.positions());
            values.put("learned_tokens", labelled.learnedTokens());
            values.put("cut", labelled.cut());
            values.put("tokens", labelled.tokens());
            terminal.out().println(Json.line(values));
        } else if (html == null) {
            boolean ansi = colour == Colour.ALWAYS || (colour == Colour.AUTO && terminal.interactive());
            terminal.out().println(SampleText.shown(passages, ansi));
        }
        terminal.tell(about);
        if (labelled.learnedTokens() == 0) {
            terminal.tell("warning: nothing of this sample is learned");
        }
    }
}

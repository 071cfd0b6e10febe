package org.llavamed.examples.commands;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.OutputFiles;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.benchmark.Benchmark;
import org.llavamed.eval.benchmark.BenchmarkCounts;
import org.llavamed.eval.benchmark.BenchmarkSplit;
import org.llavamed.eval.benchmark.BenchmarkVariant;
import org.llavamed.eval.truth.Candidates;
import org.llavamed.eval.truth.GroundTruth;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Converts published benchmarks. */
@Command(
        name = "import",
        description = {
            "Converts a published VQA benchmark into the files that `answer` and `evaluate` read.",
            "",
            "Variants: vqa-rad has vqa_rad (1,797 training questions) and data_rad (3,064, framed versions of test questions"
                    + " among them: a leak); slake has en, zh and all. Numbers of different variants cannot be compared.",
            "",
            "Found by their published names in DIR: VQA_RAD Dataset Public.json and VQA_RAD Image Folder; train.json,"
                    + " validation.json or validate.json, test.json and imgs; pvqa_<split>.json and images/<split>; a folder"
                    + " that `phantoms` drew. DIR may also be the file with the questions itself."
        },
        footer = {
            "",
            "Example:",
            "  llava-med dataset import vqa-rad vqa-rad --variant vqa_rad --ground-truth test.json --candidates"
                    + " candidates.json --questions questions.jsonl"
        })
final class DatasetImportCommand implements Callable<Integer> {
    private static final int SHOWN = 10;

    private final Terminal terminal;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "vqa-rad, slake, pathvqa, phantoms, or llava-med for a test.json.")
    private String dataSet = "";

    @Parameters(index = "1", paramLabel = "DIR", description = "Its folder, or the file with the questions.")
    private Path location = Path.of("");

    @Option(names = "--variant", paramLabel = "V", description = "Which form of it; needed where there are several.")
    private @Nullable String variant;

    @Option(
            names = "--split",
            paramLabel = "S",
            defaultValue = "test",
            description = "train, validation or test (default: ${DEFAULT-VALUE}).")
    private BenchmarkSplit split = BenchmarkSplit.TEST;

    @Option(names = "--images", paramLabel = "DIR", description = "Its images, if they lie elsewhere.")
    private @Nullable Path images;

    @Option(names = "--ground-truth", paramLabel = "F.json", description = "Write the questions with their answers.")
    private @Nullable Path groundTruth;

    @Option(
            names = "--candidates",
            paramLabel = "F.json",
            description = "Write the different open answers of the training split.")
    private @Nullable Path candidates;

    @Option(names = "--questions", paramLabel = "F.jsonl", description = "Write the questions for `answer`.")
    private @Nullable Path questions;

    @Option(
            names = "--with-options",
            description = "Closed questions end in \"Please choose from the following two options: [yes, no]\".")
    private boolean withOptions;

    @Option(names = "--require-images", description = "Missing images are an error, and nothing is written.")
    private boolean requireImages;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private UsageCheck usage = new UsageCheck();

    DatasetImportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        BenchmarkVariant chosen = usage.of(this::chosen);
        Path[] outputs = Stream.of(groundTruth, candidates, questions)
                .filter(Objects::nonNull)
                .toArray(Path[]::new);
        if (outputs.length == 0) {
            throw usage.wrong("import needs at least one of --ground-truth, --candidates and --questions");
        }
        Benchmark read = Benchmark.read(chosen, split, location);
        Benchmark.files(chosen, location).forEach(file -> OutputFiles.apart(file, outputs));
        Benchmark placed = images == null ? read : read.withImages(images);
        Benchmark benchmark = withOptions ? usage.of(placed::withOptions) : placed;
        List<String> missing = benchmark.missingImages();
        if (requireImages && !missing.isEmpty()) {
            throw new LlavaMedException(missing(benchmark, missing));
        }
        write(benchmark);
        if (json) {
            terminal.out().println(Json.line(json(benchmark, missing)));
        } else {
            print(benchmark, missing);
        }
        benchmark.notes().forEach(note -> terminal.tell("note: " + PlainText.of(note)));
        if (!missing.isEmpty()) {
            terminal.tell("warning: " + PlainText.of(missing(benchmark, missing)));
        }
        return ExitCode.OK;
    }

    private BenchmarkVariant chosen() {
        List<BenchmarkVariant> variants = BenchmarkVariant.of(dataSet);
        if (variant != null) {
            return BenchmarkVariant.of(dataSet, variant);
        }
        if (variants.size() > 1) {
            throw new IllegalArgumentException(dataSet + " needs --variant: one of " + BenchmarkVariant.list(variants));
        }
        return variants.get(0);
    }

    private void write(Benchmark benchmark) {
        Candidates answers = benchmark.candidates();
        if (candidates != null && answers == null) {
            throw new LlavaMedException(location + ": there are no open answers of a training split to make "
                    + candidates + " of; without --candidates the rest can be written");
        }
        if (groundTruth != null) {
            GroundTruth.write(benchmark.items(), groundTruth);
        }
        if (candidates != null && answers != null) {
            answers.write(candidates);
        }
        if (questions != null) {
            benchmark.writeQuestions(questions);
        }
    }

    private static String missing(Benchmark benchmark, List<String> missing) {
        Path folder = benchmark.imageFolder();
        return String.format(
                Locale.ROOT,
                "%,d of %,d %s not there%s: %s%s",
                missing.size(),
                benchmark.counts().images(),
                missing.size() == 1 ? "images is" : "images are",
                folder == null ? "; no image folder was found, name it with --images" : " in " + folder,
                String.join(", ", missing.subList(0, Math.min(SHOWN, missing.size()))),
                missing.size() > SHOWN ? ", ..." : "");
    }

    private static Map<String, Integer> types(Benchmark benchmark) {
        Map<String, Integer> types = new TreeMap<>();
        benchmark.items().forEach(item -> {
            String type = item.traits().questionType();
            if (type != null) {
                types.merge(type, 1, Integer::sum);
            }
        });
        return types;
    }

    private void print(Benchmark benchmark, List<String> missing) {
        BenchmarkCounts counts = benchmark.counts();
        row(
                "data set",
                benchmark.variant().dataSet() + ", variant "
                        + benchmark.variant().key());
        row("split", benchmark.split().key());
        row("questions", number(counts.questions()));
        row("open", number(counts.open()));
        row("closed", number(counts.closed()));
        row(
                "images",
                number(counts.images()) + (missing.isEmpty() ? ", all there" : ", missing " + number(missing.size())));
        Candidates answers = benchmark.candidates();
        row(
                "candidate answers",
                answers == null ? "none" : number(answers.answers().size()));
        types(benchmark).forEach((type, count) -> row("type " + type, number(count)));
    }

    private void row(String name, String value) {
        terminal.out().println(PlainText.of(String.format(Locale.ROOT, "%-24s %s", name, value)));
    }

    private static String number(int value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static ObjectNode json(Benchmark benchmark, List<String> missing) {
        BenchmarkCounts counts = benchmark.counts();
        Candidates answers = benchmark.candidates();
        Path folder = benchmark.imageFolder();
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("data_set", benchmark.variant().dataSet())
                .put("variant", benchmark.variant().key())
                .put("split", benchmark.split().key())
                .put("file", benchmark.file().toString())
                .put("image_folder", folder == null ? null : folder.toString())
                .put("questions", counts.questions())
                .put("open", counts.open())
                .put("closed", counts.closed())
                .put("images", counts.images())
                .put("missing_images", missing.size())
                .put("candidates", answers == null ? 0 : answers.answers().size());
        ObjectNode types = node.putObject("question_types");
        types(benchmark).forEach(types::put);
        ArrayNode first = node.putArray("first_missing_images");
        missing.stream().limit(SHOWN).forEach(first::add);
        ArrayNode notes = node.putArray("notes");
        benchmark.notes().forEach(notes::add);
        return node;
    }
}

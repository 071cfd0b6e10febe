package org.llavamed.examples.commands;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.CheckpointReport;
import org.llavamed.checkpoint.CheckpointReport.Parameters;
import org.llavamed.checkpoint.CheckpointReport.TowerSummary;
import org.llavamed.checkpoint.LanguageConfig;
import org.llavamed.checkpoint.ProjectorConfig;
import org.llavamed.checkpoint.VisionConfig;

/** An inspection for people: a name and what it is, a line each. */
final class InspectionTable {
    private static final int NAME_WIDTH = 16;

    private final StringBuilder text = new StringBuilder();

    private InspectionTable() {}

    static String of(Inspection inspection) {
        InspectionTable table = new InspectionTable();
        CheckpointReport report = inspection.report();
        table.row("checkpoint", report.folder());
        table.row("layout", lower(report.layout()) + ", model_type " + report.modelType() + architectures(report));
        table.row("language model", language(report.language()));
        table.row("vision tower", tower(report.tower()));
        table.row("projector", projector(report.projector()));
        if (report.projectorFile() != null) {
            table.row("projector from", report.projectorFile());
        }
        if (report.adapter() != null) {
            table.row("adapter", report.adapter());
        }
        table.row("image", image(report));
        table.row("tokens", tokens(inspection));
        table.row("template", inspection.template() == null ? "none follows; use --template" : inspection.template());
        table.row("parameters", parameters(report.parameters()));
        table.row("licence file", report.licenceFile() == null ? "none" : report.licenceFile());
        table.weights(report);
        table.tensors(report);
        inspection.problems().forEach(problem -> table.row("problem", problem));
        return table.text.toString();
    }

    private void row(String name, String value) {
        text.append(String.format(Locale.ROOT, "%-" + NAME_WIDTH + "s %s%n", name, value));
    }

    private static String architectures(CheckpointReport report) {
        return report.architectures().isEmpty() ? "" : ", " + String.join(", ", report.architectures());
    }

    private static String language(LanguageConfig language) {
        return String.format(
                Locale.ROOT,
                "%s, width %d, MLP %d, %d layers, %d heads over %d key-value heads of %d, vocabulary %d, context %d%s%s",
                lower(language.family()),
                language.hiddenSize(),
                language.intermediateSize(),
                language.layers(),
                language.heads(),
                language.kvHeads(),
                language.headDim(),
                language.vocabularySize(),
                language.maxPositions(),
                language.slidingWindow() == null ? "" : ", sliding window " + language.slidingWindow(),
                language.tiedEmbeddings() ? ", tied head" : "");
    }

    private static String tower(@Nullable TowerSummary tower) {
        if (tower == null) {
            return "none: text only";
        }
        VisionConfig vision = tower.config();
        return String.format(
                Locale.ROOT,
                "%s, weights %s; width %d, %d layers, %d heads, %d pixels in patches of %d, features of layer %s (%s)",
                tower.name(),
                tower.external() ? "from " + tower.weights() : "from the checkpoint",
                vision.hiddenSize(),
                vision.layers(),
                vision.heads(),
                vision.imageSize(),
                vision.patchSize(),
                vision.selectLayers().stream().map(String::valueOf).collect(Collectors.joining(" and ")),
                lower(vision.selectFeature()));
    }

    private static String projector(@Nullable ProjectorConfig projector) {
        if (projector == null) {
            return "none";
        }
        return lower(projector.type()) + ", " + projector.layers() + " linear layers, " + projector.inputSize() + " to "
                + projector.outputSize();
    }

    private static String image(CheckpointReport report) {
        if (report.imagePositions() == 0) {
            return "takes none";
        }
        return report.imagePositions() + " positions"
                + (report.imageTokens().startEnd() ? " between start and end tokens" : "");
    }

    private static String tokens(Inspection inspection) {
        Inspection.TokenizerSummary tokenizer = inspection.tokenizer();
        String ends = "an answer ends at " + inspection.report().eosIds();
        return tokenizer == null
                ? "no tokenizer; " + ends
                : tokenizer.vocabularySize() + " from " + String.join(", ", tokenizer.files()) + "; bos "
                        + tokenizer.bosId() + ", eos " + tokenizer.eosId() + "; " + ends;
    }

    private static String parameters(Parameters parameters) {
        return String.format(
                Locale.ROOT,
                "%,d: language model %,d, projector %,d, vision tower %,d",
                parameters.language() + parameters.projector() + parameters.tower(),
                parameters.language(),
                parameters.projector(),
                parameters.tower());
    }

    private void weights(CheckpointReport report) {
        report.files()
                .forEach(file ->
                        row("file", file.name() + ", " + size(file.bytes()) + ", " + file.tensors() + " tensors"));
        report.types()
                .forEach(type -> row("type", type.type() + ", " + type.tensors() + " tensors, " + size(type.bytes())));
        report.memory()
                .forEach((precision, memory) -> row(
                        "memory in " + precision,
                        size(memory.mappedBytes()) + " mapped + " + size(memory.anonymousBytes()) + " converted, "
                                + size(memory.kvCacheBytes()) + " for a conversation of full length"));
    }

    private void tensors(CheckpointReport report) {
        row(
                "tensors",
                report.used() + " used, " + report.unused().size() + " unused, "
                        + report.missing().size() + " missing");
        list("unused", report.unused());
        list("missing", report.missing());
    }

    private void list(String name, List<String> tensors) {
        tensors.forEach(tensor -> row(name, tensor));
    }

    private static String size(long bytes) {
        return bytes >= 1 << 30
                ? String.format(Locale.ROOT, "%.2f GiB", bytes / (double) (1 << 30))
                : String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}

package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.figure.Domain;
import org.llavamed.data.modality.ClassifierScore;
import org.llavamed.data.modality.FigureClassifier;
import org.llavamed.data.modality.FigureSelection;
import org.llavamed.data.modality.Interval;
import org.llavamed.data.modality.RuleClassifier;
import org.llavamed.data.modality.SelectionCounts;
import org.llavamed.data.modality.SelectionOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Sets the domains of figures. */
@Command(
        name = "modality",
        description = {
            "Keeps the figures with one panel that show a chest X-ray, CT, MRI, histopathology or gross pathology, and sets"
                    + " their domain.",
            "",
            "The caption decides; the image, if there is one, supports or excludes. Rules, measured precision and recall:"
                    + " docs/data/modality.md. Research use only."
        },
        footer = {
            "",
            "Example:",
            "  llava-med modality --input figures.jsonl --images images --output five-domains.jsonl"
        })
final class ModalityCommand implements Callable<Integer> {
    private static final int STEP = 10_000;

    private final Terminal terminal;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--input",
            paramLabel = "F",
            required = true,
            description = "Figure records: JSON lines, an array or grouped lists.")
    private Path input = Path.of("");

    @Option(
            names = "--output",
            paramLabel = "F",
            description = "The figures kept: an array if the name ends in .json, else JSON lines.")
    private @Nullable Path output;

    @Option(names = "--images", paramLabel = "DIR", description = "Folder of the images, named <pair_id>.<extension>.")
    private @Nullable Path images;

    @Option(names = "--keep-all", description = "Also write figures with several panels or none of the five domains.")
    private boolean keepAll;

    @Option(names = "--explain", description = "Add scores and reasons to each record under \"modality\".")
    private boolean explain;

    @Option(
            names = "--images-alone",
            description =
                    "Let the image decide where the caption says nothing; for collections of radiographs, CT, MRI and"
                            + " stained sections only.")
    private boolean imagesAlone;

    @Option(
            names = "--score",
            description =
                    "Write nothing; compare with the domains that the records have: precision, recall, F1 and 95%%"
                            + " intervals (Wilson).")
    private boolean score;

    @Option(names = "--json", description = "Print the counts as one JSON object.")
    private boolean json;

    ModalityCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        check(score || output != null, "either --output or --score is needed");
        check(!score || output == null, "--output and --score cannot be given together");
        check(!score || (!keepAll && !explain), "--score goes with neither --keep-all nor --explain");
        check(!imagesAlone || images != null, "--images-alone needs --images");
        FigureClassifier classifier = imagesAlone ? RuleClassifier.imagesAlone() : new RuleClassifier();
        FigureSelection selection = new FigureSelection(classifier, new SelectionOptions(images, keepAll, explain));
        try (Interrupts.Scope scope = terminal.interrupts().during(selection::cancel)) {
            return output == null ? score(selection) : select(selection, output);
        }
    }

    private int select(FigureSelection selection, Path file) {
        SelectionCounts counts = selection.run(input, file, this::tell);
        terminal.endProgress();
        if (counts.cancelled()) {
            terminal.tell("cancelled; nothing was written");
            return ExitCode.CANCELLED;
        }
        terminal.out().println(json ? Json.line(json(counts)) : text(counts));
        return ExitCode.OK;
    }

    private int score(FigureSelection selection) {
        ClassifierScore result = selection.score(input, this::tell);
        terminal.endProgress();
        if (selection.isCancelled()) {
            terminal.tell("cancelled");
            return ExitCode.CANCELLED;
        }
        if (json) {
            terminal.out().println(Json.line(json(result)));
        } else {
            terminal.out().print(result.table());
        }
        return ExitCode.OK;
    }

    private void check(boolean good, String problem) {
        if (!good && spec != null) {
            throw new ParameterException(spec.commandLine(), problem);
        }
    }

    private void tell(long read) {
        if (read % STEP == 0 || (terminal.interactive() && read % 100 == 0)) {
            String line = String.format(Locale.ROOT, "%,d %s", read, CountText.noun(read, "figure"));
            if (terminal.interactive()) {
                terminal.tellProgress(line);
            } else {
                terminal.tell(line);
            }
        }
    }

    private String text(SelectionCounts counts) {
        String domains = counts.domains().entrySet().stream()
                .map(entry -> entry.getKey().key() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%d of %s written: %s%nseveral panels %d, none of the five domains %d%s",
                counts.written(),
                CountText.of(counts.read(), "figure"),
                domains,
                counts.multiPanel(),
                counts.noDomain(),
                images == null
                        ? ""
                        : ", no image " + counts.noImage() + ", unreadable image " + counts.unreadableImage());
    }

    private static Map<String, Object> json(SelectionCounts counts) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("read", counts.read());
        object.put("written", counts.written());
        object.put("multi_panel", counts.multiPanel());
        object.put("no_domain", counts.noDomain());
        object.put("no_image", counts.noImage());
        object.put("unreadable_image", counts.unreadableImage());
        Map<String, Object> domains = new LinkedHashMap<>();
        counts.domains().forEach((domain, count) -> domains.put(domain.key(), count));
        object.put("domains", domains);
        return object;
    }

    private static Map<String, Object> json(ClassifierScore score) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (Domain domain : Domain.values()) {
            ClassifierScore.Counts counts = score.of(domain);
            Map<String, @Nullable Object> entry = new LinkedHashMap<>();
            entry.put("precision", json(counts.precision()));
            entry.put("recall", json(counts.recall()));
            entry.put("f1", Double.isNaN(counts.f1()) ? null : counts.f1());
            object.put(domain.key(), entry);
        }
        object.put("exact", json(score.exact()));
        return object;
    }

    private static Map<String, @Nullable Object> json(Interval interval) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("share", interval.cases() == 0 ? null : interval.share());
        object.put("low", interval.low());
        object.put("high", interval.high());
        object.put("hits", interval.hits());
        object.put("cases", interval.cases());
        return object;
    }
}

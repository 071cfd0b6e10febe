package org.llavamed.examples.commands;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.dataset.DatasetSchema;
import org.llavamed.data.dataset.DatasetValidator;
import org.llavamed.data.dataset.Problem;
import org.llavamed.data.dataset.RepeatedIds;
import org.llavamed.data.dataset.ValidationOptions;
import org.llavamed.data.dataset.ValidationReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks a data set. */
@Command(
        name = "validate",
        description = {
            "Checks every record and lists the problems with their record and key; exit code 1 if there are errors.",
            "",
            "Warnings (unknown keys, the released misspelling conversatons) do not count as errors."
        },
        footer = {"", "Example:", "  llava-med dataset validate --input train.json --images images"})
final class DatasetValidateCommand implements Callable<Integer> {
    static final String SCHEMA =
            "dialogues, figures, image_urls or chat_questions; told by the first record if not given.";

    private final Terminal terminal;

    @Option(names = "--input", paramLabel = "F", required = true, description = "The data set.")
    private Path input = Path.of("");

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "Look for each record's image in this folder and read its header.")
    private @Nullable Path images;

    @Option(names = "--decode", description = "With --images: decode the whole image, not its header only.")
    private boolean decode;

    @Option(names = "--schema", paramLabel = "S", description = SCHEMA)
    private @Nullable DatasetSchema schema;

    @Option(
            names = "--repeated-ids",
            paramLabel = "S",
            defaultValue = "usual",
            description = "How an identifier that comes again counts: error, warning, or usual: a warning for dialogues"
                    + " (LLaVA's own files repeat them), an error for the rest (default: ${DEFAULT-VALUE}).")
    private RepeatedIds repeatedIds = RepeatedIds.USUAL;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description =
                    "Most errors, and most warnings, that are listed; all are counted (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private UsageCheck usage = new UsageCheck();

    DatasetValidateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (decode && images == null) {
            throw usage.wrong("--decode needs --images DIR");
        }
        ValidationOptions options = usage.of(() -> new ValidationOptions(schema, images, decode, repeatedIds, limit));
        return DatasetReading.run(terminal, progress -> {
            ValidationReport report = DatasetValidator.run(input, options, progress);
            if (json) {
                terminal.out().println(Json.line(json(report)));
            } else {
                print(report);
            }
            return report.errors() == 0 ? ExitCode.OK : ExitCode.FAILED;
        });
    }

    private void print(ValidationReport report) {
        for (Problem problem : report.problems()) {
            terminal.out().println(PlainText.of(severity(problem) + ": " + problem.message()));
        }
        terminal.out()
                .println(String.format(
                        Locale.ROOT,
                        "%s: %,d %s of %s, %,d %s, %,d %s%s",
                        input,
                        report.records(),
                        CountText.noun(report.records(), "record"),
                        report.schema().key(),
                        report.errors(),
                        CountText.noun(report.errors(), "error"),
                        report.warnings(),
                        CountText.noun(report.warnings(), "warning"),
                        report.kinds().isEmpty() ? "" : " " + report.kinds()));
    }

    private static String severity(Problem problem) {
        return problem.severity().name().toLowerCase(Locale.ROOT);
    }

    private ObjectNode json(ValidationReport report) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("file", input.toString());
        node.put("schema", report.schema().key());
        node.put("records", report.records());
        node.put("errors", report.errors());
        node.put("warnings", report.warnings());
        ObjectNode kinds = node.putObject("kinds");
        report.kinds().forEach(kinds::put);
        ArrayNode problems = node.putArray("problems");
        for (Problem problem : report.problems()) {
            problems.addObject()
                    .put("severity", severity(problem))
                    .put("kind", problem.kind())
                    .put("place", problem.place())
                    .put("record", problem.record())
                    .put("key", problem.key())
                    .put("text", problem.text());
        }
        return node;
    }
}

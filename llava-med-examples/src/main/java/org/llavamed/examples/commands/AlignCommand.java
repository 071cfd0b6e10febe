package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.align.AlignmentFile;
import org.llavamed.data.align.AlignmentOptions;
import org.llavamed.data.align.AlignmentSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes the alignment set of stage 1. */
@Command(
        name = "align",
        description = {
            "Makes the alignment set of stage 1 from figure records: an instruction and the caption. Research use only.",
            "",
            "Captions of fewer than 30 words get one of 11 concise instructions, others one of 16 detailed ones."
        },
        footer = {
            "",
            "Example:",
            "  llava-med align --input figures.jsonl --images images --output alignment.json --seed 1"
        })
final class AlignCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--input",
            paramLabel = "F",
            required = true,
            description = "Figure records: JSON lines, an array, or lists by domain.")
    private Path input = Path.of("");

    @Option(
            names = "--output",
            paramLabel = "F",
            required = true,
            description = "The dialogues; an array if the name ends in .json, else JSON lines.")
    private Path output = Path.of("");

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description =
                    "Folder of the images, named after the pair ids: their real extensions are written, and figures"
                            + " without an image are dropped. Without it every image is called <pair_id>.jpg.")
    private @Nullable Path images;

    @Option(names = "--keep-missing", description = "Keep figures without an image in --images, as <pair_id>.jpg.")
    private boolean keepMissing;

    @Option(names = "--max-size", paramLabel = "N", description = "Write the first N records only.")
    private long maxSize = Long.MAX_VALUE;

    @Option(names = "--seed", paramLabel = "N", description = "Decides instruction and marker place. Default: 0.")
    private long seed;

    @Option(names = "--json", description = "Print the summary as one JSON object.")
    private boolean json;

    AlignCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (maxSize < 1 && spec != null) {
            throw new ParameterException(spec.commandLine(), "--max-size must be at least 1");
        }
        AlignmentOptions options = new AlignmentOptions(seed, images, keepMissing, maxSize);
        return DatasetReading.counting(
                terminal, progress -> AlignmentFile.make(input, output, options, progress), this::report);
    }

    private int report(AlignmentSummary summary) {
        if (json) {
            terminal.out().println(Json.line(summary));
            return ExitCode.OK;
        }
        terminal.out()
                .println(String.format(
                        Locale.ROOT,
                        "%d of %s written, %d with a concise and %d with a detailed instruction",
                        summary.recordsOut(),
                        CountText.of(summary.recordsIn(), "figure"),
                        summary.concise(),
                        summary.detailed()));
        tell(summary.emptyCaptions(), "dropped: no caption");
        tell(summary.repeatedIds(), "dropped: pair id and caption seen before");
        tell(summary.conflictingIds(), "dropped: pair id seen before with another caption");
        tell(summary.missingImages(), (summary.missingKept() ? "kept" : "dropped") + ": no image in the folder");
        tell(summary.ambiguousImages(), "written: several images of the name, the first was taken");
        tell(summary.controlStrings(), "written: control strings removed from the caption");
        if (summary.stoppedAtMaxSize()) {
            terminal.out().println("stopped at --max-size; the rest was not read");
        }
        return ExitCode.OK;
    }

    private void tell(long count, String what) {
        if (count > 0) {
            terminal.out().println(String.format(Locale.ROOT, "%8d %s", count, what));
        }
    }
}

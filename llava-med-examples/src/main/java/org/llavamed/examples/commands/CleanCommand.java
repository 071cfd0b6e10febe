package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.clean.CleaningFile;
import org.llavamed.data.clean.CleaningOptions;
import org.llavamed.data.clean.CleaningSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes dialogues of a teacher's replies. */
@Command(
        name = "clean",
        description = {
            "Makes dialogues of a teacher's replies: parses them, removes refusals, source talk and repeated questions, and"
                    + " places the image marker. Research use only.",
            "",
            "A reply is one JSON object: {\"pair_id\": \"1_F1\", \"result\": \"User: ...\", \"domain\": {...}},"
                    + " optionally with \"kind\" (dialogue, conversation, detail or reasoning); dialogues are taken too."
        },
        footer = {
            "",
            "Example:",
            "  llava-med clean --input replies.jsonl --images images --output instruct.json --dropped dropped.jsonl"
        })
final class CleanCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--input", paramLabel = "F", required = true, description = "Replies: JSON lines or an array.")
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
                    "Folder of the images, named after the pair ids: their real extensions are written, and records"
                            + " without an image are dropped. Without it every image is called <pair_id>.jpg.")
    private @Nullable Path images;

    @Option(names = "--seed", paramLabel = "N", description = "Decides where the marker goes. Default: 0.")
    private long seed;

    @Option(names = "--dropped", paramLabel = "F", description = "Write what was dropped beside its reason.")
    private @Nullable Path dropped;

    @Option(names = "--json", description = "Print the summary as one JSON object.")
    private boolean json;

    CleanCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        CleaningOptions options = new CleaningOptions(seed, images, dropped);
        return DatasetReading.counting(
                terminal, progress -> CleaningFile.clean(input, output, options, progress), this::report);
    }

    private int report(CleaningSummary summary) {
        if (json) {
            terminal.out().println(Json.line(summary));
            return ExitCode.OK;
        }
        terminal.out()
                .println(String.format(
                        Locale.ROOT,
                        "%d of %s written, %d of %d questions and answers",
                        summary.recordsOut(),
                        CountText.of(summary.recordsIn(), "record"),
                        summary.pairsOut(),
                        summary.pairsIn()));
        tell("records dropped", summary.recordsDropped());
        tell("pairs dropped", summary.pairsDropped());
        tell("changed", summary.changed());
        if (summary.repeatedIds() > 0 || summary.repeatedDialogues() > 0) {
            terminal.out()
                    .println(String.format(
                            Locale.ROOT,
                            "written twice: %s, %s",
                            CountText.of(summary.repeatedIds(), "id"),
                            CountText.of(summary.repeatedDialogues(), "dialogue")));
        }
        return ExitCode.OK;
    }

    private void tell(String what, Map<String, Long> counts) {
        if (!counts.isEmpty()) {
            terminal.out().println(what + ":");
            counts.forEach((name, count) -> terminal.out().println(String.format(Locale.ROOT, "%8d %s", count, name)));
        }
    }
}

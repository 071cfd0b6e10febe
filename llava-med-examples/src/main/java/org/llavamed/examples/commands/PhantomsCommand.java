package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.AtomicFile;
import org.llavamed.data.phantom.ContactSheet;
import org.llavamed.data.phantom.Phantom;
import org.llavamed.data.phantom.PhantomCounts;
import org.llavamed.data.phantom.PhantomSet;
import org.llavamed.data.phantom.PngBytes;
import org.llavamed.data.phantom.Split;
import org.llavamed.image.RgbImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Draws phantoms. */
@Command(
        name = "phantoms",
        description = {
            "Draws biomedical images of five domains whose truth is known, with captions, sentences, boxes and questions.",
            "",
            "Drawings, not patients: for trying and testing the whole chain. Run the same line again to go on where it"
                    + " stopped. Research use only."
        },
        footer = {
            "",
            "Example:",
            "  llava-med phantoms --output phantoms --count 1000 --seed 1 --contact-sheet sheet.png"
        })
final class PhantomsCommand implements Callable<Integer> {
    private static final int COLUMNS = 6;
    private static final int CELL = 192;
    private static final int SHEET = 60;
    private static final int STEP = 1000;

    private final Terminal terminal;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "Folder of images, figures.jsonl, truth.jsonl, questions.jsonl and two COCO files.")
    private Path output = Path.of("");

    @Option(names = "--count", paramLabel = "N", required = true, description = "How many phantoms.")
    private int count;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Another seed, other phantoms (default: 0).")
    private long seed;

    @Option(
            names = "--split",
            paramLabel = "train|test",
            defaultValue = "train",
            description = "train leaves out the combinations that only test has (default: ${DEFAULT-VALUE}).")
    private Split split = Split.TRAIN;

    @Option(
            names = "--contact-sheet",
            paramLabel = "F",
            description = "Also write the first " + SHEET + " into one PNG image.")
    private @Nullable Path sheet;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private UsageCheck usage = new UsageCheck();

    PhantomsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        PhantomSet set = usage.of(() -> new PhantomSet(count, seed, split));
        AtomicBoolean cancelled = new AtomicBoolean();
        try (Interrupts.Scope scope = terminal.interrupts().during(() -> cancelled.set(true))) {
            PhantomCounts counts = set.write(output, (done, of) -> {
                tell(done, of);
                if (cancelled.get() && done < of) {
                    throw new CancellationException();
                }
            });
            if (sheet != null) {
                AtomicFile.write(sheet, PngBytes.of(sheet(set)));
            }
            terminal.endProgress();
            terminal.out().println(json ? Json.line(counts) : text(counts));
            return ExitCode.OK;
        } catch (CancellationException e) {
            terminal.endProgress();
            terminal.tell("cancelled; the same line goes on from here");
            return ExitCode.CANCELLED;
        }
    }

    private static RgbImage sheet(PhantomSet set) {
        List<RgbImage> images = new ArrayList<>();
        for (int i = 0; i < Math.min(SHEET, set.count()); i++) {
            images.add(Phantom.of(set.plan(i)).image());
        }
        return ContactSheet.of(images, COLUMNS, CELL);
    }

    private void tell(int done, int of) {
        String line = String.format(Locale.ROOT, "%,d of %,d phantoms", done, of);
        if (terminal.interactive()) {
            terminal.tellProgress(line);
        } else if (done % STEP == 0) {
            terminal.tell(line);
        }
    }

    private String text(PhantomCounts counts) {
        return String.format(
                Locale.ROOT,
                "%s (%,d drawn now), %s, %,d with a combination kept from training%nwritten to %s",
                CountText.of(counts.phantoms(), "phantom"),
                counts.drawn(),
                CountText.of(counts.questions(), "question"),
                counts.heldOut(),
                output);
    }
}

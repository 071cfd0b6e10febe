package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.llavamed.examples.miniature.ChainListener;
import org.llavamed.examples.miniature.ChainReport;
import org.llavamed.examples.miniature.Miniature;
import org.llavamed.examples.miniature.MiniatureSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a miniature goes and how large it is. */
@Command
final class MiniatureOptions {
    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "Folder of all that is made: new, empty, or of an earlier run.")
    private Path output = Path.of("");

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Decides images and weights; default: ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private MiniatureScale scale = new MiniatureScale();

    @Option(
            names = "--again",
            description =
                    "Let another seed or other settings than those of an earlier run throw away stages that took more than"
                            + " 10 minutes, and run them again. Without it that is refused.")
    private boolean again;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    Path output() {
        return output;
    }

    boolean json() {
        return json;
    }

    /** Runs a chain until it is done or Ctrl-C is pressed. */
    ChainReport run(Terminal terminal, Function<Miniature, ChainReport> chain) {
        MiniatureSettings settings = scale.settings();
        AtomicBoolean stop = new AtomicBoolean();
        Lines lines = new Lines(terminal);
        terminal.tell("Trained on drawings, knows nothing about patients. Research use only, not for clinical use.");
        try (Interrupts.Scope scope = terminal.interrupts().once(() -> stopping(terminal, stop))) {
            ChainReport report = chain.apply(new Miniature(output, settings, seed, lines, stop::get, again));
            lines.end();
            if (!report.finished()) {
                terminal.tell("stopped; the same line goes on from here");
            }
            return report;
        } catch (RuntimeException e) {
            lines.end();
            throw e;
        }
    }

    private static void stopping(Terminal terminal, AtomicBoolean stop) {
        stop.set(true);
        terminal.endProgress();
        terminal.tell("stopping as soon as what is done can be kept (Ctrl-C again: at once)");
    }

    /** Lines of a chain: for a person one that changes, for a log one in a while. */
    private static final class Lines implements ChainListener {
        private static final long FOR_A_PERSON = TimeUnit.MILLISECONDS.toNanos(200);
        private static final long FOR_A_LOG = TimeUnit.SECONDS.toNanos(15);

        private final Terminal terminal;
        private @Nullable Long last;
        private boolean open;

        Lines(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public synchronized void tell(String line) {
            end();
            terminal.tell(PlainText.of(line));
        }

        @Override
        public synchronized void progress(String line) {
            long now = System.nanoTime();
            if (last == null) {
                last = now;
            }
            if (now - last < (terminal.interactive() ? FOR_A_PERSON : FOR_A_LOG)) {
                return;
            }
            last = now;
            if (terminal.interactive()) {
                terminal.tellProgress(PlainText.of(line));
                open = true;
            } else {
                terminal.tell(PlainText.of(line));
            }
        }

        synchronized void end() {
            if (open) {
                terminal.endProgress();
                open = false;
            }
        }
    }
}

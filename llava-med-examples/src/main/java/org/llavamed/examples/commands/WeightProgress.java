package org.llavamed.examples.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.llavamed.error.CheckpointException;
import org.llavamed.error.LlavaMedException;

/** Writes a checkpoint folder for a command: free space first, percent on stderr, Ctrl-C leaves nothing. */
final class WeightProgress {
    private static final long CONFIG_BYTES = 4 << 20; // configuration and tokenizer, generously

    private final Terminal terminal;
    private final AtomicLong told = new AtomicLong(-1);

    private WeightProgress(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Writes the folder; {@code what} names the weights for the user. */
    static void write(
            Terminal terminal, Path folder, String what, long weightBytes, BiConsumer<Path, LongConsumer> writer) {
        long bytes = weightBytes + CONFIG_BYTES;
        long free = freeBytes(folder);
        if (bytes > free) {
            throw new CheckpointException(
                    folder + ": needs " + gigabytes(bytes) + ", but only " + gigabytes(free) + " are free there");
        }
        terminal.tell(folder + ": " + gigabytes(bytes) + " of " + what);
        WeightProgress progress = new WeightProgress(terminal);
        writer.accept(folder, written -> progress.tell(written * 100 / Math.max(1, weightBytes)));
        terminal.endProgress();
    }

    /** Runs until the end or Ctrl-C; false after Ctrl-C. */
    static boolean finished(Terminal terminal, Runnable work) {
        Thread thread = Thread.currentThread();
        try (Interrupts.Scope scope = terminal.interrupts().during(thread::interrupt)) {
            work.run();
            return true;
        } catch (LlavaMedException e) {
            if (Thread.interrupted()) {
                terminal.tell("cancelled; nothing was left behind");
                return false;
            }
            throw e;
        }
    }

    private void tell(long percent) {
        if (percent == told.get()) {
            return;
        }
        told.set(percent);
        if (terminal.interactive()) {
            terminal.tellProgress(percent + " %");
        } else if (percent % 25 == 0) {
            terminal.tell(percent + " %");
        }
    }

    private static long freeBytes(Path folder) {
        Path place = folder.toAbsolutePath().normalize();
        while (!Files.exists(place)) {
            Path parent = place.getParent();
            if (parent == null) {
                throw new CheckpointException(folder + ": there is no such place");
            }
            place = parent;
        }
        try {
            return Files.getFileStore(place).getUsableSpace();
        } catch (IOException e) {
            throw new CheckpointException(folder + ": the free space cannot be found out (" + e + ")", e);
        }
    }

    private static String gigabytes(long bytes) {
        return bytes < 100_000_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
    }
}

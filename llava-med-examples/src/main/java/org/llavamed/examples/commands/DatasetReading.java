package org.llavamed.examples.commands;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.ReadingProgress;

/** Reading a long file: tells how far it is, and Ctrl-C ends it with nothing half written. */
final class DatasetReading {
    private static final long FIRST = TimeUnit.SECONDS.toNanos(2);

    private final Terminal terminal;
    private final long begin = System.nanoTime();
    private long next = begin + FIRST;
    private boolean told;
    private volatile boolean cancelled;

    private DatasetReading(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Ends the reading from inside, so that outputs are cleared away. */
    private static final class Cancelled extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Runs something that reads; its result is the exit code. */
    static int run(Terminal terminal, Function<ReadingProgress, Integer> work) {
        DatasetReading reading = new DatasetReading(terminal);
        return reading.cancellable(() -> work.apply(reading::tell));
    }

    /** Opens something that takes a reading; null if Ctrl-C ended it. */
    static <T> @Nullable T opening(Terminal terminal, Function<ReadingProgress, T> work) {
        DatasetReading reading = new DatasetReading(terminal);
        AtomicReference<@Nullable T> opened = new AtomicReference<>();
        reading.cancellable(() -> {
            opened.set(work.apply(reading::tell));
            return ExitCode.OK;
        });
        return opened.get();
    }

    /** Runs something that counts its records from 1 on; its result is told when the line of progress has ended. */
    static <T> int counting(Terminal terminal, Function<LongConsumer, T> work, ToIntFunction<T> result) {
        DatasetReading reading = new DatasetReading(terminal);
        return reading.cancellable(() -> {
            T made = work.apply(records -> reading.tell(records, 0, 0));
            reading.end();
            return result.applyAsInt(made);
        });
    }

    private int cancellable(Supplier<Integer> work) {
        try (Interrupts.Scope scope = terminal.interrupts().during(() -> cancelled = true)) {
            return work.get();
        } catch (Cancelled e) {
            end();
            terminal.tell("cancelled; nothing was written");
            return ExitCode.CANCELLED;
        }
    }

    private void tell(long records, long bytes, long ofBytes) {
        if (cancelled) {
            throw new Cancelled();
        }
        long now = System.nanoTime();
        boolean finished = ofBytes > 0 && bytes >= ofBytes;
        if (now >= next) {
            String line = String.format(
                    Locale.ROOT,
                    "%,d records%s%s",
                    records,
                    ofBytes > 0 ? ", " + 100 * bytes / ofBytes + " % read" : "",
                    bytes > 0
                            ? String.format(Locale.ROOT, ", %,.0f MB/s", bytes * 1e3 / Math.max(1, now - begin))
                            : "");
            if (terminal.interactive()) {
                terminal.tellProgress(line);
                told = true;
                next = now + TimeUnit.MILLISECONDS.toNanos(200);
            } else {
                terminal.tell(line);
                next = now + TimeUnit.SECONDS.toNanos(10); // a log file needs no more
            }
        }
        if (finished) {
            end();
        }
    }

    private void end() {
        if (told) {
            terminal.endProgress();
            told = false;
        }
    }
}

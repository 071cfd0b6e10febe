package org.llavamed.examples.commands;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.asking.AskingProgress;
import org.llavamed.data.teacher.ChatPrice;

/** Says how far a run has come that asks a chat model. */
final class AskingLine {
    private final Terminal terminal;
    private final @Nullable ChatPrice price;
    private long told = System.nanoTime();

    AskingLine(Terminal terminal, @Nullable ChatPrice price) {
        this.terminal = terminal;
        this.price = price;
    }

    /** A line that replaces the one before, or where nobody sits one every 30 seconds. */
    void tell(AskingProgress progress) {
        long now = System.nanoTime();
        boolean due =
                now - told > Duration.ofSeconds(terminal.interactive() ? 0 : 30).toNanos();
        if (!due) {
            return; // a log file needs no line for each
        }
        told = now;
        String line = String.format(
                Locale.ROOT,
                "%d of %d, %d rejected, %.0f a minute, %s%s",
                progress.done(),
                progress.total(),
                progress.rejected(),
                progress.perMinute(),
                TeacherOptions.cost(progress.usage(), price),
                progress.remaining().isZero() ? "" : ", " + text(progress.remaining()) + " left");
        if (terminal.interactive()) {
            terminal.tellProgress(line);
        } else {
            terminal.tell(line);
        }
    }

    /** Ctrl-C. */
    void stopping(Runnable cancel, Duration grace) {
        cancel.run();
        terminal.endProgress();
        terminal.tell("stopping; replies under way are waited for, up to " + grace.toSeconds()
                + " s (Ctrl-C again: not at all)");
    }

    private static String text(Duration duration) {
        return duration.toMinutes() >= 2
                ? String.format(Locale.ROOT, "%d h %02d min", duration.toHours(), duration.toMinutesPart())
                : Math.max(1, duration.toSeconds()) + " s";
    }
}

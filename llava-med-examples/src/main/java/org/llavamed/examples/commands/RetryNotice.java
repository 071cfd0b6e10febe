package org.llavamed.examples.commands;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.llavamed.data.teacher.ChatRetry;

/** Says why nothing comes: the first failed attempt at once, later ones at most every ten seconds. Safe for many threads. */
final class RetryNotice implements Consumer<ChatRetry> {
    private static final long PAUSE = Duration.ofSeconds(10).toNanos();

    private final Terminal terminal;
    private long next = System.nanoTime();
    private int unsaid;

    RetryNotice(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public synchronized void accept(ChatRetry retry) {
        long now = System.nanoTime();
        if (now - next < 0) {
            unsaid++;
            return;
        }
        next = now + PAUSE;
        terminal.endProgress();
        terminal.tell(String.format(
                Locale.ROOT,
                "%s; trying again in %.0f s (attempt %d of %d)%s",
                retry.reason(),
                Math.ceil(retry.delay().toMillis() / 1000.0),
                retry.attempt(),
                retry.attempts(),
                unsaid == 0 ? "" : "; " + unsaid + " other attempts failed since the last such line"));
        unsaid = 0;
    }
}

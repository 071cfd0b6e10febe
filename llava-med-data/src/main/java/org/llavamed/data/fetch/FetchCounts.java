package org.llavamed.data.fetch;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The counts of a run, which all its threads add to; tells of the progress one at a time. Thread-safe. */
final class FetchCounts {
    private final long total;
    private final Consumer<FetchProgress> listener;
    private final long begin = System.nanoTime();
    private final Map<MissingReason, Long> missing = new EnumMap<>(MissingReason.class);
    private long images;
    private long present;
    private long known; // missing since an earlier run
    private long failed;

    FetchCounts(long total, Consumer<FetchProgress> listener) {
        this.total = total;
        this.listener = listener;
    }

    /** A line that cannot be used; it is not among the total. */
    synchronized void refused(MissingReason reason) {
        missing.merge(reason, 1L, Long::sum);
    }

    synchronized void present() {
        present++;
    }

    synchronized void known(MissingReason reason) {
        known++;
        missing.merge(reason, 1L, Long::sum);
    }

    synchronized void fetched(int wanted, List<MissingImage> gone, long bytes) {
        images += wanted - gone.size();
        failed += gone.size();
        gone.forEach(each -> missing.merge(each.reason(), 1L, Long::sum));
        long done = images + failed + present + known;
        Duration elapsed = Duration.ofNanos(System.nanoTime() - begin);
        double each = (double) elapsed.toMillis() / Math.max(1, images + failed);
        Duration remaining = Duration.ofMillis((long) (each * (total - done)));
        listener.accept(new FetchProgress(images, failed, done, total, bytes, elapsed, remaining));
    }

    synchronized FetchSummary summary(ArticleFetch fetch, boolean cancelled) {
        return new FetchSummary(images, present, missing, fetch.articles(), fetch.bytes(), fetch.retries(), cancelled);
    }
}

package org.llavamed.data.fetch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.archive.TarGzReader;
import org.llavamed.error.LlavaMedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches the package of one article, as often as that makes sense. Thread-safe. */
final class ArticleFetch {
    private static final Logger LOG = LoggerFactory.getLogger(ArticleFetch.class);

    private final Transfer transfer;
    private final ImageStore store;
    private final FetchOptions options;
    private final RateLimit rate;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong retries = new AtomicLong();
    private final AtomicLong articles = new AtomicLong();

    ArticleFetch(Transfer transfer, ImageStore store, FetchOptions options) {
        this.transfer = transfer;
        this.store = store;
        this.options = options;
        this.rate = new RateLimit(options.requestsPerSecond());
    }

    long bytes() {
        return bytes.get();
    }

    long retries() {
        return retries.get();
    }

    long articles() {
        return articles.get();
    }

    /**
     * Fetches images of one address.
     *
     * @return what is missing of them; the others are in their place
     * @throws IOException if the output cannot be written
     */
    List<MissingImage> fetch(URI address, List<ImageUrl> wanted) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            rate.acquire();
            MissingReason reason;
            String problem;
            Duration retryAfter = null;
            try {
                return attempt(address, wanted);
            } catch (TransferException e) {
                if (e.kind() == TransferException.Kind.NOT_FOUND) {
                    return all(wanted, MissingReason.NOT_FOUND, e.problem());
                } else if (e.kind() == TransferException.Kind.REFUSED) {
                    return all(wanted, MissingReason.TRANSFER_FAILED, e.problem());
                }
                reason = MissingReason.TRANSFER_FAILED;
                problem = e.problem();
                retryAfter = e.retryAfter();
            } catch (LlavaMedException e) {
                reason = MissingReason.BAD_ARCHIVE;
                problem = e.getMessage();
            }
            if (attempt == options.attempts()) {
                return all(wanted, reason, problem);
            }
            LOG.debug("try {} of {}: {}", attempt, options.attempts(), problem);
            retries.incrementAndGet();
            if (retryAfter != null) {
                rate.pause(min(retryAfter, options.longestWait())); // it concerns the other transfers as well
            }
            Thread.sleep(backOff(attempt).toMillis());
        }
    }

    /** Doubled from try to try; half of it is chance, so that threads do not come back together. */
    private Duration backOff(int attempt) {
        double doubled = options.firstWait().toNanos() * Math.pow(2, attempt - 1.0);
        double capped = Math.min(doubled, (double) options.longestWait().toNanos());
        return Duration.ofNanos((long) (capped * ThreadLocalRandom.current().nextDouble(0.5, 1)));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** LlavaMedException: the archive is at fault. TransferException: the transfer. IOException: the output. */
    private List<MissingImage> attempt(URI address, List<ImageUrl> wanted) throws IOException, InterruptedException {
        Staging staging = new Staging(wanted, store, options);
        Download download = transfer.open(address);
        CountedInput in = new CountedInput(download.content(), bytes);
        try (TarGzReader archive =
                TarGzReader.of(new BufferedInputStream(in, 1 << 16), address.toString(), options.archiveLimits())) {
            for (TarGzReader.Entry entry = archive.next(); entry != null; entry = archive.next()) {
                staging.offer(entry, archive);
            }
            List<MissingImage> missing = staging.publish();
            articles.incrementAndGet();
            return missing;
        } catch (LlavaMedException e) {
            if (Thread.interrupted()) {
                throw (InterruptedException) new InterruptedException("while reading").initCause(e);
            }
            @Nullable IOException failure = in.failure();
            if (failure instanceof TransferException known) {
                throw known;
            } else if (failure != null) {
                throw TransferException.temporary("the transfer broke off (" + failure + ")", failure);
            }
            throw e;
        } finally {
            staging.discard();
        }
    }

    private static List<MissingImage> all(List<ImageUrl> wanted, MissingReason reason, String problem) {
        return wanted.stream()
                .map(image -> new MissingImage(image.line(), image, reason, problem))
                .toList();
    }
}

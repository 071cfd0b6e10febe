package org.llavamed.data.fetch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/**
 * Fetches the images that LLaVA-Med's {@code image_urls.jsonl} names, one JSON object a line:
 * {@code {"pmc_tar_url": "https://.../PMC1.tar.gz", "image_file_path": "PMC1/fig1.jpg", "pair_id": "123_F1"}}. Each package
 * is fetched once for all its lines. An image becomes {@code <pair_id>.<extension>}, the extension told by its content; one
 * that is no image, or is cut off, is not kept.
 *
 * <p>A run can end at any moment, also by a kill: what is in the folder is whole, and the next run fetches only the rest. What
 * is missing is in a report of JSON lines ({@code pair_id, url, path, reason, line, detail}; reasons as in
 * {@link MissingReason}, in lower case); what is missing for good (not found, no such file, no image) is not tried again
 * unless the options say so.
 *
 * <p>One run at a time; {@link #cancel} may be called by any thread.
 */
public final class ImageFetch {
    /** With five tries each, 20 take a minute or two without a network; a whole list would take weeks. */
    private static final int MAX_FAILED_IN_A_ROW = 20;

    private final AtomicInteger failedInARow = new AtomicInteger();
    private final Transfer transfer;
    private final FetchOptions options;
    private volatile boolean cancelled;
    private volatile @Nullable ExecutorService workers;

    /**
     * Prepares a run; nothing happens yet.
     *
     * @param transfer brings packages
     * @param options how
     */
    public ImageFetch(Transfer transfer, FetchOptions options) {
        this.transfer = transfer;
        this.options = options;
    }

    /** Ends the run soon; what it has fetched stays. A later run would end at once: it needs another object. */
    public void cancel() {
        cancelled = true;
        ExecutorService running = workers;
        if (running != null) {
            running.shutdownNow();
        }
    }

    /**
     * Fetches what is not there yet.
     *
     * @param urls the list, a regular file of up to 16 million lines
     * @param output folder of images; made if needed
     * @param report what is missing; beside the images, or anywhere
     * @param listener is told after each article, by one thread at a time
     * @return what was done
     * @throws LlavaMedException if the list holds no usable line, if something cannot be written, if another run writes the
     *     folder or the report, or if 20 packages in a row could not be had: then there is no network, or no such server
     */
    public FetchSummary run(Path urls, Path output, Path report, Consumer<FetchProgress> listener) {
        if (report.toAbsolutePath().normalize().equals(urls.toAbsolutePath().normalize())) {
            throw new LlavaMedException(report + ": is the list itself");
        }
        List<MissingImage> refused = new ArrayList<>();
        try (UrlList list = UrlList.read(
                urls,
                options.limit(),
                (line, image, reason, problem) -> refused.add(new MissingImage(line, image, reason, problem)))) {
            failedInARow.set(0);
            try (ImageStore store = ImageStore.open(output);
                    MissingReport missing = MissingReport.open(report, options.retryMissing(), store::has)) {
                FetchCounts counts = new FetchCounts(list.images(), listener);
                for (MissingImage each : refused) {
                    counts.refused(each.reason());
                    missing.add(each);
                }
                ArticleFetch articles = new ArticleFetch(transfer, store, options);
                work(list, store, missing, articles, counts);
                return counts.summary(articles, cancelled);
            }
        }
    }

    private void work(
            UrlList list, ImageStore store, MissingReport missing, ArticleFetch articles, FetchCounts counts) {
        ExecutorService pool = Executors.newFixedThreadPool(options.concurrency(), task -> {
            Thread thread = new Thread(task, "image-fetch");
            thread.setDaemon(true);
            return thread;
        });
        AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        CountDownLatch begun = new CountDownLatch(1); // nobody fails before all are there
        for (int i = 0; i < options.concurrency(); i++) {
            pool.execute(() -> {
                try {
                    begun.await();
                    takeArticles(list, store, missing, articles, counts);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt(); // cancelled, or another one failed
                } catch (IOException | RuntimeException e) { // one that cannot write stops all
                    if (failure.compareAndSet(null, failure(e))) {
                        pool.shutdownNow();
                    }
                }
            });
        }
        pool.shutdown();
        begun.countDown();
        workers = pool;
        if (cancelled) { // before it was there to be stopped
            pool.shutdownNow();
        }
        await(pool);
        workers = null;
        RuntimeException first = failure.get();
        if (first != null && !cancelled) {
            throw first;
        }
    }

    /** Waits for the workers; an interrupt of this thread cancels them. */
    private void await(ExecutorService pool) {
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = pool.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                interrupted = true;
                cancel();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static RuntimeException failure(Exception e) {
        return e instanceof RuntimeException own ? own : new LlavaMedException("images cannot be kept: " + e, e);
    }

    private void takeArticles(
            UrlList list, ImageStore store, MissingReport missing, ArticleFetch articles, FetchCounts counts)
            throws IOException, InterruptedException {
        for (List<ImageUrl> article = list.nextArticle(); article != null && !cancelled; article = list.nextArticle()) {
            List<ImageUrl> wanted = new ArrayList<>();
            for (ImageUrl image : article) {
                MissingReason known = missing.known(image);
                if (store.has(image.pairId())) {
                    counts.present();
                } else if (known != null) {
                    counts.known(known);
                } else {
                    wanted.add(image);
                }
            }
            if (!wanted.isEmpty()) {
                List<MissingImage> gone = articles.fetch(wanted.get(0).address(), wanted);
                gone.forEach(missing::add);
                boolean failed = !gone.isEmpty() && gone.get(0).reason() == MissingReason.TRANSFER_FAILED;
                if (!failed) {
                    failedInARow.set(0);
                } else if (failedInARow.incrementAndGet() >= MAX_FAILED_IN_A_ROW) {
                    throw new LlavaMedException(MAX_FAILED_IN_A_ROW
                            + " packages in a row could not be had, run again to go on; the last: "
                            + gone.get(0).detail());
                }
                counts.fetched(wanted.size(), gone, articles.bytes());
            }
        }
    }
}

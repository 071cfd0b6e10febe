package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.fetch.FetchOptions;
import org.llavamed.data.fetch.FetchProgress;
import org.llavamed.data.fetch.FetchSummary;
import org.llavamed.data.fetch.FolderTransfer;
import org.llavamed.data.fetch.HttpTransfer;
import org.llavamed.data.fetch.ImageFetch;
import org.llavamed.data.fetch.MissingReason;
import org.llavamed.data.fetch.Transfer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Fetches the images of a list of addresses. */
@Command(
        name = "images",
        description = {
            "Fetches the images that a list names out of the articles' packages; run again to go on where it stopped.",
            "",
            "A line of the list is {\"pmc_tar_url\": \"https://.../PMC1.tar.gz\", \"image_file_path\":"
                    + " \"PMC1/fig1.jpg\", \"pair_id\": \"123_F1\"}. Images become <pair_id>.<extension>; what is missing is"
                    + " reported with its reason."
        },
        footer = {
            "",
            "Example:",
            "  llava-med images --urls llava_med_image_urls.jsonl --output images --limit 100",
            "",
            "Exit codes: 0 all there, 1 failed or some images are missing (see the report), 2 wrong use, 130 cancelled."
        })
final class ImagesCommand implements Callable<Integer> {
    private final Terminal terminal;
    private long told;
    private long listed = -1; // images in the list; not known before the first progress

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--urls", paramLabel = "F.jsonl", required = true, description = "The list, image_urls.jsonl.")
    private Path urls = Path.of("");

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "Folder for the images.")
    private Path output = Path.of("");

    @Option(
            names = "--packages",
            paramLabel = "DIR",
            description = "Take the packages from this folder (PMC1.tar.gz, or 3f/46/PMC1.tar.gz); fetch nothing.")
    private @Nullable Path packages;

    @Option(
            names = "--report",
            paramLabel = "F.jsonl",
            description = "What is missing and why; missing.jsonl in the output folder if not given.")
    private @Nullable Path report;

    @Option(names = "--limit", paramLabel = "N", description = "Use the first N usable lines only.")
    private int limit = Integer.MAX_VALUE;

    @Option(names = "--concurrency", paramLabel = "N", description = "Transfers at a time, 1 to 64; 3 if not given.")
    private int concurrency = 3;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "Most requests a second; 3 if not given, which is what NCBI asks for.")
    private double rate = 3;

    @Option(names = "--attempts", paramLabel = "N", description = "Most tries of a package; 5 if not given.")
    private int attempts = 5;

    @Option(names = "--retry-missing", description = "Try again what an earlier run found missing for good.")
    private boolean retryMissing;

    @Option(names = "--decode", description = "Decode each image to see that it can be read; slow.")
    private boolean decode;

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    ImagesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        FetchOptions options = options();
        Transfer transfer = packages == null ? new HttpTransfer() : new FolderTransfer(packages);
        Path missing = report == null ? output.resolve("missing.jsonl") : report;
        ImageFetch fetch = new ImageFetch(transfer, options);
        FetchSummary summary;
        try (Interrupts.Scope scope = terminal.interrupts().during(fetch::cancel)) {
            summary = fetch.run(urls, output, missing, this::tell);
        }
        terminal.endProgress();
        terminal.out().println(json ? Json.line(object(summary, missing)) : text(summary, missing));
        if (summary.cancelled()) {
            terminal.tell("cancelled; run again to go on");
            return ExitCode.CANCELLED;
        }
        return summary.missingTotal() == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private FetchOptions options() {
        try {
            return FetchOptions.builder()
                    .concurrency(concurrency)
                    .requestsPerSecond(packages == null ? rate : 1e6) // a disk needs no rest
                    .attempts(packages == null ? attempts : 1, Duration.ofSeconds(1), Duration.ofMinutes(5))
                    .limit(limit)
                    .retryMissing(retryMissing)
                    .decode(decode)
                    .build();
        } catch (IllegalArgumentException e) {
            if (spec == null) {
                throw new IllegalStateException("not parsed", e);
            }
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void tell(FetchProgress progress) {
        listed = progress.total();
        String line = String.format(
                Locale.ROOT,
                "%d of %d %s, %d missing, %.1f MB, %.2f MB/s, %s left",
                progress.done() - progress.missing(),
                progress.total(),
                CountText.noun(progress.total(), "image"),
                progress.missing(),
                progress.bytes() / 1e6,
                progress.bytesPerSecond() / 1e6,
                time(progress.remaining()));
        long percent = 20 * progress.done() / Math.max(1, progress.total());
        if (terminal.interactive()) {
            terminal.tellProgress(line);
        } else if (percent > told) { // a log file needs no line for each
            told = percent;
            terminal.tell(line);
        }
    }

    private static String time(Duration duration) {
        return duration.toMinutes() >= 2
                ? String.format(Locale.ROOT, "%d h %02d min", duration.toHours(), duration.toMinutesPart())
                : Math.max(0, duration.toSeconds()) + " s";
    }

    private static Map<String, Long> reasons(FetchSummary summary) {
        Map<String, Long> reasons = new TreeMap<>();
        summary.missing().forEach((reason, count) -> reasons.put(reason.name().toLowerCase(Locale.ROOT), count));
        return reasons;
    }

    /** What a cancelled run did not come to; lines of no use are not among the images of the list. */
    private String notTried(FetchSummary summary) {
        if (listed < 0) {
            return "the rest not tried yet";
        }
        long refused = summary.missing().getOrDefault(MissingReason.BAD_LINE, 0L)
                + summary.missing().getOrDefault(MissingReason.DUPLICATE, 0L);
        return listed - summary.images() - summary.present() - summary.missingTotal() + refused + " not tried yet";
    }

    private String text(FetchSummary summary, Path report) {
        String missing = summary.missingTotal() == 0
                ? summary.cancelled() ? "" : "nothing missing"
                : summary.missingTotal() + " missing " + reasons(summary) + ", see " + report;
        String rest = summary.cancelled() ? (missing.isEmpty() ? "" : ", ") + notTried(summary) : "";
        return String.format(
                Locale.ROOT,
                "%s from %s (%.1f MB, %s), %d there before, %s%s",
                CountText.of(summary.images(), "image"),
                CountText.of(summary.articles(), "article"),
                summary.bytes() / 1e6,
                CountText.of(summary.retries(), "retry"),
                summary.present(),
                missing,
                rest);
    }

    private static Map<String, Object> object(FetchSummary summary, Path report) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("images", summary.images());
        object.put("present", summary.present());
        object.put("missing_total", summary.missingTotal());
        object.put("missing", reasons(summary));
        object.put("articles", summary.articles());
        object.put("bytes", summary.bytes());
        object.put("retries", summary.retries());
        object.put("cancelled", summary.cancelled());
        object.put("report", report.toString());
        return object;
    }
}

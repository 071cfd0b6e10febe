package org.llavamed.examples.commands;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.article.Article;
import org.llavamed.data.article.ArticleSource;
import org.llavamed.data.article.ImageCopies;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.data.file.OutputFiles;
import org.llavamed.data.file.RecordWriter;
import org.llavamed.error.LlavaMedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the figures of articles as records. */
@Command(
        name = "figures",
        description = {
            "Reads articles (JATS XML) and writes their figures: caption, image file, licence, and every sentence of the text"
                    + " that mentions the figure.",
            "",
            "A broken article of a folder or package is reported and left out; the others are written and the exit code is 1."
        },
        footer = {
            "",
            "Example:",
            "  llava-med figures --input PMC7236913.tar.gz --output figures.jsonl",
            "  llava-med figures --input packages --output figures.jsonl --images images --json"
        })
final class FiguresCommand implements Callable<Integer> {
    private static final int STEP = 1_000; // articles between two lines of a log

    private final Terminal terminal;

    @Option(
            names = "--input",
            paramLabel = "PATH",
            required = true,
            description =
                    "An article (.nxml, .xml), a folder of articles and packages, or a package of PubMed Central's"
                            + " open-access subset (.tar.gz).")
    private Path input = Path.of("");

    @Option(
            names = "--output",
            paramLabel = "F.jsonl",
            required = true,
            description = "The figures, one JSON object a line, or an array if the name ends in .json.")
    private Path output = Path.of("");

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description =
                    "Copy the figures' images out of the packages and folders to this folder, as <pair_id>.<extension>.")
    private @Nullable Path images;

    @Option(names = "--json", description = "Print the counts as one JSON object.")
    private boolean json;

    FiguresCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** What was read and written, as --json prints it. */
    private static final class Counts {
        private final Map<String, Long> values = new LinkedHashMap<>();

        Counts() {
            for (String name : List.of(
                    "articles",
                    "figures",
                    "mentions",
                    "figures_without_graphic",
                    "figures_without_caption",
                    "figures_without_mention",
                    "figure_links",
                    "broken_figure_links",
                    "failed",
                    "repeated",
                    "skipped")) {
                values.put(name, 0L);
            }
        }

        void add(String name, long count) {
            values.merge(name, count, Long::sum);
        }

        long get(String name) {
            return values.getOrDefault(name, 0L);
        }

        String text(String name, String noun) {
            return CountText.of(get(name), noun);
        }

        void add(Article article) {
            add("articles", 1);
            add("mentions", article.mentions());
            add("figure_links", article.figureLinks());
            add("broken_figure_links", article.brokenLinks());
            for (FigureRecord figure : article.figures()) {
                add("figures", 1);
                add("figures_without_graphic", figure.graphic() == null ? 1 : 0);
                add("figures_without_caption", figure.figCaption().isEmpty() ? 1 : 0);
                add("figures_without_mention", figure.inTextMention().isEmpty() ? 1 : 0);
            }
        }
    }

    @Override
    public Integer call() {
        OutputFiles.apart(input, output);
        boolean many = Files.isDirectory(input) || input.toString().endsWith("gz");
        AtomicBoolean cancelled = new AtomicBoolean();
        Counts counts = new Counts();
        Set<String> seen = new HashSet<>();
        try (Interrupts.Scope scope = terminal.interrupts().during(() -> cancelled.set(true));
                ImageCopies copies = images == null ? null : new ImageCopies(images, this::tellRefused);
                ArticleSource source = copies == null ? ArticleSource.open(input) : ArticleSource.open(input, copies);
                RecordWriter writer = RecordWriter.create(output)) {
            while (!cancelled.get()) {
                try {
                    Article article = source.next();
                    if (article == null) {
                        break;
                    }
                    if (isRepeated(article, seen)) {
                        counts.add("repeated", 1);
                        continue;
                    }
                    counts.add(article);
                    article.figures().forEach(figure -> writer.write(figure.toJson()));
                } catch (LlavaMedException e) {
                    if (!many || (copies != null && copies.failed())) {
                        throw e;
                    }
                    counts.add("failed", 1);
                    terminal.tell("left out: " + e.getMessage());
                }
                tell(counts);
            }
            counts.add("skipped", source.skipped());
            if (copies != null) {
                counts.add("images", copies.copied());
                counts.add("images_missing", copies.missing());
                counts.add("images_refused", copies.refused());
            }
            terminal.endProgress();
            if (cancelled.get()) {
                terminal.tell("cancelled after " + counts.text("articles", "article") + "; nothing is written");
                return ExitCode.CANCELLED;
            }
            if (counts.get("articles") == 0) {
                throw new LlavaMedException(input + ": no article could be read in it"
                        + (counts.get("failed") > 0 ? "; " + counts.get("failed") + " are broken" : ""));
            }
            writer.commit();
        }
        report(counts);
        return counts.get("failed") == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    /** Whether an article was read before, for instance from its file and then from its package. */
    private static boolean isRepeated(Article article, Set<String> seen) {
        String id = article.pmid() == null ? article.pmcid() : article.pmid();
        return id != null && !seen.add(id);
    }

    private void tellRefused(String pairId, String problem) {
        terminal.tell("no image for " + pairId + ": " + problem);
    }

    private void tell(Counts counts) {
        String line = counts.text("articles", "article") + ", " + counts.text("figures", "figure");
        if (terminal.interactive()) {
            terminal.tellProgress(line);
        } else if ((counts.get("articles") + counts.get("failed")) % STEP == 0) {
            terminal.tell(line);
        }
    }

    private static String copied(Counts counts) {
        return "; " + counts.text("images", "image") + " copied, " + counts.get("images_missing") + " missing, "
                + counts.get("images_refused") + " unusable";
    }

    private static String naming(long count, String noun) {
        return CountText.of(count, noun) + (count == 1 ? " names" : " name");
    }

    private void report(Counts counts) {
        if (json) {
            terminal.out().println(Json.line(counts.values));
            return;
        }
        String problems = (counts.get("failed") == 0
                        ? ""
                        : ", " + counts.text("failed", "broken article") + " left out")
                + (counts.get("repeated") == 0 ? "" : ", " + counts.text("repeated", "article") + " given twice");
        terminal.tell(String.format(
                Locale.ROOT,
                "%s: %s of %s, %s; %s no image file, %s no figure%s%s",
                output.getFileName(),
                counts.text("figures", "figure"),
                counts.text("articles", "article"),
                counts.text("mentions", "mention"),
                naming(counts.get("figures_without_graphic"), "figure"),
                naming(counts.get("broken_figure_links"), "link"),
                images == null ? "" : copied(counts),
                problems));
    }
}

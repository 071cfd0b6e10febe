package org.llavamed.examples.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.llavamed.data.article.Article;
import org.llavamed.data.article.ArticleSource;
import org.llavamed.data.figure.FigureRecord;
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
            "  llava-med figures --input articles --output figures.jsonl --json"
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

    @Option(names = "--json", description = "Print the counts as one JSON object.")
    private boolean json;

    FiguresCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** What was read and written, as --json prints it. */
    private static final class Counts {
        public long articles;
        public long figures;
        public long mentions;
        public long figuresWithoutGraphic;
        public long figuresWithoutCaption;
        public long figuresWithoutMention;
        public long figureLinks;
        public long brokenFigureLinks;
        public long failed;
        public long skipped;

        void add(Article article) {
            articles++;
            mentions += article.mentions();
            figureLinks += article.figureLinks();
            brokenFigureLinks += article.brokenLinks();
            for (FigureRecord figure : article.figures()) {
                figures++;
                figuresWithoutGraphic += figure.graphic() == null ? 1 : 0;
                figuresWithoutCaption += figure.figCaption().isEmpty() ? 1 : 0;
                figuresWithoutMention += figure.inTextMention().isEmpty() ? 1 : 0;
            }
        }
    }

    @Override
    public Integer call() {
        requireOther();
        boolean many = Files.isDirectory(input) || input.toString().endsWith("gz");
        AtomicBoolean cancelled = new AtomicBoolean();
        Counts counts = new Counts();
        try (Interrupts.Scope scope = terminal.interrupts().during(() -> cancelled.set(true));
                ArticleSource source = ArticleSource.open(input);
                RecordWriter writer = RecordWriter.create(output)) {
            while (!cancelled.get()) {
                try {
                    Article article = source.next();
                    if (article == null) {
                        break;
                    }
                    counts.add(article);
                    article.figures().forEach(figure -> writer.write(figure.toJson()));
                } catch (LlavaMedException e) {
                    if (!many) {
                        throw e;
                    }
                    counts.failed++;
                    terminal.tell("left out: " + e.getMessage());
                }
                tell(counts);
            }
            counts.skipped = source.skipped();
            terminal.endProgress();
            if (cancelled.get()) {
                terminal.tell("cancelled after " + counts.articles + " articles; nothing is written");
                return ExitCode.CANCELLED;
            }
            if (counts.articles == 0) {
                throw new LlavaMedException(input + ": no article could be read in it"
                        + (counts.failed > 0 ? "; " + counts.failed + " are broken" : ""));
            }
            writer.commit();
        }
        report(counts);
        return counts.failed == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private void requireOther() {
        try {
            if (Files.exists(input) && Files.exists(output) && Files.isSameFile(input, output)) {
                throw new LlavaMedException(output + ": is the input; nothing is written");
            }
        } catch (IOException e) {
            throw new LlavaMedException(output + ": cannot be looked at (" + e + ")", e);
        }
    }

    private void tell(Counts counts) {
        String line = counts.articles + " articles, " + counts.figures + " figures";
        if (terminal.interactive()) {
            terminal.tellProgress(line);
        } else if ((counts.articles + counts.failed) % STEP == 0) {
            terminal.tell(line);
        }
    }

    private void report(Counts counts) {
        if (json) {
            terminal.out().println(Json.line(counts));
            return;
        }
        String problems = counts.failed == 0 ? "" : ", " + counts.failed + " broken articles left out";
        terminal.tell(String.format(
                Locale.ROOT,
                "%s: %d figures of %d articles, %d mentions; %d figures name no image file, %d links name no figure%s",
                output.getFileName(),
                counts.figures,
                counts.articles,
                counts.mentions,
                counts.figuresWithoutGraphic,
                counts.brokenFigureLinks,
                problems));
    }
}

package org.llavamed.examples.miniature;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.llavamed.data.align.AlignmentFile;
import org.llavamed.data.align.AlignmentOptions;
import org.llavamed.data.align.AlignmentSummary;
import org.llavamed.data.asking.AskingProgress;
import org.llavamed.data.clean.CleaningFile;
import org.llavamed.data.clean.CleaningOptions;
import org.llavamed.data.clean.CleaningSummary;
import org.llavamed.data.instruct.FigureInput;
import org.llavamed.data.instruct.InstructKind;
import org.llavamed.data.instruct.InstructOptions;
import org.llavamed.data.instruct.InstructPrompt;
import org.llavamed.data.instruct.InstructReport;
import org.llavamed.data.instruct.InstructRun;
import org.llavamed.data.instruct.InstructStep;
import org.llavamed.data.phantom.PhantomCounts;
import org.llavamed.data.phantom.PhantomSet;
import org.llavamed.data.phantom.ScriptedTeacher;
import org.llavamed.data.phantom.Split;
import org.llavamed.error.LlavaMedException;

/** The stages that make data: images, captions, dialogues, texts. */
final class DataStages {
    static final String TRAIN = "phantoms-train";
    static final String TEST = "phantoms-test";

    /** What stage 1 learns. */
    static final String ALIGNMENT = "align/align.json";

    /** Images with all that is said about them, for the towers. */
    static final String PAIRS = "align/pairs.json";

    /** What the language model learns; the tokenizer, too. */
    static final String TEXTS = "texts/texts.jsonl";

    private final MiniatureSettings settings;
    private final long seed;

    DataStages(MiniatureSettings settings, long seed) {
        this.settings = settings;
        this.seed = seed;
    }

    /** Draws images that are learned from. */
    Stage training() {
        return phantoms(TRAIN, settings.phantoms().train(), Split.TRAIN);
    }

    /** Draws images that are only asked about. */
    Stage test() {
        return phantoms(TEST, settings.phantoms().test(), Split.TEST);
    }

    private Stage phantoms(String name, int count, Split split) {
        return new Stage(
                name,
                SettingsJson.object(
                        "count", count, "seed", seed, "split", split.key(), "drawings", PhantomSet.DRAWINGS),
                List.of(),
                List.of(
                        name + "/figures.jsonl",
                        name + "/truth.jsonl",
                        name + "/questions.jsonl",
                        name + "/" + ImageList.FILE),
                true,
                run -> {
                    PhantomSet set = new PhantomSet(count, seed, split);
                    PhantomCounts counts = set.write(run.folder(), (done, of) -> {
                        run.progress((double) done / of, counted(done, of, "phantoms"));
                        run.requireGoing();
                    });
                    ImageList.write(
                            run.folder(),
                            IntStream.range(0, count)
                                    .mapToObj(index -> set.pairId(index) + ".png")
                                    .toList(),
                            run);
                    return SettingsJson.object("phantoms", counts.phantoms(), "questions", counts.questions());
                },
                ImageList::problem);
    }

    /** Makes the sets of image and caption. */
    Stage align() {
        boolean mentions = settings.align().mentions();
        return new Stage(
                "align",
                SettingsJson.object("mentions", mentions, "seed", seed),
                List.of(TRAIN + "/figures.jsonl"),
                List.of(ALIGNMENT, PAIRS),
                false,
                run -> {
                    Path figures = run.path(TRAIN + "/figures.jsonl");
                    Path told = run.folder().resolve("figures.jsonl");
                    FigureTexts.writePairs(figures, run.path(PAIRS), run);
                    if (mentions) {
                        FigureTexts.writeTold(figures, told, run);
                    }
                    AlignmentSummary made = AlignmentFile.make(
                            mentions ? told : figures,
                            run.path(ALIGNMENT),
                            new AlignmentOptions(seed, run.path(TRAIN + "/images"), false, Long.MAX_VALUE),
                            counting(run, settings.phantoms().train(), "captions"));
                    return SettingsJson.object("samples", made.recordsOut());
                });
    }

    /** Lets the scripted teacher write dialogues. */
    Stage instruct() {
        return instruct(
                "instruct", settings.instruct().figures(), settings.instruct().mentions());
    }

    /** Lets the scripted teacher write dialogues about so many figures into {@code <name>/instruct.json}. */
    Stage instruct(String name, int figures, boolean mentions) {
        return new Stage(
                name,
                SettingsJson.object(
                        "figures", figures, "mentions", mentions, "seed", seed, "wordings", ScriptedTeacher.WORDINGS),
                List.of(TRAIN + "/figures.jsonl", TRAIN + "/truth.jsonl"),
                List.of(name + "/instruct.json"),
                true,
                run -> dialogues(run, figures, mentions));
    }

    private ObjectNode dialogues(StageRun run, int figures, boolean mentions) {
        InstructStep step =
                new InstructStep(InstructPrompt.of(InstructKind.DIALOGUE, mentions), ScriptedTeacher.MODEL, 0, null);
        InstructRun asking = new InstructRun(
                step,
                ScriptedTeacher.read(run.path(TRAIN + "/truth.jsonl")),
                InstructOptions.DEFAULT.withMaxSize(figures));
        Path replies = run.folder().resolve("replies.jsonl");
        FigureInput input = new FigureInput(run.path(TRAIN + "/figures.jsonl"), mentions);
        InstructReport report = asking.run(input, replies, progress -> {
            tell(run, progress);
            if (run.stopped()) {
                asking.cancel();
            }
        });
        if (report.cancelled()) {
            throw new CancellationException();
        }
        if (report.unanswered() > 0 || report.rejected() > 0) {
            throw new LlavaMedException(replies + ": " + (report.unanswered() + report.rejected()) + " of "
                    + report.total() + " figures got no dialogue");
        }
        run.requireGoing();
        CleaningOptions options = new CleaningOptions(
                seed, run.path(TRAIN + "/images"), run.folder().resolve("dropped.jsonl"));
        CleaningSummary cleaned = CleaningFile.clean(
                replies, run.folder().resolve("instruct.json"), options, counting(run, figures, "dialogues cleaned"));
        return SettingsJson.object("dialogues", cleaned.recordsOut(), "exchanges", cleaned.pairsOut());
    }

    private static void tell(StageRun run, AskingProgress progress) {
        run.progress(
                (double) progress.done() / Math.max(1, progress.total()),
                counted(progress.done(), progress.total(), "dialogues"));
    }

    /** Puts together what the language model reads: captions, mentions, dialogues, some exchanges; no test phantom is in it. */
    Stage texts() {
        return new Stage(
                "texts",
                SettingsJson.object("exchanges", "compared"),
                List.of(TRAIN + "/figures.jsonl", "instruct/instruct.json"),
                List.of(TEXTS),
                false,
                run -> SettingsJson.object(
                        "texts",
                        FigureTexts.writeTexts(
                                run.path(TRAIN + "/figures.jsonl"),
                                run.path("instruct/instruct.json"),
                                run.path(TEXTS),
                                run)));
    }

    private static LongConsumer counting(StageRun run, int of, String what) {
        return done -> {
            run.progress(Math.min(1, (double) done / of), counted(done, of, what));
            run.requireGoing();
        };
    }

    private static String counted(long done, long of, String what) {
        return String.format(Locale.ROOT, "%,d of %,d %s", done, of, what);
    }
}

package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llavamed.eval.score.Bootstrap;
import org.llavamed.eval.score.ScoreMode;
import org.llavamed.eval.truth.Candidates;
import org.llavamed.eval.truth.GroundTruth;
import org.llavamed.eval.vqa.VqaScoring;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What answers are scored against, and how. */
@Command
final class ScoringOptions {
    @Option(
            names = "--ground-truth",
            paramLabel = "F",
            required = true,
            description = "Questions with their expected answers, as LLaVA-Med's test.json.")
    private Path groundTruth = Path.of("");

    @Option(
            names = "--candidates",
            paramLabel = "F",
            description = "Open answers of the training set ({\"0\": [...]}), for open_accuracy of reference mode.")
    private @Nullable Path candidates;

    @Option(
            names = "--mode",
            paramLabel = "M",
            defaultValue = "BOTH",
            description =
                    "reference (what the published evaluators compute), strict (whole words, sets of words) or both"
                            + " (default: both).")
    private Modes mode = Modes.BOTH;

    @Option(
            names = "--allow-missing",
            description = "Leave questions without an answer out, as after a run with --limit or --shard.")
    private boolean allowMissing;

    @Option(
            names = "--resamples",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Samples drawn for the 95%% intervals, 100 to 1,000,000 (default: ${DEFAULT-VALUE}).")
    private int resamples;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Seed of the draws (default: 0).")
    private long seed;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private UsageCheck usage = new UsageCheck();

    /** The values of {@code --mode}. */
    enum Modes {
        REFERENCE,
        STRICT,
        BOTH;

        Set<ScoreMode> modes() {
            return this == BOTH ? EnumSet.allOf(ScoreMode.class) : EnumSet.of(ScoreMode.valueOf(name()));
        }
    }

    Path groundTruth() {
        return groundTruth;
    }

    /** Name of the ground truth without its extension. */
    String stem() {
        Path name = groundTruth.getFileName();
        String file = name == null ? "" : name.toString();
        int dot = file.lastIndexOf('.');
        return dot > 0 ? file.substring(0, dot) : file;
    }

    boolean allowMissing() {
        return allowMissing;
    }

    boolean json() {
        return json;
    }

    /** Reads the files. */
    VqaScoring scoring() {
        Bootstrap bootstrap = usage.of(() -> new Bootstrap(resamples, seed));
        Candidates list = candidates == null ? null : Candidates.read(candidates);
        return new VqaScoring(GroundTruth.read(groundTruth), list, mode.modes(), bootstrap);
    }

    static String name(ScoreMode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }
}

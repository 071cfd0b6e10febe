package org.llavamed.examples.commands;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llavamed.train.TrainingOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of {@code train} about how a run is carried out. */
@Command
final class TrainOptions {
    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "Folder for the trained weights, checkpoints, metrics.jsonl and loss.html.")
    private Path output = Path.of("");

    @Option(names = "--resume", description = "Go on from the last checkpoint in the output folder.")
    private boolean resume;

    @Option(
            names = "--save-steps",
            paramLabel = "N",
            defaultValue = "500",
            description = "Write a checkpoint every N steps (0: only at the end). Default: ${DEFAULT-VALUE}.")
    private long saveSteps;

    @Option(
            names = "--keep",
            paramLabel = "N",
            defaultValue = "1",
            description = "Checkpoints to keep. Default: ${DEFAULT-VALUE}.")
    private int keep;

    @Option(
            names = "--skip-bad",
            description = "Leave out and count records that cannot be used. Default: the first one ends the run.")
    private boolean skipBad;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Threads that read samples and decode images. Default: one a processor, at most 4.")
    private @Nullable Integer workers;

    @Option(
            names = "--feature-cache",
            paramLabel = "DIR",
            description = "Keep the features of images there for later epochs and runs.")
    private @Nullable Path featureCache;

    @Option(
            names = "--projector",
            paramLabel = "F",
            description = "Projector weights to begin with. Default: the model's own.")
    private @Nullable Path projector;

    @Mixin
    private TowerOptions tower = new TowerOptions();

    @Option(
            names = "--memory-limit",
            paramLabel = "GiB",
            description = "Refuse a run that needs more. Default: what the machine has.")
    private @Nullable Double memoryLimit;

    Path output() {
        return output;
    }

    boolean skipBad() {
        return skipBad;
    }

    /** The options so far, to be completed. */
    TrainingOptions.Builder builder() {
        TrainingOptions.Builder builder = TrainingOptions.builder(output)
                .resume(resume)
                .saveSteps(saveSteps)
                .keep(keep)
                .skipBadSamples(skipBad)
                .featureCache(featureCache)
                .projector(projector)
                .checkpoint(tower.checkpoint());
        if (workers != null) {
            builder.workers(workers);
        }
        if (memoryLimit != null) {
            if (!(memoryLimit > 0 && memoryLimit < 1e6)) {
                throw new IllegalArgumentException(
                        "--memory-limit is " + memoryLimit + " but must be a number of GiB above 0");
            }
            builder.memoryLimit((long) (memoryLimit * (1L << 30)));
        }
        return builder;
    }
}

package org.llavamed.examples.miniature;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.llavamed.data.answers.OtherSettingsException;
import org.llavamed.data.file.LockedFile;
import org.llavamed.error.LlavaMedException;

/**
 * Runs stages in order, each unless it was done before with the same settings and inputs. Run again after it was stopped or
 * killed, at whatever moment, it goes on. What is done and from what is in {@value ChainLog#FILE}; a stage whose settings,
 * inputs or outputs are others than there runs again, and those that read what it writes if that has changed. Where other
 * settings would throw away more than {@value #DEAR} seconds of work, it refuses unless it is told otherwise.
 */
final class Chain {
    private static final int DEAR = 600;

    private final Path folder;
    private final ChainListener listener;
    private final BooleanSupplier stop;
    private final Map<String, Double> expected;
    private final boolean again;
    private final List<String> ran = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private double seconds;

    /**
     * A chain.
     *
     * @param folder where the folders of the stages are; made if needed
     * @param listener told how it goes
     * @param stop asked whether to stop; the stage is told and keeps what it can
     * @param expected about how many seconds stages take, to tell how long it will be; may be empty
     * @param again whether other settings may throw away long work
     */
    Chain(Path folder, ChainListener listener, BooleanSupplier stop, Map<String, Double> expected, boolean again) {
        this.folder = folder;
        this.listener = listener;
        this.stop = stop;
        this.expected = Map.copyOf(expected);
        this.again = again;
    }

    /**
     * Runs what is not done.
     *
     * @param stages in an order in which each comes after those whose outputs it reads
     * @param ended told in the end how all stages are then, also if one failed, while no other chain can run in the folder
     * @return what was done
     * @throws LlavaMedException if a stage fails, the folder holds something else, other settings would throw away long work, or
     *     another chain is running in it
     */
    ChainReport run(List<Stage> stages, Consumer<ChainPlan> ended) {
        ChainFolder.prepare(folder);
        Path own = folder.resolve(ChainFolder.LOCK);
        try (LockedFile lock = LockedFile.open(own, folder)) {
            StageAttempt.Place place =
                    new StageAttempt.Place(folder, ChainLog.of(folder), new FileDigests(folder), listener, stop);
            ChainPlan plan = plan(stages, place);
            requireCheap(plan);
            boolean finished = true;
            try {
                for (int i = 0; i < stages.size() && finished; i++) {
                    finished = run(stages, i, place, plan);
                }
            } catch (RuntimeException e) {
                try {
                    ended.accept(plan(stages, place));
                } catch (RuntimeException other) {
                    e.addSuppressed(other);
                }
                throw e;
            }
            ended.accept(plan(stages, place));
            if (finished) { // while no other run can need them
                ChainFolder.removeTree(folder.resolve(TrainingStage.FEATURES)); // large, and soon made again
            }
            return new ChainReport(finished, ran, skipped, seconds);
        } catch (IOException e) {
            throw new LlavaMedException(own + ": cannot be closed (" + e + ")", e);
        }
    }

    private static ChainPlan plan(List<Stage> stages, StageAttempt.Place place) {
        return ChainPlan.of(place.folder(), stages, place.log(), place.digests());
    }

    private void requireCheap(ChainPlan plan) {
        for (String stage : plan.stages()) {
            ChainPlan.Step step = plan.of(stage);
            if (!again && step.settings() && step.lost() > DEAR) {
                throw new LlavaMedException(folder + ": " + stage + ", which took " + Words.time(step.lost())
                        + ", would be thrown away and run again, because " + step.because()
                        + "; nothing was changed. Give the settings and seed of before, another folder, or --again if it"
                        + " is to run again");
            }
        }
    }

    private boolean run(List<Stage> stages, int index, StageAttempt.Place place, ChainPlan plan) {
        Stage stage = stages.get(index);
        Map<String, String> inputs = place.digests().of(stage.inputs());
        for (String input : stage.inputs()) {
            if (!inputs.containsKey(input)) {
                throw new LlavaMedException(
                        folder.resolve(input) + ": is not there, but " + stage.name() + " reads it");
            }
        }
        String at = "[" + (index + 1) + "/" + stages.size() + "] " + stage.name();
        ChainLog.Entry entry = place.log().of(stage.name());
        String other = entry == null ? null : ChainPlan.difference(stage, entry, inputs);
        if (other == null && entry != null && entry.done()) {
            String lost = ChainPlan.lost(folder, stage, entry, place.digests());
            if (lost == null) {
                ChainFolder.tidy(folder.resolve(stage.name()));
                seconds += entry.seconds();
                skipped.add(stage.name());
                listener.tell(at + ": done before, " + Words.time(entry.seconds()));
                return true;
            }
            other = lost;
        }
        ChainLog.Entry begun = other == null && stage.resumes() ? entry : null;
        if (stop.getAsBoolean()) {
            return false;
        }
        ran.add(stage.name());
        if (other != null) {
            listener.tell(at + ": runs again, because " + other);
        } else {
            listener.tell(at + (begun != null ? ": goes on" : ""));
        }
        StageAttempt.Expectation expectation =
                new StageAttempt.Expectation(expected.get(stage.name()), left(stages, index, plan));
        try {
            return work(new StageAttempt(place, stage, at, inputs, begun, expectation));
        } catch (OtherSettingsException e) { // of the program, which are not the stage's
            if (begun == null) {
                throw e;
            }
            listener.tell(at + ": cannot go on and begins anew, because " + e.getMessage());
            return work(new StageAttempt(place, stage, at, inputs, null, expectation));
        }
    }

    private boolean work(StageAttempt attempt) {
        boolean finished = attempt.work();
        seconds += attempt.seconds();
        return finished;
    }

    /** Seconds that those stages behind one that have to run are expected to take; NaN if one is not known. */
    private double left(List<Stage> stages, int index, ChainPlan plan) {
        double sum = 0;
        for (Stage stage : stages.subList(index + 1, stages.size())) {
            if (!plan.of(stage.name()).runs()) {
                continue;
            }
            Double one = expected.get(stage.name());
            sum += one == null ? Double.NaN : one;
        }
        return sum;
    }
}

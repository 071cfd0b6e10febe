package org.llavamed.examples.miniature;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
    private static final String LOCK = "chain.lock";
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
        prepare();
        try (LockedFile lock = LockedFile.open(folder.resolve(LOCK), folder)) {
            ChainLog log = ChainLog.of(folder);
            FileDigests digests = new FileDigests(folder);
            ChainPlan plan = ChainPlan.of(folder, stages, log, digests);
            requireCheap(plan);
            boolean finished = true;
            try {
                for (int i = 0; i < stages.size() && finished; i++) {
                    finished = run(stages, i, log, digests, plan);
                }
            } catch (RuntimeException e) {
                try {
                    ended.accept(ChainPlan.of(folder, stages, log, digests));
                } catch (RuntimeException other) {
                    e.addSuppressed(other);
                }
                throw e;
            }
            ended.accept(ChainPlan.of(folder, stages, log, digests));
            if (finished) { // while no other run can need them
                removeTree(folder.resolve(TrainingStage.FEATURES)); // large, and soon made again
            }
            return new ChainReport(finished, ran, skipped, seconds);
        } catch (IOException e) {
            throw new LlavaMedException(folder.resolve(LOCK) + ": cannot be closed (" + e + ")", e);
        }
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

    private void prepare() {
        try {
            if (Files.isDirectory(folder)
                    && !Files.exists(folder.resolve(ChainLog.FILE))
                    && !Files.exists(folder.resolve(LOCK))) {
                try (Stream<Path> entries = Files.list(folder)) {
                    if (entries.findAny().isPresent()) {
                        throw new LlavaMedException(folder + ": holds files and no " + ChainLog.FILE
                                + "; a chain needs a folder of its own, because it removes what it makes anew");
                    }
                }
            }
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new LlavaMedException(folder + ": cannot be used for a chain (" + e + ")", e);
        }
    }

    private boolean run(List<Stage> stages, int index, ChainLog log, FileDigests digests, ChainPlan plan) {
        Stage stage = stages.get(index);
        Map<String, String> inputs = digests.of(stage.inputs());
        for (String input : stage.inputs()) {
            if (!inputs.containsKey(input)) {
                throw new LlavaMedException(
                        folder.resolve(input) + ": is not there, but " + stage.name() + " reads it");
            }
        }
        String at = "[" + (index + 1) + "/" + stages.size() + "] " + stage.name();
        ChainLog.Entry entry = log.of(stage.name());
        String other = entry == null ? null : ChainPlan.difference(stage, entry, inputs);
        if (other == null && entry != null && entry.done()) {
            String lost = ChainPlan.lost(folder, stage, entry, digests);
            if (lost == null) {
                tidy(stage);
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
        double after = left(stages, index, plan);
        try {
            return work(stage, at, begun, after, log, inputs, digests);
        } catch (OtherSettingsException e) { // of the program, which are not the stage's
            if (begun == null) {
                throw e;
            }
            listener.tell(at + ": cannot go on and begins anew, because " + e.getMessage());
            return work(stage, at, null, after, log, inputs, digests);
        }
    }

    private boolean work(
            Stage stage,
            String at,
            ChainLog.@Nullable Entry begun,
            double after,
            ChainLog log,
            Map<String, String> inputs,
            FileDigests digests) {
        if (begun == null) {
            removeTree(folder.resolve(stage.name()));
        }
        double before = begun == null ? 0 : begun.seconds();
        log.put(stage.name(), ChainLog.Entry.begun(stage.settings(), inputs, before));
        Running running = new Running(stage, at, before, after, log, inputs);
        try {
            Files.createDirectories(folder.resolve(stage.name()));
            ObjectNode facts = stage.work().run(running);
            Map<String, String> outputs = digests.of(stage.outputs());
            for (String output : stage.outputs()) {
                if (!outputs.containsKey(output)) {
                    throw new IllegalStateException(stage.name() + " did not write " + output);
                }
            }
            double taken = running.seconds();
            log.put(stage.name(), new ChainLog.Entry(true, taken, stage.settings(), inputs, outputs, facts));
            tidy(stage);
            seconds += taken;
            String told = facts.isEmpty() ? "" : "; " + Words.facts(facts);
            listener.tell(at + ": done in " + Words.time(taken) + told);
            return true;
        } catch (CancellationException e) {
            running.keepSeconds();
            seconds += running.seconds();
            listener.tell(at + ": stopped after " + Words.time(running.seconds()));
            return false;
        } catch (IOException e) {
            throw new LlavaMedException(folder.resolve(stage.name()) + ": cannot be made (" + e + ")", e);
        } catch (LlavaMedException e) {
            running.keepSeconds();
            if (begun == null || e instanceof OtherSettingsException) {
                throw e;
            }
            throw new LlavaMedException(
                    e.getMessage() + " (" + stage.name() + " went on from an earlier run; if that is to blame, remove "
                            + folder.resolve(stage.name()) + " to begin it anew)",
                    e);
        } catch (RuntimeException e) {
            running.keepSeconds();
            throw e;
        }
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

    /** Checkpoints to resume from are of no use when the stage is done. */
    private void tidy(Stage stage) {
        try (Stream<Path> entries = Files.list(folder.resolve(stage.name()))) {
            entries.filter(path -> Files.isDirectory(path)
                            && path.getFileName().toString().matches("checkpoint-\\d+"))
                    .toList()
                    .forEach(Chain::removeTree);
        } catch (IOException e) {
            throw new LlavaMedException(folder.resolve(stage.name()) + ": cannot be tidied (" + e + ")", e);
        }
    }

    /** Removes a folder and what is in it, if it is there. */
    static void removeTree(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new LlavaMedException(root + ": cannot be removed (" + e + ")", e);
        }
    }

    /** A stage under way. */
    private final class Running implements StageRun {
        private static final long KEEP = 10_000_000_000L;

        private final Stage stage;
        private final String at;
        private final double before;
        private final double after;
        private final ChainLog log;
        private final Map<String, String> inputs;
        private final long began = System.nanoTime();
        private long kept = began;

        Running(Stage stage, String at, double before, double after, ChainLog log, Map<String, String> inputs) {
            this.stage = stage;
            this.at = at;
            this.before = before;
            this.after = after;
            this.log = log;
            this.inputs = inputs;
        }

        double seconds() {
            return Math.round(1000 * (before + now())) / 1000.0;
        }

        private double now() {
            return (System.nanoTime() - began) / 1e9;
        }

        void keepSeconds() {
            log.put(stage.name(), ChainLog.Entry.begun(stage.settings(), inputs, seconds()));
        }

        @Override
        public Path folder() {
            return folder.resolve(stage.name());
        }

        @Override
        public Path path(String relative) {
            return folder.resolve(relative);
        }

        @Override
        public synchronized void progress(double done, String text) {
            if (System.nanoTime() - kept > KEEP) { // what a kill may cost
                kept = System.nanoTime();
                keepSeconds();
            }
            Double usual = expected.get(stage.name());
            double rest = usual == null ? Double.NaN : (1 - done) * usual + after;
            listener.progress(String.format(
                    Locale.ROOT,
                    "%s: %s; %s so far%s",
                    at,
                    text,
                    Words.time(seconds()),
                    Double.isNaN(rest) ? "" : ", about " + Words.time(rest) + " to the end of all"));
        }

        @Override
        public void tell(String line) {
            listener.tell(at + ": " + line);
        }

        @Override
        public boolean stopped() {
            return stop.getAsBoolean();
        }
    }
}

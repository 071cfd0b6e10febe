package org.llavamed.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.CheckpointException;
import org.llavamed.error.EngineException;
import org.llavamed.internal.model.TrainedNetwork;
import org.llavamed.internal.model.TrainedNetwork.Module;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;
import org.llavamed.internal.tensor.TrainingOps;
import org.llavamed.internal.training.Optimizer;
import org.llavamed.internal.training.StateFile;
import org.llavamed.train.Objective.MicroBatch;
import org.llavamed.train.RunState.Counts;
import org.llavamed.train.RunState.Identity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run from its first or resumed step to its end. What a step does depends on the recipe, the data, the start
 * checkpoint and the step's number only, so that a resumed run is the same run. One thread.
 */
final class TrainingRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);
    private static final String STATE = "state.safetensors";

    private final StartModel model;
    private final TrainingRecipe recipe;
    private final TrainingOptions options;
    private final SampleOrder order;
    private final LearningRateSchedule schedule;
    private final RunFolder folder;
    private final Identity identity;
    private final Objective objective;
    private final TrainedNetwork network;
    private final Optimizer optimizer;
    private final IntFunction<PreparedSample> preparation;
    private final BooleanSupplier stop;
    private final SampleCounts counts;
    private long done;
    private long saved = -1;
    /** Whether the weights are those after {@link #done} steps, as far as they are worth keeping. */
    private boolean whole = true;

    TrainingRun(
            StartModel model,
            SampleSource source,
            TrainingRecipe recipe,
            TrainingOptions options,
            RunFolder folder,
            SampleOrder order,
            @Nullable FeatureCache cache,
            IntFunction<PreparedSample> preparation,
            BooleanSupplier stop) {
        this.model = model;
        this.recipe = recipe;
        this.options = options;
        this.folder = folder;
        this.order = order;
        this.schedule = LearningRateSchedule.of(recipe, order.totalSteps());
        this.preparation = preparation;
        this.stop = stop;
        this.identity = new Identity(
                recipe.toJson(),
                Objects.requireNonNull(source.fingerprint(), "fingerprint of the samples"),
                source.size(),
                model.fingerprint());
        Path latest = folder.latest();
        RunState begun = latest == null ? null : RunState.read(latest);
        if (latest != null && begun != null) {
            begun.requireSame(latest, identity); // before minutes are spent on loading
        }
        this.counts =
                new SampleCounts(options.listener(), model.maxLength(), begun == null ? Counts.NONE : begun.counts());
        this.objective = model.load(cache, counts::warn);
        this.network = objective.network();
        try {
            this.optimizer = new Optimizer(
                    network,
                    new TrainingOps.AdamW(recipe.beta1(), recipe.beta2(), recipe.eps(), recipe.weightDecay()),
                    recipe.clipNorm());
            if (latest != null && begun != null) {
                resume(latest, begun);
            }
        } catch (RuntimeException | Error e) {
            objective.close();
            throw e;
        }
    }

    private void resume(Path checkpoint, RunState state) {
        try {
            StateFile.read(checkpoint.resolve(STATE), network, optimizer, state.checksum());
        } catch (CheckpointException e) {
            throw RunState.damaged(checkpoint, String.valueOf(e.getMessage()));
        }
        done = state.step();
        saved = done;
        LOG.info("{}: resumed after step {}", options.output(), done);
    }

    /** What is trained, for tests that set start values. */
    TrainedNetwork network() {
        return network;
    }

    TrainingReport run(long memoryBytes) {
        long began = System.nanoTime();
        long first = done;
        long total = order.totalSteps();
        double lastLoss = Double.NaN;
        options.listener().started(start(memoryBytes));
        if (schedule.warmupSteps() >= total) { // rounded up, one step of warm-up may be all there is
            options.listener()
                    .warning("all " + total + " steps are warm-up, from rate 0: little or nothing is learned; lower"
                            + " accumulation, batch_size or warmup_ratio, or take more steps");
        }
        int ahead = recipe.batchSize() + 2 * options.workers();
        try (SampleFeed feed = new SampleFeed(
                order::step,
                done,
                total,
                options.workers(),
                ahead,
                preparation,
                options.skipBadSamples(),
                counts::skipped)) {
            while (done < total && !stop.getAsBoolean()) {
                requireUninterrupted();
                Counts before = counts.now();
                long stepBegan = System.nanoTime();
                StepOutcome outcome;
                try {
                    outcome = step(feed);
                } catch (RuntimeException | Error e) {
                    counts.goBack(before); // the step will be taken again
                    throw e;
                }
                done++;
                whole = true;
                lastLoss = outcome.loss();
                double seconds = (System.nanoTime() - stepBegan) / 1e9;
                double perStep = (System.nanoTime() - began) / 1e9 / (done - first);
                options.listener().step(outcome.logged(done, order, seconds, perStep * (total - done)));
                if (options.saveSteps() > 0 && done % options.saveSteps() == 0) {
                    save();
                }
            }
            requireUninterrupted();
        } catch (RuntimeException | Error e) {
            throw ended(e);
        }
        if (done > saved) {
            save();
        }
        if (done == total && (done > first || !folder.isFinished(model.lastResultFile()))) {
            finish();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return new TrainingReport(
                done,
                total,
                lastLoss,
                counts.now().skipped(),
                counts.now().cut(),
                counts.now().unlearned(),
                seconds,
                options.output());
    }

    private static void requireUninterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new EngineException("interrupted between two steps");
        }
    }

    /** Keeps the steps before the one that failed, and says so where the failure says nothing. */
    private RuntimeException ended(Throwable failure) {
        if (whole && done > Math.max(saved, 0)) {
            try {
                save();
            } catch (RuntimeException | Error e) {
                failure.addSuppressed(e);
            }
        }
        if (Thread.currentThread().isInterrupted()) {
            return new EngineException("training was interrupted after step " + done + keptWork(), failure);
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return (RuntimeException) failure;
    }

    private String keptWork() {
        Path latest = folder.latest();
        return latest == null ? "; no checkpoint was written yet" : "; the last checkpoint is " + latest;
    }

    private void save() {
        whole = false;
        boolean interrupted = Thread.interrupted();
        Path checkpoint = written();
        while (checkpoint == null) { // an interrupt closed a file: once more, the interrupt is for later
            interrupted |= Thread.interrupted();
            checkpoint = written();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        saved = done;
        whole = true;
        options.listener().saved(done, checkpoint);
    }

    /** Writes a checkpoint; null if an interrupt came in between. */
    private @Nullable Path written() {
        try {
            return folder.save(done, options.keep(), place -> {
                long checksum = StateFile.write(place.resolve(STATE), network, optimizer);
                new RunState(done, identity, counts.now(), checksum).write(place);
            });
        } catch (CheckpointException e) {
            if (Thread.currentThread().isInterrupted()) {
                return null;
            }
            throw new CheckpointException(
                    "the checkpoint of step " + done + " could not be written: " + e.getMessage() + keptWork()
                            + ". Make room on the disk (or access to the folder), then resume",
                    e);
        }
    }

    private void finish() {
        try {
            folder.finish(objective::write);
        } catch (CheckpointException e) {
            throw new CheckpointException(
                    "all steps are taken, but " + e.getMessage() + keptWork()
                            + ". Make room on the disk (or access to the folder), then resume: only this is left to do",
                    e);
        }
    }

    private TrainingStart start(long memoryBytes) {
        long trained = network.parameters().stream()
                .mapToLong(parameter -> elements(parameter.weight().shape()))
                .sum();
        long all = model.tensors().values().stream()
                .distinct()
                .mapToLong(info -> info.shape().stream().reduce(1L, (a, b) -> a * b))
                .sum();
        long replaced = network.parameters().stream()
                .filter(parameter -> model.tensors().containsKey(parameter.name()))
                .mapToLong(parameter -> elements(parameter.weight().shape()))
                .sum();
        return new TrainingStart(
                done + 1,
                order.totalSteps(),
                Math.toIntExact(identity.samples()),
                trained,
                all - replaced,
                recipe.train(),
                memoryBytes);
    }

    private static long elements(long[] shape) {
        long product = 1;
        for (long size : shape) {
            product *= size;
        }
        return product;
    }

    /** Takes the step after those that are done. */
    private StepOutcome step(SampleFeed feed) {
        Map<TrainedModule, Double> rates = rates(done);
        try (TensorScope work = network.newScope()) {
            List<Tensor> gradients = null;
            List<String> ids = new ArrayList<>();
            double lossSum = 0;
            int used = 0;
            int images = 0;
            long tokens = 0;
            long learned = 0;
            int batches = feed.nextStep();
            for (int i = 0; i < batches; i++) {
                List<PreparedSample> batch = feed.nextBatch();
                batch.forEach(counts::used);
                if (batch.isEmpty()) {
                    continue;
                }
                MicroBatch laid = objective.batch(batch);
                List<String> batchIds = batch.stream().map(PreparedSample::id).toList();
                ids.addAll(batchIds);
                images += laid.images();
                tokens += laid.positions();
                learned += laid.learned();
                if (laid.learned() == 0) {
                    continue; // its mean over nothing is not a number
                }
                String where = "step " + (done + 1) + ", micro-batch " + (i + 1) + " of " + batches;
                List<Tensor> results = gradients(work, laid, batches, i, gradients, where + named(batchIds));
                double loss = results.get(0).toFloats()[0];
                results.get(0).close();
                requireFinite(loss, where + ": the loss", batchIds);
                if (gradients != null) {
                    gradients.forEach(Tensor::close); // other handles on the same sums
                }
                gradients = new ArrayList<>(results.subList(1, results.size()));
                lossSum += loss;
                used++;
            }
            if (gradients == null) {
                counts.warn("step " + (done + 1) + ": none of its samples "
                        + (ids.isEmpty() ? "can be used" : "has anything to learn") + "; the weights stay as they are");
                return new StepOutcome(0, rates, 0, ids.size(), images, tokens, 0);
            }
            if (used < batches) {
                new TrainingOps(work).scale(gradients, (float) batches / used);
            }
            float norm = optimizer.norm(work, gradients);
            requireFinite(norm, "step " + (done + 1) + ": the norm of the gradients", ids);
            Map<Module, Double> byModule = new EnumMap<>(Module.class);
            rates.forEach((module, rate) -> byModule.put(module.network(), rate));
            whole = false;
            optimizer.step(work, gradients, norm, byModule, done + 1);
            network.updated();
            return new StepOutcome(lossSum / used, rates, norm, ids.size(), images, tokens, learned);
        }
    }

    private List<Tensor> gradients(
            TensorScope work, MicroBatch laid, int batches, int batch, @Nullable List<Tensor> former, String where) {
        long seed = Seeds.derive(recipe.seed(), Seeds.DROPOUT, done, batch);
        try {
            return laid.gradients(work, 1.0 / batches, seed, former);
        } catch (EngineException e) {
            throw new EngineException(where + ": " + e.getMessage() + keptWork(), e);
        }
    }

    private Map<TrainedModule, Double> rates(long step) {
        double factor = schedule.factor(step);
        Map<TrainedModule, Double> rates = new LinkedHashMap<>();
        recipe.train().forEach(module -> {
            Double rate = recipe.learningRate().get(module);
            rates.put(module, rate == null ? 0 : rate * factor);
        });
        return rates;
    }

    private static String named(List<String> ids) {
        return " (samples " + String.join(", ", ids.subList(0, Math.min(5, ids.size())))
                + (ids.size() > 5 ? " and " + (ids.size() - 5) + " more)" : ")");
    }

    private void requireFinite(double value, String what, List<String> ids) {
        if (Double.isFinite(value)) {
            return;
        }
        whole = false; // the last weights gave this; an earlier checkpoint is worth more
        String advice = done == 0
                ? ". Check that the start checkpoint's weights are numbers and its answers make sense"
                : ". Lower the learning rate, lengthen the warm-up or set clip_norm";
        throw new EngineException(what + " is " + value + named(ids) + "; nothing of this step was kept" + keptWork()
                + advice + (recipe.precision() == TrainingRecipe.Precision.BF16 ? ", or train in f32" : ""));
    }

    /** Frees the model. */
    @Override
    public void close() {
        optimizer.close();
        objective.close();
    }
}

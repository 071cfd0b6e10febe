package org.llavamed.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.EngineException;
import org.llavamed.internal.model.TrainableNetwork;
import org.llavamed.internal.model.TrainableNetwork.Module;
import org.llavamed.internal.tensor.DType;
import org.llavamed.internal.tensor.Ops;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;
import org.llavamed.internal.tensor.TrainingOps;
import org.llavamed.internal.training.Optimizer;
import org.llavamed.internal.training.StateFile;
import org.llavamed.train.PreparedSample.Picture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run from its first or resumed step to its end. What a step does depends on the recipe, the data, the start
 * checkpoint and the step's number only, so that a resumed run is the same run. One thread.
 */
final class TrainingRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);
    private static final String STATE = "state.safetensors";
    /** Beyond it every one is counted, but only the first are told: a bad data set would fill the disk with messages. */
    private static final int TOLD_WARNINGS = 100;

    private final TrainingModel model;
    private final TrainingRecipe recipe;
    private final TrainingOptions options;
    private final SampleSource source;
    private final SampleOrder order;
    private final LearningRateSchedule schedule;
    private final RunFolder folder;
    private final TrainableNetwork network;
    private final Optimizer optimizer;
    private final @Nullable FeatureCache cache;
    private final IntFunction<PreparedSample> preparation;
    private final String modelFingerprint;
    private long skipped;
    private long cut;
    private long unlearned;
    private int warnings;

    TrainingRun(
            TrainingModel model,
            SampleSource source,
            TrainingRecipe recipe,
            TrainingOptions options,
            RunFolder folder,
            SampleOrder order,
            @Nullable FeatureCache cache,
            IntFunction<PreparedSample> preparation) {
        this.model = model;
        this.source = source;
        this.recipe = recipe;
        this.options = options;
        this.folder = folder;
        this.order = order;
        this.schedule = LearningRateSchedule.of(recipe, order.totalSteps());
        this.modelFingerprint = ModelFingerprint.of(model.checkpoint());
        this.cache = cache;
        this.preparation = preparation;
        this.network = model.load();
        try {
            this.optimizer = new Optimizer(
                    network,
                    new TrainingOps.AdamW(recipe.beta1(), recipe.beta2(), recipe.eps(), recipe.weightDecay()),
                    recipe.clipNorm());
        } catch (RuntimeException | Error e) {
            network.close();
            throw e;
        }
    }

    /** What is trained, for tests that set start values. */
    TrainableNetwork network() {
        return network;
    }

    TrainingReport run(long memoryBytes) {
        long began = System.nanoTime();
        long done = resume();
        long total = order.totalSteps();
        options.listener().started(start(done + 1, memoryBytes));
        double lastLoss = Double.NaN;
        int ahead = 2 * recipe.batchSize() + 2 * options.workers();
        try (SampleFeed feed = new SampleFeed(
                order::step,
                done,
                total,
                options.workers(),
                ahead,
                preparation,
                options.skipBadSamples(),
                this::skip)) {
            long first = done;
            while (done < total && !options.stop().getAsBoolean()) {
                long stepBegan = System.nanoTime();
                Outcome outcome = step(done, feed.nextStep());
                done++;
                lastLoss = outcome.loss;
                double seconds = (System.nanoTime() - stepBegan) / 1e9;
                double perStep = (System.nanoTime() - began) / 1e9 / (done - first);
                options.listener().step(outcome.logged(done, total, order, seconds, perStep * (total - done)));
                if (done == total || (options.saveSteps() > 0 && done % options.saveSteps() == 0)) {
                    save(done);
                }
            }
        }
        if (done < total) {
            save(done);
        } else {
            folder.finish(result -> model.write(result, network));
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return new TrainingReport(done, total, lastLoss, skipped, cut, unlearned, seconds, options.output());
    }

    private long resume() {
        Path latest = folder.latest();
        if (latest == null) {
            return 0;
        }
        RunState state = RunState.read(latest);
        state.requireSame(latest, state(0));
        StateFile.read(latest.resolve(STATE), network, optimizer);
        skipped = state.skipped();
        cut = state.cut();
        unlearned = state.unlearned();
        LOG.info("{}: resumed after step {}", options.output(), state.step());
        return state.step();
    }

    private RunState state(long step) {
        return new RunState(step, recipe.toJson(), source.fingerprint(), modelFingerprint, skipped, cut, unlearned);
    }

    private void save(long step) {
        Path checkpoint = folder.save(step, options.keep(), place -> {
            StateFile.write(place.resolve(STATE), network, optimizer);
            state(step).write(place);
        });
        options.listener().saved(step, checkpoint);
    }

    private TrainingStart start(long firstStep, long memoryBytes) {
        long trained = network.parameters().stream()
                .mapToLong(parameter -> elements(parameter.weight().shape()))
                .sum();
        long all = model.checkpoint().tensors().values().stream()
                .distinct()
                .mapToLong(info -> info.shape().stream().reduce(1L, (a, b) -> a * b))
                .sum();
        long replaced = recipe.train().contains(TrainedModule.LORA) ? 0 : trained;
        return new TrainingStart(
                firstStep, order.totalSteps(), source.size(), trained, all - replaced, recipe.train(), memoryBytes);
    }

    private static long elements(long[] shape) {
        long product = 1;
        for (long size : shape) {
            product *= size;
        }
        return product;
    }

    /** What a step came to. */
    private record Outcome(
            double loss,
            Map<TrainedModule, Double> rates,
            double gradNorm,
            int samples,
            int images,
            long tokens,
            long learned) {
        TrainingStep logged(long step, long total, SampleOrder order, double seconds, double eta) {
            return new TrainingStep(
                    step,
                    total,
                    order.epochsAfter(step),
                    loss,
                    rates,
                    gradNorm,
                    samples,
                    images,
                    tokens,
                    learned,
                    seconds,
                    eta);
        }
    }

    /** Takes a step counted from 0. */
    private Outcome step(long step, List<List<PreparedSample>> batches) {
        Map<TrainedModule, Double> rates = rates(step);
        try (TensorScope work = network.newScope()) {
            List<Tensor> gradients = null;
            double lossSum = 0;
            int used = 0;
            int samples = 0;
            int images = 0;
            long tokens = 0;
            long learned = 0;
            for (int i = 0; i < batches.size(); i++) {
                List<PreparedSample> batch = batches.get(i);
                batch.forEach(this::count);
                if (batch.isEmpty()) {
                    continue;
                }
                Collation collation = new Collation(batch, model.imagePositions(), model.markerIds());
                samples += batch.size();
                images += collation.images();
                tokens += collation.positions();
                learned += collation.learnedTokens();
                if (collation.learnedTokens() == 0) {
                    continue; // its mean over nothing is not a number
                }
                long seed = Seeds.derive(recipe.seed(), Seeds.DROPOUT, step, i);
                List<Tensor> results;
                try (TensorScope inputs = network.newScope()) {
                    results = network.gradients(
                            work,
                            collation.in(inputs, picture -> features(inputs, picture)),
                            1.0 / batches.size(),
                            seed,
                            gradients);
                }
                double loss = results.get(0).toFloats()[0];
                results.get(0).close();
                requireFinite(loss, step, "the loss of micro-batch " + (i + 1), batch);
                if (gradients != null) {
                    gradients.forEach(Tensor::close); // other handles on the same sums
                }
                gradients = new ArrayList<>(results.subList(1, results.size()));
                lossSum += loss;
                used++;
            }
            if (gradients == null) {
                warn("step " + (step + 1)
                        + ": none of its samples has anything to learn; the weights stay as they are");
                return new Outcome(0, rates, 0, samples, images, tokens, 0);
            }
            if (used < batches.size()) {
                new TrainingOps(work).scale(gradients, (float) batches.size() / used);
            }
            float norm = optimizer.norm(work, gradients);
            requireFinite(norm, step, "the norm of the gradients", List.of());
            Map<Module, Double> byModule = new EnumMap<>(Module.class);
            rates.forEach((module, rate) -> byModule.put(TrainingModel.module(module), rate));
            optimizer.step(work, gradients, norm, byModule, step + 1);
            return new Outcome(lossSum / used, rates, norm, samples, images, tokens, learned);
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

    private void requireFinite(double value, long step, String what, List<PreparedSample> batch) {
        if (Double.isFinite(value)) {
            return;
        }
        StringBuilder message = new StringBuilder("step " + (step + 1) + ": " + what + " is " + value);
        if (!batch.isEmpty()) {
            message.append(" (samples ");
            batch.stream()
                    .limit(5)
                    .forEach(sample -> message.append(sample.id()).append(' '));
            message.setCharAt(message.length() - 1, ')');
        }
        Path latest = folder.latest();
        message.append(
                        "; nothing of this step was kept. Lower the learning rate, lengthen the warm-up or set clip_norm")
                .append(recipe.precision() == TrainingRecipe.Precision.BF16 ? ", or train in f32" : "")
                .append(latest == null ? "; no checkpoint was written yet" : "; the last checkpoint is " + latest);
        throw new EngineException(message.toString());
    }

    /** Features of an image in the computing type, from the cache or the tower. */
    private Tensor features(TensorScope scope, Picture picture) {
        DType type = recipe.precision() == TrainingRecipe.Precision.BF16 ? DType.BF16 : DType.F32;
        float[] known = picture.features();
        if (known != null) {
            int rows = model.imagePositions();
            return new Ops(scope).cast(scope.floats(known, rows, known.length / rows), type);
        }
        if (picture.pixels() == null) {
            throw new IllegalStateException("an image with neither pixels nor features");
        }
        Tensor features = network.features(scope, picture.pixels());
        if (cache != null) {
            try (TensorScope copy = network.newScope()) {
                cache.store(
                        picture.digest(),
                        new Ops(copy).cast(features, DType.F32).toFloats());
            }
        }
        return features;
    }

    private void count(PreparedSample sample) {
        if (sample.tokens().cut()) {
            cut++;
            warn("sample " + sample.id() + " is longer than max_length " + recipe.maxLength() + " and was cut");
        }
        if (sample.tokens().learnedTokens() == 0) {
            unlearned++;
            warn("sample " + sample.id() + " has nothing to learn");
        }
    }

    private void skip(String reason) {
        skipped++;
        warn("sample left out: " + reason);
    }

    private void warn(String message) {
        if (++warnings <= TOLD_WARNINGS) {
            options.listener().warning(message);
        }
    }

    /** Frees the model. */
    @Override
    public void close() {
        optimizer.close();
        network.close();
    }
}

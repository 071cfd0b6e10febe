package org.llavamed.eval.sensitivity;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.Answerer;
import org.llavamed.data.answers.BatchAnswering;
import org.llavamed.data.answers.BatchOptions;
import org.llavamed.data.answers.BatchProgress;
import org.llavamed.data.answers.QuestionFile;
import org.llavamed.data.file.AtomicFile;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.truth.AnswerSet;
import org.llavamed.image.ImageSource;

/**
 * Asks a model the same questions with their images, without, with noise in their place, and with those of other patients, and
 * compares the answers. A run goes on where an earlier one with the same folder stopped.
 *
 * <pre>{@code
 * SensitivityPlan plan = SensitivityPlan.of(GroundTruth.read(file), images, List.of(), SensitivityOptions.defaults());
 * SensitivityReport report = new SensitivityRun(answerer, plan, Path.of("sensitivity")).run(progress -> {});
 * }</pre>
 *
 * <p>The folder holds {@code questions/<condition>.jsonl}, {@code <condition>.jsonl} with the answers, the images of {@code noise/}, and in
 * the end {@code sensitivity.json}. A run is made once, {@link #cancel} may come from any thread. The answerer is the caller's to close.
 */
public final class SensitivityRun {
    private final Answerer answerer;
    private final SensitivityPlan plan;
    private final SensitivityFiles files;
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean cancelled;
    private volatile @Nullable BatchAnswering current;
    private int before; // answers of the stages before this one
    private int own; // how many of them this run made
    private long begin;

    /**
     * Prepares a run.
     *
     * @param answerer the model
     * @param plan what is asked
     * @param output folder for the files, made if needed
     */
    public SensitivityRun(Answerer answerer, SensitivityPlan plan, Path output) {
        this.answerer = answerer;
        this.plan = plan;
        this.files = new SensitivityFiles(output);
    }

    /** Ends the run soon: the answer on its way is dropped, those before it stay. A cancelled run stays cancelled. */
    public void cancel() {
        cancelled = true;
        BatchAnswering batch = current;
        if (batch != null) {
            batch.cancel();
        }
    }

    /**
     * Asks all that was not asked before, and compares.
     *
     * @param listener told after each answer and each noise image, on this thread
     * @return the comparison, or null if the run was cancelled
     * @throws IllegalStateException if it was called before
     * @throws LlavaMedException if an image cannot be read, the folder holds answers to other questions or made with other
     *     settings, a file cannot be written, or the model fails; answers made until then stay
     */
    public @Nullable SensitivityReport run(Consumer<SensitivityProgress> listener) {
        if (begun.getAndSet(true)) {
            throw new IllegalStateException("a run is made once");
        }
        if (Files.exists(files.root()) && !Files.isDirectory(files.root())) {
            throw new LlavaMedException(files.root() + ": is no folder");
        }
        Map<ImageCondition, QuestionFile> questions = new EnumMap<>(ImageCondition.class);
        for (ImageCondition condition : plan.options().ordered()) { // what does not fit is refused before all work
            questions.put(condition, files.questions(plan, condition));
        }
        QuestionFile probes = plan.probes().isEmpty() ? null : files.probes(plan.allProbes());
        if (questions.containsKey(ImageCondition.NOISE)) {
            makeNoise(listener);
        }
        begin = System.nanoTime();
        for (Map.Entry<ImageCondition, QuestionFile> entry : questions.entrySet()) {
            answer(SensitivityFiles.name(entry.getKey()), entry.getValue(), folder(entry.getKey()), listener);
        }
        if (probes != null) {
            answer(SensitivityFiles.PROBES, probes, plan.folder(), listener);
        }
        return cancelled ? null : compare();
    }

    private @Nullable Path folder(ImageCondition condition) {
        return switch (condition) {
            case NONE -> null;
            case NOISE -> files.noise();
            case ORIGINAL, SWAPPED -> plan.folder();
        };
    }

    private void makeNoise(Consumer<SensitivityProgress> listener) {
        long seed = plan.options().seed();
        int done = 0;
        int total = plan.askedImages().size();
        for (String image : plan.askedImages()) {
            Path file = files.noise().resolve(NoiseImage.fileName(seed, image));
            if (cancelled) {
                return;
            }
            if (!Files.exists(file)) {
                AtomicFile.write(
                        file, NoiseImage.png(ImageSource.of(plan.file(image)).decode(), seed, image));
            }
            listener.accept(new SensitivityProgress("noise images", ++done, total, Duration.ZERO, Duration.ZERO));
        }
    }

    private void answer(
            String name, QuestionFile questions, @Nullable Path folder, Consumer<SensitivityProgress> listener) {
        if (cancelled) {
            return;
        }
        BatchAnswering batch = new BatchAnswering(
                answerer, BatchOptions.of(folder).withLimit(plan.options().limit()));
        current = batch;
        if (cancelled) { // between the look at it and here
            batch.cancel();
        }
        try {
            BatchAnswering.Result result =
                    batch.run(questions, files.answers(name), progress -> listener.accept(overall(name, progress)));
            before += result.answered() + result.resumed();
            own += result.answered();
            cancelled |= result.cancelled(); // an answerer may end its answer by itself
        } finally {
            current = null;
        }
    }

    private SensitivityProgress overall(String name, BatchProgress progress) {
        int done = before + progress.done();
        int made = own + progress.done() - progress.resumed();
        int total = Math.max(plan.answers(), done); // there may be more answers than this run wants
        long nanos = System.nanoTime() - begin;
        long rest = made == 0 ? 0 : (long) ((double) nanos / made * (total - done));
        return new SensitivityProgress(name, done, total, Duration.ofNanos(nanos), Duration.ofNanos(rest));
    }

    /** Without the answers that an earlier run with a larger limit made. */
    private AnswerSet asked(AnswerSet answers) {
        Set<String> ids = plan.asked().stream().map(item -> item.id().text()).collect(Collectors.toSet());
        return new AnswerSet(
                answers.file(),
                answers.predictions().stream()
                        .filter(one -> ids.contains(one.id().text()))
                        .toList());
    }

    private SensitivityReport compare() {
        Map<ImageCondition, AnswerSet> answers = new EnumMap<>(ImageCondition.class);
        for (ImageCondition condition : plan.options().ordered()) {
            answers.put(condition, asked(AnswerSet.read(files.answers(SensitivityFiles.name(condition)))));
        }
        AnswerSet probes = plan.probes().isEmpty() ? null : AnswerSet.read(files.answers(SensitivityFiles.PROBES));
        SensitivityOptions options = plan.options();
        SensitivityReport report = new SensitivityScoring(options.bootstrap())
                .score(
                        Objects.requireNonNullElse(options.name(), answerer.modelId()),
                        plan.truth(),
                        answers,
                        plan.probes(),
                        probes,
                        notes());
        AtomicFile.write(files.result(), SensitivityJson.pretty(report));
        return report;
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>(plan.notes());
        if (answerer.settings().get("temperature") instanceof Number temperature && temperature.doubleValue() > 0) {
            notes.add("answers were drawn at temperature " + temperature
                    + ", so some change by chance alone; at temperature 0 every change is due to the image");
        }
        return notes;
    }
}

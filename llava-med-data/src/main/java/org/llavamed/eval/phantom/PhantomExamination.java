package org.llavamed.eval.phantom;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.Answerer;
import org.llavamed.data.answers.BatchAnswering;
import org.llavamed.data.answers.BatchOptions;
import org.llavamed.data.answers.ChatPartner;
import org.llavamed.data.answers.Question;
import org.llavamed.data.answers.QuestionFile;
import org.llavamed.data.file.AtomicFile;
import org.llavamed.data.file.Sha256;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.sensitivity.ImageCondition;
import org.llavamed.eval.sensitivity.SensitivityOptions;
import org.llavamed.eval.sensitivity.SensitivityPlan;
import org.llavamed.eval.sensitivity.SensitivityReport;
import org.llavamed.eval.sensitivity.SensitivityRun;
import org.llavamed.eval.sensitivity.SwapChoice;
import org.llavamed.eval.truth.AnswerSet;

/**
 * Asks a model about phantoms and scores what it says. A run goes on where an earlier one with the same folder stopped.
 *
 * <pre>{@code
 * PhantomExam exam = PhantomExam.read(Path.of("phantoms"));
 * TextBaseline baseline = TextBaseline.read(Path.of("training/questions.jsonl"));
 * PhantomReport report = new PhantomExamination(exam, baseline, PhantomOptions.defaults(), Path.of("examination"))
 *         .run(answerer, partner, progress -> {});
 * }</pre>
 *
 * <p>The folder gets {@code answers.jsonl}, {@code conversations.jsonl}, {@code sensitivity/}, and in the end {@code
 * report.json} and {@code report.txt}. A run is made once; {@link #cancel} may come from any thread.
 */
public final class PhantomExamination {
    private final PhantomExam exam;
    private final @Nullable TextBaseline baseline;
    private final PhantomOptions options;
    private final Path output;
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean cancelled;
    private volatile @Nullable Runnable stop;

    /**
     * Prepares an examination.
     *
     * @param exam the phantoms
     * @param baseline what can be answered without looking, or null
     * @param options how much is asked
     * @param output folder for the files, made if needed
     * @throws LlavaMedException if the baseline has learned a question of the exam
     */
    public PhantomExamination(PhantomExam exam, @Nullable TextBaseline baseline, PhantomOptions options, Path output) {
        if (baseline != null) {
            baseline.requireApart(exam);
        }
        this.exam = exam;
        this.baseline = baseline;
        this.options = options;
        this.output = output;
    }

    /** Ends the run soon: the answer on its way is dropped, those before it stay. A cancelled run stays cancelled. */
    public void cancel() {
        cancelled = true;
        Runnable current = stop;
        if (current != null) {
            current.run();
        }
    }

    /**
     * Asks all that was not asked before, and scores.
     *
     * @param answerer the model
     * @param partner the same model for conversations
     * @param listener told after each answer, on this thread
     * @return the report, or null if the run was cancelled
     * @throws IllegalStateException if it was called before
     * @throws LlavaMedException if an image is missing, the folder holds answers to other questions or made with other settings, a
     *     file cannot be written, or the model fails; answers made until then stay
     */
    public @Nullable PhantomReport run(Answerer answerer, ChatPartner partner, Consumer<ExamProgress> listener) {
        if (begun.getAndSet(true)) {
            throw new IllegalStateException("a run is made once");
        }
        SensitivityPlan plan = options.sensitivity() == 0 ? null : plan();
        List<FollowUpQuestion> conversations = FollowUpQuestion.of(exam, options.followUps());
        Path answers = output.resolve("answers.jsonl");
        Path held = output.resolve("conversations.jsonl");
        ask("questions", answerer, exam.truth().questions(), options.limit(), answers, listener);
        if (!conversations.isEmpty()) {
            // all that there are, so that a later run may hold more of them
            QuestionFile all = file(FollowUpQuestion.of(exam, Integer.MAX_VALUE));
            ask("conversations", new FollowUpAnswerer(partner), all, conversations.size(), held, listener);
        }
        SensitivityReport sensitivity = plan == null ? null : sensitivity(answerer, plan, listener);
        if (cancelled) {
            return null;
        }
        PhantomExam asked = exam.first(options.limit());
        PhantomReport report = new PhantomReport(
                new PhantomScoring(asked, options.bootstrap()).evaluate(of(asked, AnswerSet.read(answers)), false),
                blind(asked),
                conversations.isEmpty()
                        ? null
                        : new FollowUpScoring(options.bootstrap()).score(conversations, AnswerSet.read(held)),
                sensitivity,
                sensitivity == null ? null : blind(exam.first(options.sensitivity())));
        AtomicFile.write(output.resolve("report.json"), PhantomReportJson.pretty(report));
        String table = String.join("\n", PhantomTable.lines(report)) + "\n";
        AtomicFile.write(output.resolve("report.txt"), table.getBytes(StandardCharsets.UTF_8));
        return report;
    }

    private SensitivityPlan plan() {
        SensitivityOptions wanted = new SensitivityOptions(
                        null,
                        EnumSet.of(ImageCondition.NONE, ImageCondition.SWAPPED),
                        options.sensitivity(),
                        options.bootstrap().seed(),
                        options.bootstrap().resamples())
                .withSwap(SwapChoice.ANY);
        return SensitivityPlan.of(exam.truth(), exam.imageFolder(), List.of(), wanted);
    }

    private void ask(
            String stage,
            Answerer answerer,
            QuestionFile questions,
            @Nullable Integer limit,
            Path to,
            Consumer<ExamProgress> listener) {
        BatchAnswering batch =
                new BatchAnswering(answerer, BatchOptions.of(exam.imageFolder()).withLimit(limit));
        if (begin(batch::cancel)) {
            BatchAnswering.Result result = batch.run(
                    questions,
                    to,
                    progress -> listener.accept(
                            new ExamProgress(stage, progress.done(), progress.total(), progress.remaining())));
            cancelled |= result.cancelled(); // an answerer may end its answer by itself
        }
    }

    private @Nullable SensitivityReport sensitivity(
            Answerer answerer, SensitivityPlan plan, Consumer<ExamProgress> listener) {
        SensitivityRun run = new SensitivityRun(answerer, plan, output.resolve("sensitivity"));
        if (!begin(run::cancel)) {
            return null;
        }
        SensitivityReport report = run.run(progress -> listener.accept(new ExamProgress(
                "image " + progress.stage(), progress.done(), progress.total(), progress.remaining())));
        cancelled |= report == null;
        return report;
    }

    /** Whether the next part may begin; {@link #cancel} ends it from now on. */
    private boolean begin(Runnable cancel) {
        stop = cancel;
        return !cancelled;
    }

    private static QuestionFile file(List<FollowUpQuestion> conversations) {
        List<Question> questions =
                conversations.stream().map(FollowUpQuestion::toQuestion).toList();
        String text = questions.stream().map(Question::toString).collect(Collectors.joining("\n"));
        MessageDigest digest = Sha256.start();
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return new QuestionFile(Path.of("conversations"), Sha256.hex(digest), questions);
    }

    /** Without the answers that an earlier run with a larger limit made. */
    private static AnswerSet of(PhantomExam asked, AnswerSet answers) {
        Set<String> ids =
                asked.items().stream().map(item -> item.item().id().text()).collect(Collectors.toSet());
        return new AnswerSet(
                answers.file(),
                answers.predictions().stream()
                        .filter(one -> ids.contains(one.id().text()))
                        .toList());
    }

    private @Nullable PhantomEvaluation blind(PhantomExam asked) {
        return baseline == null
                ? null
                : new PhantomScoring(asked, options.bootstrap()).evaluate(baseline.answers(asked.items()), false);
    }
}

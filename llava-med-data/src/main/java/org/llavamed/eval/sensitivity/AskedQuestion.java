package org.llavamed.eval.sensitivity;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llavamed.eval.score.ClosedVerdict;
import org.llavamed.eval.score.StrictNormalizer;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.Prediction;

/** A question with its answer under each condition. */
final class AskedQuestion {
    private final BenchmarkItem item;
    private final ClosedVerdict.@Nullable Kind expected;
    private final Map<ImageCondition, Prediction> answers = new EnumMap<>(ImageCondition.class);

    AskedQuestion(BenchmarkItem item) {
        this.item = item;
        this.expected = item.type() == AnswerType.CLOSED ? ClosedVerdict.expectedYesNo(item.expected()) : null;
    }

    void put(ImageCondition condition, Prediction answer) {
        answers.put(condition, answer);
    }

    BenchmarkItem item() {
        return item;
    }

    int conditions() {
        return answers.size();
    }

    Prediction answer(ImageCondition condition) {
        return Objects.requireNonNull(answers.get(condition));
    }

    boolean isYesNo() {
        return expected != null;
    }

    boolean expectsYes() {
        return expected == ClosedVerdict.Kind.YES;
    }

    ClosedVerdict.Kind said(ImageCondition condition) {
        return ClosedVerdict.yesNo(answer(condition).text());
    }

    /** Whether it asks for something that is known to be absent. */
    boolean isProbe() {
        return expected == ClosedVerdict.Kind.NO && PresenceQuestion.matches(item.question());
    }

    /** Whether the answer is another one than that to the original image, case and punctuation aside. */
    boolean changed(ImageCondition condition) {
        String before = answer(ImageCondition.ORIGINAL).text();
        String now = answer(condition).text();
        return !StrictNormalizer.words(before).equals(StrictNormalizer.words(now));
    }
}

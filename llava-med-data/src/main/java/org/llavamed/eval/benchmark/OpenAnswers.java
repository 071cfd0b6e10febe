package org.llavamed.eval.benchmark;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.QuestionText;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.Candidates;

/** The candidate answers that a training split gives. */
final class OpenAnswers {
    private OpenAnswers() {}

    /** The different open answers in their order, blanks at their ends removed; null if there are none. */
    static @Nullable Candidates of(List<BenchmarkItem> training) {
        Set<String> answers = new LinkedHashSet<>();
        for (BenchmarkItem item : training) {
            if (item.type() == AnswerType.OPEN) {
                answers.add(QuestionText.trim(item.expected()));
            }
        }
        answers.remove("");
        return answers.isEmpty() ? null : new Candidates(List.copyOf(answers));
    }
}

package org.llavamed.eval.phantom;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a model did on phantoms.
 *
 * @param modelId the model, or null if the answers do not say
 * @param all the scores of all answered questions
 * @param groups those of parts of them: by topic, finding, domain, and by whether the phantom has a combination that training
 *     never shows
 * @param detailShare share of the questions that ask for side, size or number, in percent
 * @param unanswered questions without an answer
 */
public record PhantomEvaluation(
        @Nullable String modelId, PhantomScores all, List<PhantomScores> groups, double detailShare, int unanswered) {
    /**
     * Copies the list.
     *
     * @param modelId as above
     * @param all as above
     * @param groups as above
     * @param detailShare as above
     * @param unanswered as above
     */
    public PhantomEvaluation {
        groups = List.copyOf(groups);
    }

    /**
     * The scores of one part.
     *
     * @param by for instance {@code topic}
     * @param value for instance {@code side}
     * @return the scores, if there are such questions
     */
    public Optional<PhantomScores> group(String by, String value) {
        return groups.stream()
                .filter(group -> group.by().equals(by) && group.value().equals(value))
                .findFirst();
    }
}

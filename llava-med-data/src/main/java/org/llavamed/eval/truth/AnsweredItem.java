package org.llavamed.eval.truth;

import org.llavamed.data.answers.QuestionText;

/**
 * A benchmark question with an answer to it.
 *
 * @param item the question
 * @param prediction the answer
 */
public record AnsweredItem(BenchmarkItem item, Prediction prediction) {
    /**
     * Whether the model was told something else than the question, for instance options to choose from besides; white space
     * and the image marker make no difference.
     *
     * @return false also if the answer file does not say what the model was told
     */
    public boolean askedOtherwise() {
        return !prediction.prompt().isBlank() && !words(prediction.prompt()).equals(words(item.question()));
    }

    /**
     * Whether the model was asked another question: this one is no part of the prompt.
     *
     * @return false also if the answer file does not say what the model was told
     */
    public boolean askedAnother() {
        return askedOtherwise() && !words(prediction.prompt()).contains(words(item.question()));
    }

    /** Whether the answer is nothing but the question, as where a file of questions is taken for one of answers. */
    boolean repeatsQuestion() {
        return words(prediction.text()).equals(words(item.question()));
    }

    private static String words(String text) {
        return QuestionText.withoutImageMarkers(text).replaceAll("\\s+", " ");
    }
}

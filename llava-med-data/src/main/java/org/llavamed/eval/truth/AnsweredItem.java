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

    /** Whether this is a line of a question file: the question itself, by no model. A model may echo it, and scores what that is worth. */
    boolean isQuestion() {
        return prediction.modelId() == null
                && prediction.prompt().isEmpty()
                && words(prediction.text()).equals(words(item.question()));
    }

    private static String words(String text) {
        return QuestionText.withoutImageMarkers(text).replaceAll("\\s+", " ");
    }
}

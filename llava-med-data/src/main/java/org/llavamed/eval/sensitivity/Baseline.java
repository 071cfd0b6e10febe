package org.llavamed.eval.sensitivity;

import org.jspecify.annotations.Nullable;
import org.llavamed.eval.score.Estimate;
import org.llavamed.eval.truth.AnswerType;

/**
 * What is reached without a look at image or question, by always giving one answer. The answer is chosen with the expected ones known, so this
 * is the most that such a guesser gets.
 *
 * @param type which questions
 * @param questionType their type, or null for all
 * @param answer what is always answered: to closed questions the answer that scores best, to open ones the most frequent of its type; null
 *     if each type has its own
 * @param score strict closed accuracy or open recall, in percent
 */
public record Baseline(
        AnswerType type,
        @Nullable String questionType,
        @Nullable String answer,
        Estimate score) {}

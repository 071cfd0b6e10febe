package org.llavamed.eval.truth;

import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.QuestionId;

/**
 * A line of an answer file.
 *
 * @param id id of the question
 * @param prompt the question as it was asked; empty if the file does not say
 * @param text the answer; may be empty
 * @param modelId the model, or null
 * @param place where it stands, for messages: {@code "file:12"}
 */
public record Prediction(
        QuestionId id, String prompt, String text, @Nullable String modelId, String place) {}

package org.llavamed.eval.sensitivity;

import org.llavamed.eval.score.Estimate;

/**
 * Answers under one condition, beside those to the original images; all in percent.
 *
 * @param condition what was shown
 * @param changed share of answers that differ from the original one; {@link Estimate#NONE} for the originals themselves
 * @param closedAccuracy strict accuracy on closed questions
 * @param openRecall strict recall on open questions
 * @param closedDrop closed accuracy lost, in points; negative if it rose
 * @param openDrop open recall lost, in points; negative if it rose
 * @param yesRate share of yes among the yes/no questions that got a clear yes or no
 */
public record ConditionScores(
        ImageCondition condition,
        Estimate changed,
        Estimate closedAccuracy,
        Estimate openRecall,
        Estimate closedDrop,
        Estimate openDrop,
        Estimate yesRate) {}

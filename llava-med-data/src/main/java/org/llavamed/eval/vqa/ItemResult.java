package org.llavamed.eval.vqa;

import org.llavamed.eval.truth.AnsweredItem;

/**
 * How one answer fared.
 *
 * @param answered the question and its answer
 * @param reference its score in reference mode, 0 to 1: closed, whether it counts as right; open, the recall (repetition can lift it, but not above 1)
 * @param strict its score in strict mode, 0 to 1: closed, whether it is right; open, the share of expected words that came
 */
public record ItemResult(AnsweredItem answered, double reference, double strict) {}

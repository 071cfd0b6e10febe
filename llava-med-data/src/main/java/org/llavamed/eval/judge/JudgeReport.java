package org.llavamed.eval.judge;

import org.llavamed.data.asking.AskingReport;

/**
 * What a run came to.
 *
 * @param reviews the reviews: {@code answered} have scores, {@code rejected} have none that can be read or were refused; both
 *     are in the output
 * @param leftOut questions without an answer, if a part was allowed
 */
public record JudgeReport(AskingReport reviews, int leftOut) {}

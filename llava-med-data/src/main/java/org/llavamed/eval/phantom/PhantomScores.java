package org.llavamed.eval.phantom;

import org.llavamed.eval.score.Estimate;

/**
 * The scores of some questions, in percent, strict mode. The intervals are over images.
 *
 * @param by what the questions have in common: {@code all}, {@code topic}, {@code finding}, {@code domain} or {@code
 *     combination}
 * @param value which of these, for instance {@code side}
 * @param images how many images they are about
 * @param questions how many they are
 * @param closedAccuracy closed questions answered rightly
 * @param undecided closed questions to which the answer is neither yes nor no, or no option or several; they count as wrong
 * @param openRecall words of the expected answers of open questions that came
 * @param hallucination absent findings that were asked for and answered as present
 * @param missed present findings that were asked for and answered as absent
 */
public record PhantomScores(
        String by,
        String value,
        int images,
        int questions,
        Estimate closedAccuracy,
        Estimate undecided,
        Estimate openRecall,
        Estimate hallucination,
        Estimate missed) {}

package org.llavamed.eval.judge;

import org.llavamed.eval.score.Estimate;

/**
 * What the reviews of a group of questions add up to.
 *
 * @param name {@code overall}, a question type or a domain
 * @param count questions with a usable review
 * @param unparsed reviews whose scores could not be read
 * @param referenceScore mean score of the reference answers, 1 to 10
 * @param modelScore mean score of the model's answers, 1 to 10
 * @param relativeMeanOfRatios mean over questions of the model's score by the reference's, in percent (LLaVA-Med's summary)
 * @param relativeRatioOfMeans the model's mean by the reference's, in percent (LLaVA's summary)
 */
public record ChatGroup(
        String name,
        int count,
        int unparsed,
        Estimate referenceScore,
        Estimate modelScore,
        Estimate relativeMeanOfRatios,
        Estimate relativeRatioOfMeans) {}

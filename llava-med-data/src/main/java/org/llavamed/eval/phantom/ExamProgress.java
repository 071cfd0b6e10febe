package org.llavamed.eval.phantom;

import java.time.Duration;

/**
 * How far an examination has come.
 *
 * @param stage {@code questions}, {@code conversations}, or the condition of the sensitivity stage
 * @param done answers of this part that are there
 * @param total how many it will be
 * @param remaining estimate of the time this part takes yet; zero if not known
 */
public record ExamProgress(String stage, int done, int total, Duration remaining) {}

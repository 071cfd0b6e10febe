package org.llavamed.eval.sensitivity;

import java.time.Duration;

/**
 * How far a run is, over all conditions.
 *
 * @param stage what is made: {@code noise images}, a condition such as {@code swapped}, or {@code probes}
 * @param done answers in the files (in the stage {@code noise images}: images)
 * @param total answers (images) there will be
 * @param elapsed time since this run began to compute answers
 * @param remaining estimate for the rest, from the mean of this run's answers; zero before the first
 */
public record SensitivityProgress(String stage, int done, int total, Duration elapsed, Duration remaining) {}

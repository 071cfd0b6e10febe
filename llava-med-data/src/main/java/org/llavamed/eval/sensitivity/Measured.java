package org.llavamed.eval.sensitivity;

/**
 * A number for a question.
 *
 * @param cluster what the question is resampled with
 * @param value the number; 1 is 100 percent
 */
record Measured(String cluster, double value) {}

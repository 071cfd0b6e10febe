package org.llavamed.eval.truth;

/**
 * A benchmark question with an answer to it.
 *
 * @param item the question
 * @param prediction the answer
 */
public record AnsweredItem(BenchmarkItem item, Prediction prediction) {}

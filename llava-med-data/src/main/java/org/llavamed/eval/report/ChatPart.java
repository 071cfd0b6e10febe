package org.llavamed.eval.report;

import org.llavamed.eval.judge.ChatEvaluation;

/**
 * An evaluation of reviews.
 *
 * @param name how the report calls it
 * @param evaluation the evaluation
 */
public record ChatPart(String name, ChatEvaluation evaluation) {}

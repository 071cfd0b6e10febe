package org.llavamed.internal.generation;

/**
 * Log-probability of a token.
 *
 * @param id the token
 * @param logProb natural logarithm of its probability, 0 or less
 */
public record TokenLogProb(int id, float logProb) {}

package org.llavamed;

/**
 * Tokens of one answer.
 *
 * @param promptTokens positions of the whole prompt, those of images included
 * @param imageTokens how many of them belong to images
 * @param cachedTokens how many of the prompt's were not computed again because an earlier turn had
 * @param generatedTokens tokens of the answer, an end token included
 */
public record Usage(int promptTokens, int imageTokens, int cachedTokens, int generatedTokens) {}

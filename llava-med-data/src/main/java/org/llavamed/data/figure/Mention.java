package org.llavamed.data.figure;

/**
 * A sentence of the running text that mentions a figure.
 *
 * @param tokens the sentence, under the key of the released files
 */
public record Mention(String tokens) {}

package org.llavamed;

/**
 * A piece of an answer as it comes: one or more whole characters. All pieces in order are the reply's text.
 *
 * @param text the characters, never empty
 */
public record TextChunk(String text) {}

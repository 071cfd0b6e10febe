package org.llavamed;

/**
 * Where the time of one answer went, in milliseconds. Time spent waiting for other answers of the same model is part of
 * the step that waited.
 *
 * @param imageMillis preprocessing, vision tower and projector; 0 if the images were cached
 * @param prefillMillis the rest of the prompt
 * @param decodeMillis all tokens after the first
 */
public record Timings(double imageMillis, double prefillMillis, double decodeMillis) {}

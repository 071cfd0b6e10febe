package org.llavamed.data.clean;

/**
 * A question and its answer.
 *
 * @param question what the person says
 * @param answer what the assistant says
 */
public record Exchange(String question, String answer) {}

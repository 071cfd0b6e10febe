package org.llavamed.data.instruct;

import java.io.Serializable;

/**
 * A few-shot example: what the teacher is shown, and what it should have written.
 *
 * @param context in the layout of its kind
 * @param reply in the form of its kind
 * @serial exclude
 */
public record PromptExample(String context, String reply) implements Serializable {}

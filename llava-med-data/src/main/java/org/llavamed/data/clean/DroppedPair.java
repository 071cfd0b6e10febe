package org.llavamed.data.clean;

/**
 * A question and answer that did not come through.
 *
 * @param reason the rule's name, or what is wrong with the turn
 * @param question what was asked; empty if nobody asked
 * @param answer what was answered; empty if nobody did
 */
public record DroppedPair(String reason, String question, String answer) {}

package org.llavamed.train;

import java.util.List;

/**
 * A sample as a run would learn from it. Immutable.
 *
 * @param tokens the tokens, each image as one
 * @param positions positions they take in the model, images expanded
 * @param learnedTokens how many are learned; 0 means that the sample teaches nothing
 * @param cut whether the sample was longer than allowed and lost tokens
 * @param droppedFirstTurn whether it began with the assistant and lost that turn
 */
public record LabelledTokens(
        List<LabelledToken> tokens, int positions, int learnedTokens, boolean cut, boolean droppedFirstTurn) {
    /**
     * Copies the list.
     *
     * @param tokens the component
     * @param positions the component
     * @param learnedTokens the component
     * @param cut the component
     * @param droppedFirstTurn the component
     */
    public LabelledTokens {
        tokens = List.copyOf(tokens);
    }
}

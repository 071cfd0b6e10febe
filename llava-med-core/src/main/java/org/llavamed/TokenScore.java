package org.llavamed;

import java.util.List;

/**
 * Log-probabilities of one generated token, from the model's unprocessed scores (before temperature and the like).
 *
 * @param token the token that was chosen
 * @param alternatives the most probable tokens, best first, as many as were asked for
 */
public record TokenScore(Candidate token, List<Candidate> alternatives) {
    /**
     * Copies the list.
     *
     * @param token as above
     * @param alternatives as above
     */
    public TokenScore {
        alternatives = List.copyOf(alternatives);
    }

    /**
     * A token and how probable it was.
     *
     * @param id token id
     * @param text the token as the vocabulary spells it
     * @param logProb natural logarithm of its probability, 0 or less
     */
    public record Candidate(int id, String text, float logProb) {}
}

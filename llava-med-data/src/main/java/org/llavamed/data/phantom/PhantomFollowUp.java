package org.llavamed.data.phantom;

import java.util.List;

/**
 * A short conversation about one finding of a phantom that has others too: it is named once, what follows says only "it" or
 * "they".
 *
 * @param about the finding that is meant
 * @param turns what is asked, two or three questions
 */
public record PhantomFollowUp(FindingKind about, List<Turn> turns) {
    /**
     * Copies the list.
     *
     * @param about as above
     * @param turns as above
     */
    public PhantomFollowUp {
        turns = List.copyOf(turns);
    }

    /**
     * A question.
     *
     * @param question the question with its right answer
     * @param others the answers that other findings of the phantom would get, where they are not the right one; empty where
     *     none would
     */
    public record Turn(PhantomQuestion question, List<String> others) {
        /**
         * Copies the list.
         *
         * @param question as above
         * @param others as above
         */
        public Turn {
            others = List.copyOf(others);
        }

        /**
         * Whether the question does not name the finding.
         *
         * @return false for the questions whether it is there
         */
        public boolean byPronoun() {
            return question.topic() != PhantomQuestion.Topic.PRESENCE;
        }
    }
}

package org.llavamed.eval.judge;

import java.util.List;
import org.llavamed.eval.score.Estimate;

/**
 * The evaluation of a file of reviews.
 *
 * @param groups {@code overall}, {@code conversation}, {@code detailed_description}, {@code chest_xray}, {@code mri}, {@code histology},
 *     {@code gross}, {@code ct_scan}, all of them, in this order
 * @param notes what a reader must know: reviews that could not be read, one order only
 * @param positionBias by how many points the answer in the first place is scored higher than that in the second, over questions
 *     with scores in both orders; 0 for a judge that does not mind, {@link Estimate#NONE} if there are no such questions
 */
public record ChatEvaluation(List<ChatGroup> groups, List<String> notes, Estimate positionBias) {
    /**
     * Copies the lists.
     *
     * @param groups as above
     * @param notes as above
     * @param positionBias as above
     */
    public ChatEvaluation {
        groups = List.copyOf(groups);
        notes = List.copyOf(notes);
    }
}

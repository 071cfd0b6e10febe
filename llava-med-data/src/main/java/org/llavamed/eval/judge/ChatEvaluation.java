package org.llavamed.eval.judge;

import java.util.List;

/**
 * The evaluation of a file of reviews.
 *
 * @param groups {@code overall}, {@code conversation}, {@code detailed_description}, {@code chest_xray}, {@code mri}, {@code histology},
 *     {@code gross}, {@code ct_scan}, all of them, in this order
 * @param notes what a reader must know: reviews that could not be read, one order only
 */
public record ChatEvaluation(List<ChatGroup> groups, List<String> notes) {
    /**
     * Copies the lists.
     *
     * @param groups as above
     * @param notes as above
     */
    public ChatEvaluation {
        groups = List.copyOf(groups);
        notes = List.copyOf(notes);
    }
}

package org.llavamed.eval.phantom;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.llavamed.eval.score.Estimate;

/**
 * Whether answers in a conversation are about the finding that was spoken of, in percent; intervals are over images.
 *
 * @param conversations how many conversations were held
 * @param confirmed findings that were named and are there, and that the model said are there
 * @param right questions by pronoun answered rightly
 * @param telling those of them that would have another answer for another finding of the image, answered rightly
 * @param otherFinding those answered with the answer for another finding
 * @param byTopic questions by pronoun answered rightly, by what they ask for
 */
public record FollowUpScores(
        int conversations,
        Estimate confirmed,
        Estimate right,
        Estimate telling,
        Estimate otherFinding,
        Map<String, Estimate> byTopic) {
    /**
     * Copies the map.
     *
     * @param conversations as above
     * @param confirmed as above
     * @param right as above
     * @param telling as above
     * @param otherFinding as above
     * @param byTopic as above
     */
    public FollowUpScores {
        byTopic = Collections.unmodifiableMap(new TreeMap<>(byTopic));
    }
}

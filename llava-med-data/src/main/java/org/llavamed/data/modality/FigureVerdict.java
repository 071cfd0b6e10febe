package org.llavamed.data.modality;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.figure.Domain;
import org.llavamed.data.figure.Domains;

/**
 * What a classifier found. Immutable.
 *
 * @param domains the domains of the figure, none if it is something else or cannot be told
 * @param multiPanel whether the figure has more than one panel
 * @param scores how strongly each domain is suggested, in the classifier's own unit; higher is stronger, a domain without
 *     evidence may be absent
 * @param reasons what was decisive, one short line each, for people
 * @param imageProblem why the image could not be used, or null if it was used or there is none
 */
public record FigureVerdict(
        Domains domains,
        boolean multiPanel,
        Map<Domain, Double> scores,
        List<String> reasons,
        @Nullable String imageProblem) {
    /**
     * Copies map and list.
     *
     * @param domains as above
     * @param multiPanel as above
     * @param scores as above
     * @param reasons as above
     * @param imageProblem as above
     */
    public FigureVerdict {
        EnumMap<Domain, Double> copy = new EnumMap<>(Domain.class);
        copy.putAll(scores);
        scores = Collections.unmodifiableMap(copy);
        reasons = List.copyOf(reasons);
    }

    /**
     * Whether the instruction set may use the figure.
     *
     * @return true if it has one panel and at least one domain
     */
    public boolean usable() {
        return !multiPanel && !domains.set().isEmpty();
    }

    /**
     * The explanation that {@code --explain} adds to a record.
     *
     * @return {@code {"multi_panel": b, "scores": {domain: number}, "reasons": [text]}}, and
     *     {@code "image_problem"} if there is one
     */
    public ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("multi_panel", multiPanel);
        ObjectNode numbers = node.putObject("scores");
        scores.forEach((domain, score) -> numbers.put(domain.key(), score));
        reasons.forEach(node.putArray("reasons")::add);
        if (imageProblem != null) {
            node.put("image_problem", imageProblem);
        }
        return node;
    }
}

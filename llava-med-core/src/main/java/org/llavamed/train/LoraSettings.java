package org.llavamed.train;

import java.util.HashSet;
import java.util.List;

/**
 * Low-rank adaptation (arXiv 2106.09685): {@code y = W x + alpha / rank * B A dropout(x)}. Immutable.
 *
 * @param rank inner size r, 1 to 65,536; 128 if a recipe does not say
 * @param alpha scale, larger than 0; twice the rank if a recipe does not say
 * @param dropout probability that an input of A is dropped in training, 0 to below 1; 0.05 if a recipe does not say
 * @param targets which linear layers of every decoder layer: {@code q_proj}, {@code k_proj}, {@code v_proj}, {@code
 *     o_proj}, {@code gate_proj}, {@code up_proj}, {@code down_proj}; each once, all if a recipe does not say
 */
public record LoraSettings(int rank, double alpha, double dropout, List<String> targets) {
    /** All linear layers of a decoder layer. */
    public static final List<String> ALL_TARGETS =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

    /**
     * Copies the list and checks the values.
     *
     * @param rank the component
     * @param alpha the component
     * @param dropout the component
     * @param targets the component
     * @throws IllegalArgumentException if a value is out of range; the message names it as a recipe does
     */
    public LoraSettings {
        RecipeRules.whole("lora.rank", rank, 1, 65_536);
        alpha = RecipeRules.positive("lora.alpha", alpha, 1e6);
        dropout = RecipeRules.belowOne("lora.dropout", dropout);
        targets = List.copyOf(targets);
        if (targets.isEmpty()) {
            throw new IllegalArgumentException(
                    "lora.targets is empty; it must name at least one of " + String.join(", ", ALL_TARGETS));
        }
        for (String target : targets) {
            if (!ALL_TARGETS.contains(target)) {
                throw new IllegalArgumentException(Spelling.unknown("lora.targets names", target, ALL_TARGETS));
            }
        }
        if (new HashSet<>(targets).size() < targets.size()) {
            throw new IllegalArgumentException("lora.targets is " + targets + "; it must name each layer once");
        }
    }
}

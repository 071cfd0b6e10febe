package org.llavamed.train;

import java.util.List;

/**
 * Low-rank adaptation (arXiv 2106.09685): {@code y = W x + alpha / rank * B A dropout(x)}.
 *
 * @param rank inner size r, 1 or more
 * @param alpha scale, larger than 0
 * @param dropout probability that an input of A is dropped in training, 0 to below 1
 * @param targets which linear layers of every decoder layer: {@code q_proj}, {@code k_proj}, {@code v_proj}, {@code
 *     o_proj}, {@code gate_proj}, {@code up_proj}, {@code down_proj}
 */
public record LoraSettings(int rank, double alpha, double dropout, List<String> targets) {
    /** All linear layers of a decoder layer. */
    public static final List<String> ALL_TARGETS =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

    /**
     * Copies the list.
     *
     * @param rank the component
     * @param alpha the component
     * @param dropout the component
     * @param targets the component
     */
    public LoraSettings {
        targets = List.copyOf(targets);
    }
}

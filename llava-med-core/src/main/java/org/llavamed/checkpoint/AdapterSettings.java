package org.llavamed.checkpoint;

import java.util.List;

/**
 * What a low-rank adapter is, as PEFT's {@code adapter_config.json} says it.
 *
 * @param rank inner size r, 1 or more
 * @param alpha the scale is alpha / rank
 * @param dropout of the training it comes from; it changes nothing afterwards
 * @param targets which linear layers of every decoder layer: {@code q_proj}, {@code k_proj}, {@code v_proj}, {@code
 *     o_proj}, {@code gate_proj}, {@code up_proj}, {@code down_proj}
 */
public record AdapterSettings(int rank, double alpha, double dropout, List<String> targets) {
    private static final List<String> LINEARS =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

    /**
     * Copies the list and checks the values.
     *
     * @param rank the component
     * @param alpha the component
     * @param dropout the component
     * @param targets the component
     */
    public AdapterSettings {
        targets = List.copyOf(targets);
        if (rank < 1 || !(alpha > 0) || Double.isInfinite(alpha) || !(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("rank " + rank + ", alpha " + alpha + ", dropout " + dropout);
        }
        if (targets.isEmpty() || !LINEARS.containsAll(targets)) {
            throw new IllegalArgumentException("targets are " + targets + " but must be among " + LINEARS);
        }
    }
}

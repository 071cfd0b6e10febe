package org.llavamed.eval.judge;

import java.util.List;

/** In which orders a judge is shown the two answers to a question. */
public enum JudgeOrder {
    /** In both, in two requests: a judge that favours a place favours each answer once. */
    BOTH,
    /** The reference answer first, as in the published evaluation. */
    REFERENCE_FIRST,
    /** The model's answer first. */
    MODEL_FIRST;

    /**
     * The orders.
     *
     * @return one or two
     */
    public List<ShownOrder> orders() {
        return switch (this) {
            case BOTH -> List.of(ShownOrder.values());
            case REFERENCE_FIRST -> List.of(ShownOrder.REFERENCE_FIRST);
            case MODEL_FIRST -> List.of(ShownOrder.MODEL_FIRST);
        };
    }
}

package org.llavamed.eval.judge;

import java.util.List;

/** In which orders a judge is shown the two answers to a question. */
public enum JudgeOrder {
    /** In both, in two requests: a judge that favours a place favours each answer once. */
    BOTH(ShownOrder.REFERENCE_FIRST, ShownOrder.MODEL_FIRST),
    /** The reference answer first, as in the published evaluation. */
    REFERENCE_FIRST(ShownOrder.REFERENCE_FIRST),
    /** The model's answer first. */
    MODEL_FIRST(ShownOrder.MODEL_FIRST);

    private final List<ShownOrder> orders;

    JudgeOrder(ShownOrder... orders) {
        this.orders = List.of(orders);
    }

    /**
     * The orders.
     *
     * @return one or two
     */
    public List<ShownOrder> orders() {
        return orders;
    }
}

package org.llavamed.eval.judge;

import org.jspecify.annotations.Nullable;

/** Which answer a judge is shown as that of Assistant 1. */
public enum ShownOrder {
    /** The reference answer, then the model's; the only order of the published evaluation. */
    REFERENCE_FIRST("reference-first"),
    /** The model's answer, then the reference answer. */
    MODEL_FIRST("model-first");

    private final String key;

    ShownOrder(String key) {
        this.key = key;
    }

    /**
     * The name in files of reviews.
     *
     * @return for instance {@code reference-first}
     */
    public String key() {
        return key;
    }

    /** Finds an order by its name; null if there is none. */
    static @Nullable ShownOrder find(String key) {
        for (ShownOrder order : values()) {
            if (order.key.equals(key)) {
                return order;
            }
        }
        return null;
    }
}

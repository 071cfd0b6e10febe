package org.llavamed.examples.builtin;

import org.junit.jupiter.api.Assumptions;

/** The model in the jar, for tests that need its weights. */
public final class ShippedModel {
    private ShippedModel() {}

    /** Skips the test in a build without the weights. */
    public static void assumeThere() {
        Assumptions.assumeTrue(
                BuiltInModel.class.getResource("model/" + FileList.NAME) != null, "this build has no built-in model");
    }
}

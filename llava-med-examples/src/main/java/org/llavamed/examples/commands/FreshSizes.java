package org.llavamed.examples.commands;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Options that leave a default alone unless they are given. */
final class FreshSizes {
    private FreshSizes() {}

    static <T> void set(@Nullable T given, Consumer<T> setter) {
        if (given != null) {
            setter.accept(given);
        }
    }
}

package org.llavamed;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Models that are open, so that a JVM that exits lets their computations end first: libtorch tears its kernels down when the
 * process exits, and a thread that still computes then dies with a segmentation fault.
 */
final class OpenModels {
    /** Longest wait of an exiting JVM for one model; a layer of a 7B model takes well under a second. */
    private static final long EXIT_MILLIS = 5_000;

    private static final Set<Lifetime> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Thread hook = new Thread(() -> OPEN.forEach(model -> model.quiesce(EXIT_MILLIS)), "llava-med-exit");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            OPEN.clear(); // exiting already
        }
    }

    private OpenModels() {}

    static void add(Lifetime model) {
        OPEN.add(model);
    }

    static void remove(Lifetime model) {
        OPEN.remove(model);
    }
}

package org.llavamed.internal.tensor;

import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/**
 * How many threads libtorch computes with. It keeps the number for each calling thread, and a thread that never said any gets
 * what any thread said last, for good. So each thread says its own before its first kernel: otherwise a thread that begins while
 * another one computes with few would get few as well, and other last digits.
 */
public final class ComputeThreads {
    private static final ThreadLocal<Boolean> SAID = new ThreadLocal<>();

    private ComputeThreads() {}

    /** What libtorch used by itself when it was first asked, before anything here said a number. */
    private static final class Usual {
        static final int NUMBER = JniUtils.getNumThreads();
    }

    /** Gives the calling thread the usual number, once. libtorch must be loaded. */
    static void settle() {
        if (SAID.get() == null) {
            int usual = Usual.NUMBER;
            JniUtils.getNumThreads(); // takes over what was said last, which the first kernel would do otherwise
            JniUtils.setNumThreads(usual);
            SAID.set(true);
        }
    }

    /**
     * Does work whose kernels use at most some threads; never more than libtorch would use by itself.
     *
     * @param most threads, at least 1
     * @param work what to compute
     * @param <T> its result
     * @return the result
     */
    public static <T> T with(int most, Supplier<T> work) {
        NativeEngine.root(); // its library has the functions
        settle();
        int before = JniUtils.getNumThreads();
        if (most >= before) {
            return work.get();
        }
        JniUtils.setNumThreads(most);
        try {
            return work.get();
        } finally {
            JniUtils.setNumThreads(before);
        }
    }
}

package org.llavamed.internal.tensor;

import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/**
 * How many threads libtorch computes with. It keeps the number for each calling thread, and one that never said any gets what
 * any thread said last; so it is said before a piece of work and taken back after it.
 */
public final class ComputeThreads {
    private ComputeThreads() {}

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

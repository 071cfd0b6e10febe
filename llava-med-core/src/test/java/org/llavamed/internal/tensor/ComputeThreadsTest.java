package org.llavamed.internal.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.pytorch.jni.JniUtils;
import org.junit.jupiter.api.Test;

class ComputeThreadsTest {
    @Test
    void workHasItsThreadsAndTheRestWhatItHad() {
        int own = NativeEngineThreads.now();
        assertEquals(1, ComputeThreads.with(1, JniUtils::getNumThreads));
        assertEquals(own, JniUtils.getNumThreads());
        assertThrows(
                IllegalStateException.class,
                () -> ComputeThreads.with(1, () -> {
                    throw new IllegalStateException("failed");
                }));
        assertEquals(own, JniUtils.getNumThreads());
    }

    @Test
    void neverMoreThanLibtorchItselfUses() {
        int own = NativeEngineThreads.now();
        assertEquals(own, ComputeThreads.with(own + 5, JniUtils::getNumThreads));
    }

    @Test
    void aThreadThatBeginsMeanwhileHasTheUsualNumber() {
        int own = NativeEngineThreads.now();
        int[] other = new int[1];
        Thread thread = new Thread(() -> {
            ComputeThreads.settle(); // as the first kernel does
            other[0] = JniUtils.getNumThreads();
        });
        ComputeThreads.with(1, () -> {
            thread.start();
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return thread;
        });
        assertEquals(own, other[0]);
        assertEquals(own, JniUtils.getNumThreads());
    }

    /** The number before anything was said. */
    private static final class NativeEngineThreads {
        static int now() {
            NativeEngine.root();
            return JniUtils.getNumThreads();
        }
    }
}

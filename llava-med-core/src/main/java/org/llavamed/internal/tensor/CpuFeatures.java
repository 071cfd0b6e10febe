package org.llavamed.internal.tensor;

import org.llavamed.error.EngineException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the processor offers, as libtorch's own kernels see it. */
public final class CpuFeatures {
    private static final Logger LOG = LoggerFactory.getLogger(CpuFeatures.class);

    private CpuFeatures() {}

    /**
     * Whether matrix products in bfloat16 have fast kernels here (AVX-512 on x86, BF16 on arm64).
     *
     * @return false also where libtorch was built without oneDNN
     * @throws EngineException if the native libraries are missing
     */
    public static boolean bf16() {
        NativeEngine.root(); // here, since a failure inside an initialiser would become an error of another type
        return Holder.BF16;
    }

    private static final class Holder {
        static final boolean BF16 = detect();

        private static boolean detect() {
            try {
                return ScriptModule.load("cpu.txt", "Cpu").truth("bf16");
            } catch (EngineException e) {
                LOG.debug("libtorch cannot say whether bfloat16 is fast here", e);
                return false;
            }
        }
    }
}

package org.llavamed.internal.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.EngineException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads libtorch through DJL, once, without network. */
final class NativeEngine {
    static final String PYTORCH_VERSION = "2.7.1";
    static final String JNI_VERSION = "2.7.1-0.35.1";

    private static final Logger LOG = LoggerFactory.getLogger(NativeEngine.class);
    private static @Nullable NDManager root;

    private NativeEngine() {}

    /** The manager all scopes hang under; it lives as long as the JVM. */
    static synchronized NDManager root() {
        NDManager manager = root;
        if (manager == null) {
            manager = load();
            root = manager;
        }
        return manager;
    }

    private static NDManager load() {
        requireNatives();
        // DJL reports usage to its makers and downloads what it lacks unless told not to. A host that has decided
        // about these keeps its decision; otherwise they are off while the engine loads, and as before afterwards.
        List<String> changed = new ArrayList<>();
        for (String property : List.of("OPT_OUT_TRACKING", "ai.djl.offline")) {
            if (System.getProperty(property) == null && System.getenv(environmentName(property)) == null) {
                System.setProperty(property, "true");
                changed.add(property);
            }
        }
        try {
            NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
            LOG.debug("libtorch {} loaded", Engine.getEngine("PyTorch").getVersion());
            return manager;
        } catch (RuntimeException | UnsatisfiedLinkError | ExceptionInInitializerError | NoClassDefFoundError e) {
            throw new EngineException(
                    "the native PyTorch engine on the classpath could not be loaded: " + e.getMessage()
                            + ". Its libraries are unpacked into the folder .djl.ai of the user's home, which must be"
                            + " writable and have 450 MB free; the environment variable DJL_CACHE_DIR names another",
                    e);
        } finally {
            changed.forEach(System::clearProperty);
        }
    }

    /** DJL would search its cache and then the network; the classpath decides, so that every start is alike. */
    private static void requireNatives() {
        boolean ownLibrary =
                System.getenv("PYTORCH_LIBRARY_PATH") != null || System.getProperty("PYTORCH_LIBRARY_PATH") != null;
        boolean torch = ownLibrary || onClasspath("native/lib/pytorch.properties");
        boolean jni = onClasspath("jnilib/pytorch.properties");
        if (!torch || !jni) {
            throw new EngineException("the native PyTorch libraries are not on the classpath. " + artifacts());
        }
    }

    private static boolean onClasspath(String resource) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return (context != null && context.getResource(resource) != null)
                || NativeEngine.class.getClassLoader().getResource(resource) != null;
    }

    private static String artifacts() {
        return "Add these two artifacts with runtime scope: ai.djl.pytorch:pytorch-native-cpu:" + PYTORCH_VERSION + ":"
                + classifier() + " and ai.djl.pytorch:pytorch-jni:" + JNI_VERSION;
    }

    /** Classifier of DJL's native jar for this platform. */
    private static String classifier() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String system = os.contains("win") ? "win" : os.contains("mac") ? "osx" : "linux";
        return system + "-" + (arch.equals("aarch64") || arch.equals("arm64") ? "aarch64" : "x86_64");
    }

    private static String environmentName(String property) {
        return property.equals("ai.djl.offline") ? "DJL_OFFLINE" : property;
    }
}

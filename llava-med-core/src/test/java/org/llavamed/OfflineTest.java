package org.llavamed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.checkpoint.Layout;
import org.llavamed.checkpoint.RandomShape;
import org.llavamed.error.EngineException;
import org.llavamed.safetensors.SafetensorsType;

/** How the native engine is found, in JVMs of their own: without network, and without traces in the host's properties. */
class OfflineTest {
    @TempDir
    Path folder;

    /** Runs in the other JVM: loads a checkpoint twice, asks, and says what became of it and of the properties. */
    static final class Probe {
        private Probe() {}

        public static void main(String[] arguments) {
            for (int i = 0; i < 2; i++) {
                try (LlavaMed model = LlavaMed.load(Path.of(arguments[0]))) {
                    System.out.println("answered "
                            + model.ask(TinyModel.image(1), "What?", TinyModel.tokens(2))
                                    .tokenIds()
                                    .size());
                } catch (EngineException e) {
                    System.out.println("refused: " + e.getMessage());
                }
            }
            for (String property : List.of("ai.djl.offline", "OPT_OUT_TRACKING")) {
                System.out.println(property + " is " + System.getProperty(property));
            }
        }
    }

    private String probe(SafetensorsType type, Predicate<String> entries, List<String> options)
            throws IOException, InterruptedException {
        Path checkpoint =
                TinyModel.write(folder, RandomShape.tiny(Layout.ORIGINAL_MISTRAL, TinyModel.VOCABULARY), type, 3);
        ChildJvm.Ended ended = ChildJvm.run(folder, Probe.class, entries, options, checkpoint.toString());
        assertEquals(0, ended.exit(), ended.output());
        return ended.output();
    }

    @Test
    void propertiesAreAsBefore() throws IOException, InterruptedException {
        String output = probe(SafetensorsType.F32, entry -> true, List.of());
        assertEquals(2, output.split("answered 2", -1).length - 1, output);
        assertTrue(output.contains("ai.djl.offline is null"), output);
        assertTrue(output.contains("OPT_OUT_TRACKING is null"), output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void theHostsOwnPropertiesStay(String value) throws IOException, InterruptedException {
        String output = probe(
                SafetensorsType.F32, entry -> true, List.of("-Dai.djl.offline=" + value, "-DOPT_OUT_TRACKING=true"));
        assertTrue(output.contains("ai.djl.offline is " + value), output);
        assertTrue(output.contains("OPT_OUT_TRACKING is true"), output);
        assertTrue(output.contains("answered 2"), output);
    }

    @ParameterizedTest
    @CsvSource({
        "F32, pytorch-native-cpu",
        "F32, pytorch-jni",
        "BF16, pytorch-jni",
        "BF16, pytorch-native-cpu|pytorch-jni",
        "F16, pytorch-native-cpu|pytorch-jni"
    })
    void withoutNativesOneClearError(SafetensorsType type, String missing) throws IOException, InterruptedException {
        String output = probe(type, entry -> !entry.matches("(" + missing + ").*"), List.of());
        assertEquals(2, output.split("refused: ", -1).length - 1, output);
        assertTrue(output.contains("ai.djl.pytorch:pytorch-native-cpu:2.7.1:" + classifier()), output);
        assertTrue(output.contains("ai.djl.pytorch:pytorch-jni:2.7.1-0.35.1"), output);
        assertFalse(output.contains("\tat "), output);
        assertTrue(output.contains("ai.djl.offline is null"), output);
    }

    private static String classifier() {
        String os = System.getProperty("os.name");
        boolean arm = System.getProperty("os.arch").matches("aarch64|arm64");
        return (os.startsWith("Win") ? "win" : os.startsWith("Mac") ? "osx" : "linux") + (arm ? "-aarch64" : "-x86_64");
    }
}

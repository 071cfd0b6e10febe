package org.llavamed;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Runs a main class of the tests in a JVM of its own. */
public final class ChildJvm {
    /**
     * How it ended.
     *
     * @param exit its exit code
     * @param output standard output and standard error
     */
    public record Ended(int exit, String output) {}

    private ChildJvm() {}

    /** Runs a class with those entries of this class path whose file name passes. */
    public static Ended run(
            Path folder, Class<?> main, Predicate<String> entries, List<String> options, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(Arrays.stream(classPath().split(File.pathSeparator))
                .filter(entry -> entries.test(new File(entry).getName()))
                .collect(Collectors.joining(File.pathSeparator)));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, "output", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("still running: " + Files.readString(output, StandardCharsets.UTF_8));
        }
        return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    /** Surefire may put the class path into the manifest of a jar; then it is in a property. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
    }
}

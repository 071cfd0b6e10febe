package org.llavamed.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Main classes of the tests in a JVM of their own, to be killed or to have little memory. */
public final class ChildJvm {
    private ChildJvm() {}

    /** A process to start, with this JVM's class path. */
    public static ProcessBuilder of(List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /** Surefire may put the class path into the manifest of a jar; then it is in a property. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
    }
}

package org.llavamed.examples.commands;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a command talks to.
 *
 * @param in standard input, UTF-8
 * @param out data
 * @param err progress and complaints
 * @param interactive whether a person sits there, so that prompts and a progress line make sense
 * @param interrupts what Ctrl-C does
 */
public record Terminal(InputStream in, PrintWriter out, PrintWriter err, boolean interactive, Interrupts interrupts) {
    /**
     * That of this process. All text is UTF-8, also in a plain C locale, where Java would write question marks.
     *
     * @return the terminal; Ctrl-C is not caught yet
     */
    public static Terminal standard() {
        return new Terminal(
                input(),
                writer(new FileOutputStream(FileDescriptor.out)),
                writer(new FileOutputStream(FileDescriptor.err)),
                isPerson(),
                new Interrupts());
    }

    /**
     * Standard input. If the caller closed it, the first file that the JVM opens takes its place, and reading would give that
     * file's bytes.
     */
    private static InputStream input() {
        Path descriptor = Path.of("/proc/self/fd/0");
        try {
            if (Files.isSymbolicLink(descriptor)) {
                Path target = Files.readSymbolicLink(descriptor);
                if (target.startsWith(System.getProperty("java.home", ""))
                        || target.toString().endsWith(".jar")) {
                    return InputStream.nullInputStream();
                }
            }
        } catch (IOException e) {
            return System.in; // cannot be told: as usual
        }
        return System.in;
    }

    @SuppressWarnings("SystemConsoleNull") // the case of JDK 22 and newer is the one below
    private static boolean isPerson() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (ReflectiveOperationException e) {
            return true; // before JDK 22 there is a console only for a person
        }
    }

    /**
     * A writer of UTF-8.
     *
     * @param stream where to
     * @return the writer; {@code println} flushes
     */
    public static PrintWriter writer(OutputStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    /** Writes a line to stderr. */
    void tell(String line) {
        err.println(line);
    }

    /** Writes a line that the next one replaces; without a person there, nothing. */
    void tellProgress(String line) {
        if (interactive) {
            err.print("\r" + line + "\u001b[K"); // erase what a longer line left
            err.flush();
        }
    }

    /** Ends a line of {@link #tellProgress}. */
    void endProgress() {
        if (interactive) {
            err.println();
        }
    }
}

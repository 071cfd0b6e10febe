package org.llavamed.examples.commands;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The arguments as they were typed. In a plain C locale, as in most containers, Java 17 turns every byte beyond ASCII into
 * U+FFFD before {@code main} sees it; Linux still has the bytes.
 */
public final class CommandText {
    private static final char LOST = '\uFFFD';

    private CommandText() {}

    /**
     * Restores arguments.
     *
     * @param args those of {@code main}
     * @return the same, or what they were before the locale damaged them
     */
    public static String[] restore(String[] args) {
        if (Arrays.stream(args).noneMatch(arg -> arg.indexOf(LOST) >= 0)) {
            return args;
        }
        try {
            byte[] line = Files.readAllBytes(Path.of("/proc/self/cmdline"));
            return restore(args, new String(line, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return args; // not Linux
        }
    }

    /** The last arguments of a NUL-terminated command line, if they agree with the given ones but for what was lost. */
    static String[] restore(String[] args, String commandLine) {
        String[] all = commandLine.split("\0", -1); // ends in an empty string after the last NUL
        int first = all.length - 1 - args.length;
        if (first < 0) {
            return args;
        }
        String[] typed = Arrays.copyOfRange(all, first, all.length - 1);
        for (int i = 0; i < args.length; i++) {
            if (!ascii(args[i]).equals(ascii(typed[i]))) {
                return args;
            }
        }
        return typed;
    }

    private static String ascii(String text) {
        return text.replaceAll("[^\\p{ASCII}]", "");
    }
}

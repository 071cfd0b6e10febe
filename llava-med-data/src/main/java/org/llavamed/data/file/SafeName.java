package org.llavamed.data.file;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Identifiers that become names of files, on any system. */
public final class SafeName {
    private static final int MAX_BYTES = 200;
    private static final Pattern RESERVED =
            Pattern.compile("(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\\..*)?", Pattern.CASE_INSENSITIVE);

    private SafeName() {}

    /**
     * What is wrong with an identifier as the name of a file, an extension to be added.
     *
     * @param id the identifier
     * @return the problem, for instance "is empty", or null
     */
    public static @Nullable String problem(String id) {
        if (id.isEmpty() || id.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return id.isEmpty() ? "is empty" : "is longer than " + MAX_BYTES + " bytes";
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (Character.isISOControl(c) || "/\\:*?\"<>|".indexOf(c) >= 0) {
                return "has a character that no file name should have";
            }
        }
        if (id.startsWith(".") || id.endsWith(".") || !id.strip().equals(id)) {
            return "begins or ends like no file name should";
        }
        if (!isNameHere(id)) {
            return "is no file name on this system (set LC_ALL=C.UTF-8)";
        }
        return RESERVED.matcher(id).matches() ? "is a name that Windows keeps for a device" : null;
    }

    private static boolean isNameHere(String id) {
        try {
            return Path.of(id).getNameCount() == 1;
        } catch (InvalidPathException e) { // characters that the locale does not have
            return false;
        }
    }
}

package org.llavamed.examples.builtin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llavamed.data.file.Sha256;

/**
 * Names and digests of the files of a model, written as {@code sha256sum} does, so that {@code sha256sum -c files.sha256}
 * checks a folder by hand.
 *
 * @param digests SHA-256 in small hexadecimal digits by the file's name relative to the folder, with slashes
 */
record FileList(NavigableMap<String, String> digests) {
    /** Name of the list in the folder. */
    static final String NAME = "files.sha256";

    private static final int ID_DIGITS = 12;
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) {2}((?:[A-Za-z0-9][A-Za-z0-9._-]*/)*"
            + "[A-Za-z0-9][A-Za-z0-9._-]*)"); // no part begins with a dot, so none leads out of the folder

    FileList {
        digests = Collections.unmodifiableNavigableMap(new TreeMap<>(digests));
    }

    /** Reads a list; one of another form is refused. */
    static FileList parse(String text) {
        NavigableMap<String, String> digests = new TreeMap<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches() || digests.put(matcher.group(2), matcher.group(1)) != null) {
                throw Unpacking.damaged(NAME, "line " + number + " is not a digest and a new file name: " + line, null);
            }
        }
        if (digests.isEmpty()) {
            throw Unpacking.damaged(NAME, "it names no file", null);
        }
        return new FileList(digests);
    }

    /** Whether a file can be listed under this name. */
    static boolean isName(String name) {
        return LINE.matcher("0".repeat(64) + "  " + name).matches();
    }

    /** The list as it is stored. */
    String text() {
        StringBuilder text = new StringBuilder();
        digests.forEach(
                (name, digest) -> text.append(digest).append("  ").append(name).append('\n'));
        return text.toString();
    }

    /** Tells one model from another. */
    String id() {
        MessageDigest digest = Sha256.start();
        digest.update(text().getBytes(StandardCharsets.UTF_8));
        return Sha256.hex(digest).substring(0, ID_DIGITS);
    }
}

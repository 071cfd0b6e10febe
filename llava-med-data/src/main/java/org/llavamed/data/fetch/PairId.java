package org.llavamed.data.fetch;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Identifiers that become names of files, on any system. */
final class PairId {
    private static final int MAX_BYTES = 200;
    private static final Pattern RESERVED =
            Pattern.compile("(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\\..*)?", Pattern.CASE_INSENSITIVE);

    private PairId() {}

    /** What is wrong with an identifier as the name of a file, or null. */
    static @Nullable String problem(String id) {
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
        return RESERVED.matcher(id).matches() ? "is a name that Windows keeps for a device" : null;
    }

    /** 64 bits that tell identifiers apart as file systems do that know no capitals. */
    static long hash(String id) {
        return hash64(id.toLowerCase(Locale.ROOT));
    }

    /** FNV-1a over the characters, stirred so that all bits count. */
    static long hash64(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}

package org.llavamed.data.archive;

import org.jspecify.annotations.Nullable;

/** Paths of members: plain ones, relative to the archive, with {@code /} between their parts. */
final class MemberPath {
    private static final int MAX_LENGTH = 1024;
    private static final int MAX_PART = 255;

    private MemberPath() {}

    /** What is wrong with the path of a member, or null. */
    static @Nullable String problem(String path) {
        if (path.length() > MAX_LENGTH) {
            return "has a path of " + path.length() + " characters";
        }
        if (path.startsWith("/") || path.matches("[A-Za-z]:.*")) {
            return "has an absolute path";
        }
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '\\' || Character.isISOControl(path.charAt(i))) {
                return "has a backslash or a control character in its path";
            }
        }
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                return "leaves the archive";
            }
            if (part.length() > MAX_PART) {
                return "has a name of " + part.length() + " characters";
            }
        }
        return null;
    }

    /** The path without empty parts and single dots. */
    static String normal(String path) {
        StringBuilder normal = new StringBuilder(path.length());
        for (String part : path.split("/", -1)) {
            if (!part.isEmpty() && !part.equals(".")) {
                normal.append(normal.isEmpty() ? "" : "/").append(part);
            }
        }
        return normal.toString();
    }

    /** The path as a message can show it. */
    static String shown(String path) {
        String shown = path.length() > 80 ? path.substring(0, 80) + "..." : path;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}

package org.llavamed.data.article;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A licence from what an article says about it: the licence's own address, else {@code ali:license_ref}, else an address in its
 * text that looks like one of a licence, else the beginning of the text, else its type.
 */
final class Licence {
    private static final int MAX_TEXT = 200;

    private @Nullable String address;
    private @Nullable String reference;
    private @Nullable String linked;
    private @Nullable String text;
    private @Nullable String type;

    void address(@Nullable String href) {
        address = first(address, href);
    }

    void reference(@Nullable String href) {
        reference = first(reference, href);
    }

    void link(@Nullable String href) {
        String lower = href == null ? "" : href.toLowerCase(Locale.ROOT);
        if (lower.contains("creativecommons.org") || lower.contains("licen")) {
            linked = first(linked, href);
        }
    }

    void text(String words) {
        text = first(text, words);
    }

    void type(@Nullable String name) {
        type = first(type, name);
    }

    private static @Nullable String first(@Nullable String before, @Nullable String now) {
        return before != null || now == null || now.isBlank() ? before : now.strip();
    }

    @Nullable
    String value() {
        if (address != null) {
            return address;
        }
        if (reference != null) {
            return reference;
        }
        if (linked != null) {
            return linked;
        }
        return text == null ? type : shortened(text);
    }

    private static String shortened(String words) {
        if (words.length() <= MAX_TEXT) {
            return words;
        }
        int blank = words.lastIndexOf(' ', MAX_TEXT - 1);
        int end = blank > MAX_TEXT / 2 ? blank : MAX_TEXT - 1;
        return words.substring(0, Character.isHighSurrogate(words.charAt(end - 1)) ? end - 1 : end) + "\u2026";
    }
}

package org.llavamed.tokenizer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.tokenizer.AddedTokenMatcher.Match;

/** Cuts a prompt at its added tokens. Tokens are looked for in template text only. Immutable. */
final class PromptSplitter {
    /**
     * Either an added token or the text between two of them.
     *
     * @param text the text, empty for a token
     * @param token the token, or null for text
     * @param start where it begins, in chars of all spans together
     */
    record Part(String text, @Nullable AddedToken token, int start) {}

    private final AddedTokenMatcher matcher;
    private final boolean readsSpaceSign;

    /**
     * Makes a splitter.
     *
     * @param readsSpaceSign whether ▁ in a text counts as a space from the start, as in transformers without legacy
     */
    PromptSplitter(AddedTokenMatcher matcher, boolean readsSpaceSign) {
        this.matcher = matcher;
        this.readsSpaceSign = readsSpaceSign;
    }

    /** Texts and tokens in turn, beginning and ending with a text that may be empty. */
    List<Part> split(List<TextSpan> spans) {
        StringBuilder joined = new StringBuilder();
        List<int[]> templates = new ArrayList<>(); // [start, end) of the text that is not literal, neighbours joined
        for (TextSpan span : spans) {
            int start = joined.length();
            joined.append(withoutLoneSurrogates(span.text()));
            if (span.literal() || joined.length() == start) {
                continue;
            }
            int[] last = templates.isEmpty() ? null : templates.get(templates.size() - 1);
            if (last != null && last[1] == start) {
                last[1] = joined.length();
            } else {
                templates.add(new int[] {start, joined.length()});
            }
        }
        String text = readsSpaceSign ? joined.toString().replace(Spacing.SPACE, ' ') : joined.toString();
        List<Match> matches = new ArrayList<>();
        for (int[] template : templates) {
            matches.addAll(matcher.find(text, template[0], template[1]));
        }
        return cut(text, matches);
    }

    private static List<Part> cut(String text, List<Match> matches) {
        List<Part> parts = new ArrayList<>();
        int start = 0;
        boolean stripStart = false;
        for (Match match : matches) {
            parts.add(part(text, start, match.start(), stripStart, match.token().leftStrip()));
            parts.add(new Part("", match.token(), match.start()));
            start = match.end();
            stripStart = match.token().rightStrip();
        }
        parts.add(part(text, start, text.length(), stripStart, false));
        return parts;
    }

    /** The chars from to until - 1, without white space at the ends that a token swallows. */
    private static Part part(String text, int from, int until, boolean left, boolean right) {
        int start = from;
        int end = until;
        while (left && start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (right && start < end && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return new Part(text.substring(start, end), null, start);
    }

    /** White space as Python's {@code str.isspace} sees it; all of it is in the basic plane. */
    private static boolean isSpace(char c) {
        return Character.isSpaceChar(c) || (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x1f) || c == 0x85;
    }

    /** Half a surrogate pair is no character and has no UTF-8 form; like other decoders we read U+FFFD. */
    private static String withoutLoneSurrogates(String text) {
        StringBuilder whole = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            if (whole == null) {
                whole = new StringBuilder(text);
            }
            whole.setCharAt(i, '\uFFFD');
        }
        return whole == null ? text : whole.toString();
    }
}

package org.llavamed.data.clean;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.dialogue.Speaker;

/**
 * A label such as {@code User:} before what someone says.
 *
 * @param family which labels it goes with
 * @param speaker whose it is
 * @param begin where it begins
 * @param end where what is said begins
 * @param open whether markdown's bold or italics begins before it and does not end with it
 */
record Label(Family family, Speaker speaker, int begin, int end, boolean open) {
    /** Labels that go together. */
    enum Family {
        /** {@code User} and {@code Assistant}. */
        CHAT,
        /** {@code Question} and {@code Answer}. */
        QUESTION,
        /** {@code Q} and {@code A}, which may also name the panels of a figure. */
        LETTER
    }

    private static final int MAX_DECORATION = 16;

    /**
     * The label that a line begins with: after quote marks, bullets, headings, bold and a number, with or without a number
     * of its own, before an ASCII or full-width colon.
     *
     * @param text a reply
     * @param begin where the line begins
     * @param end where it ends
     * @return the label, or null
     */
    static @Nullable Label atLine(String text, int begin, int end) {
        int at = skip(text, begin, end, " \t\u00a0\u3000\uFEFF\u200b", Integer.MAX_VALUE);
        int marks = at;
        at = skip(text, at, end, ">#*_-\u2022\u00b7` \t", MAX_DECORATION);
        int digits = skip(text, at, end, "0123456789", 4);
        if (digits > at && digits < end && ".):".indexOf(text.charAt(digits)) >= 0) {
            at = skip(text, digits + 1, end, " \t*_", MAX_DECORATION);
        }
        String before = text.substring(marks, at);
        boolean bold = before.endsWith("*") || before.endsWith("_");
        boolean heading = before.indexOf('#') >= 0;
        return word(text, at, end, begin, bold, heading);
    }

    private static @Nullable Label word(String text, int at, int end, int begin, boolean bold, boolean heading) {
        int wordEnd = at;
        while (wordEnd < end && wordEnd - at <= 12 && isLetter(text.charAt(wordEnd))) {
            wordEnd++;
        }
        String word = text.substring(at, wordEnd);
        if (word.equalsIgnoreCase("ai") && text.regionMatches(true, wordEnd, " assistant", 0, 10)) {
            wordEnd += 10;
            word = "assistant";
        }
        int after = skip(text, wordEnd, end, " \t", 3);
        after = skip(text, after, end, "0123456789", 4);
        int close = skip(text, after, end, "*_ \t\u00a0", MAX_DECORATION);
        boolean closed = text.substring(after, close).strip().length() > 0;
        boolean colon = close < end && ":\uff1a\ufe55\u2236\ufe13".indexOf(text.charAt(close)) >= 0;
        if (!colon && !(close == end && (heading || (bold && closed)))) {
            return null;
        }
        int content = colon ? close + 1 : close;
        if (bold && !closed) {
            int bolds = skip(text, content, end, "*_", 3);
            closed = bolds > content;
            content = bolds;
        }
        Family family = family(word);
        return family == null ? null : new Label(family, speaker(word), begin, content, bold && !closed);
    }

    /**
     * The label that stands inside a line after the end of a sentence: {@code User:}, {@code Human:}, {@code Assistant:},
     * {@code Question:} or {@code Answer:}, spelt just so.
     *
     * @param text a reply
     * @param colon where a colon is
     * @return the label, or null
     */
    static @Nullable Label inside(String text, int colon) {
        for (String word : new String[] {"User", "Human", "Assistant", "Question", "Answer"}) {
            int begin = colon - word.length();
            if (begin < 1 || !text.startsWith(word, begin)) {
                continue;
            }
            int before = begin - 1;
            while (before >= 0 && begin - before < 8 && " \t*_".indexOf(text.charAt(before)) >= 0) {
                before--;
            }
            boolean apart = before < begin - 1 && before >= 0 && ".?!\"\u201d)".indexOf(text.charAt(before)) >= 0;
            Family family = family(word.toLowerCase(Locale.ROOT));
            if (apart && family != null) {
                int content = skip(text, colon + 1, text.length(), "*_", 3);
                return new Label(family, speaker(word.toLowerCase(Locale.ROOT)), before + 1, content, false);
            }
        }
        return null;
    }

    private static @Nullable Family family(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "user", "human", "assistant", "ai", "gpt", "chatgpt" -> Family.CHAT;
            case "question", "answer" -> Family.QUESTION;
            case "q", "a" -> word.charAt(0) < 'a' ? Family.LETTER : null;
            default -> null;
        };
    }

    private static Speaker speaker(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "user", "human", "question", "q" -> Speaker.HUMAN;
            default -> Speaker.GPT;
        };
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static int skip(String text, int from, int end, String chars, int most) {
        int at = from;
        while (at < end && at - from < most && chars.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }
}

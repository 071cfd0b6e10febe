package org.llavamed.data.teacher;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a server's words fit to be shown: without the key, or eight characters of it, without what looks like a key, and
 * without what it repeats of the prompt (sixteen letters and digits or more; punctuation and escapes do not count).
 */
final class Redaction {
    private static final Pattern LIKE_A_KEY =
            Pattern.compile("\\b(?:sk|pk|key)-[\\w*.-]{6,}|\\b(?:bearer|basic)\\s+\\S{6,}", Pattern.CASE_INSENSITIVE);
    private static final int LONGEST_READ = 1_000;
    private static final int LONGEST_SHOWN = 300;
    private static final int SECRET_RUN = 8;
    private static final int PROMPT_RUN = 16;
    private static final int SHORTEST_SECRET = 4;

    private final List<String> secrets;
    private final List<String> prompts = new ArrayList<>();

    Redaction(List<String> secrets, ChatRequest request) {
        this.secrets = List.copyOf(secrets);
        for (ChatMessage message : request.messages()) {
            prompts.add(message.content());
        }
    }

    /** At most 300 characters on one line. */
    String clean(String words) {
        String text = words.length() <= LONGEST_READ ? words : words.substring(0, LONGEST_READ);
        boolean[] hidden = new boolean[text.length()];
        Matcher likeness = LIKE_A_KEY.matcher(text);
        while (likeness.find()) {
            hide(hidden, likeness.start(), likeness.end());
        }
        for (String secret : secrets) {
            for (int at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
                hide(hidden, at, secret.length() < SHORTEST_SECRET ? at : at + secret.length());
            }
            hideRuns(text, secret, SECRET_RUN, SHORTEST_SECRET, hidden);
        }
        for (String prompt : prompts) {
            hideRuns(text, prompt, PROMPT_RUN, SECRET_RUN, hidden);
        }
        String shown = joined(text, hidden).replaceAll("\\s+", " ").strip();
        return shown.length() <= LONGEST_SHOWN ? shown : shown.substring(0, LONGEST_SHOWN) + "...";
    }

    /** The text without the secrets, otherwise as it was: for what is kept, not shown. */
    static String withoutSecrets(String text, List<String> secrets) {
        String result = text;
        for (String secret : secrets) {
            if (secret.length() >= SECRET_RUN) {
                result = result.replace(secret, "***");
            }
        }
        return result;
    }

    private static String joined(String text, boolean[] hidden) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (!hidden[i]) {
                shown.append(text.charAt(i));
            } else if (i == 0 || !hidden[i - 1]) {
                shown.append("***");
            }
        }
        return shown.toString();
    }

    /** Hides every run of letters and digits that both have, at least {@code run} long, or all of a shorter secret. */
    private static void hideRuns(String text, String secret, int run, int shortest, boolean[] hidden) {
        String wanted = lettersAndDigits(secret);
        int length = Math.min(run, wanted.length());
        if (length < shortest) {
            return;
        }
        int[] places = new int[text.length()];
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (Character.isLetterOrDigit(text.charAt(i))) {
                places[plain.length()] = i;
                plain.append(text.charAt(i));
            }
        }
        for (int i = 0; i + length <= plain.length(); i++) {
            if (wanted.contains(plain.substring(i, i + length))) {
                hide(hidden, places[i], places[i + length - 1] + 1);
            }
        }
    }

    private static String lettersAndDigits(String text) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (Character.isLetterOrDigit(text.charAt(i))) {
                result.append(text.charAt(i));
            }
        }
        return result.toString();
    }

    private static void hide(boolean[] hidden, int from, int to) {
        for (int i = from; i < to; i++) {
            hidden[i] = true;
        }
    }
}

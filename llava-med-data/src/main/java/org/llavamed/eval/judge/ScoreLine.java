package org.llavamed.eval.judge;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line that holds nothing but scores, labels and punctuation.
 *
 * @param pattern {@code N} for a score, {@code 1} or {@code 2} for the label of an assistant, in their order
 * @param numbers the scores in their order
 */
record ScoreLine(String pattern, List<Double> numbers) {
    private static final int LONGEST = 200; // characters; what is longer is prose
    private static final Pattern INVISIBLE = Pattern.compile("\\p{Cf}+");
    private static final Pattern MARKUP = Pattern.compile("[*_`#>~\"'\u2018\u2019\u201c\u201d()\\[\\]{}]");
    private static final Pattern BULLET = Pattern.compile("^\\s*[-+\u2022\u2013]\\s+");
    private static final Pattern TOKEN = Pattern.compile(String.join(
            "|",
            "(?<gap>[\\s,;:=|&]+|\\.(?=\\s|$)|(?:and|vs|versus)\\b)",
            "(?<label>(?:assistant|answer|response|model)\\s*(?<who>[12ab])\\b(?:\\s*s\\b)?(?:\\s+[-\u2013\u2014](?=\\s))?)",
            "(?<header>(?:overall|final|total)\\b|(?:scores?|ratings?)\\b(?:\\s+for\\b)?|\\bout of 10\\b|\\b1\\s*(?:-|\u2013|to)\\s*10\\b)",
            "(?<number>[0-9]{1,3}(?:\\.[0-9]{1,6})?)(?![0-9a-z%])(?:\\s*(?:/|out of)\\s*10(?:\\.0)?\\b(?!\\.[0-9]))?"
                    + "(?!\\s*/|[.][0-9]|\\s*out\\b|\\s*%)(?:\\s*points?\\b)?"));

    ScoreLine {
        numbers = List.copyOf(numbers);
    }

    /** Takes a line apart; null if it holds anything else. */
    static @Nullable ScoreLine of(String line) {
        if (line.length() > LONGEST) {
            return null;
        }
        String text = BULLET.matcher(plain(line)).replaceFirst("");
        StringBuilder pattern = new StringBuilder();
        List<Double> numbers = new ArrayList<>();
        Matcher token = TOKEN.matcher(text).useTransparentBounds(true);
        int at = 0;
        while (at < text.length()) {
            if (!token.region(at, text.length()).lookingAt()) {
                return null;
            }
            String who = token.group("who");
            if (who != null) {
                pattern.append(who.equals("1") || who.equals("a") ? '1' : '2');
            } else if (token.group("number") != null) {
                pattern.append('N');
                numbers.add(Double.valueOf(token.group("number")));
            }
            at = token.end();
        }
        return new ScoreLine(pattern.toString(), numbers);
    }

    private static String plain(String line) {
        StringBuilder text = new StringBuilder();
        String normal = INVISIBLE
                .matcher(Normalizer.normalize(line, Normalizer.Form.NFKC))
                .replaceAll("");
        normal.codePoints().forEach(c -> text.appendCodePoint(PythonFloat.plain(c)));
        return MARKUP.matcher(text).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
    }

    static boolean isBlank(String line) {
        return line.codePoints().allMatch(c -> PythonFloat.plain(c) == ' ' || Character.getType(c) == Character.FORMAT);
    }

    /** The two lines as one. */
    ScoreLine with(ScoreLine next) {
        List<Double> both = new ArrayList<>(numbers);
        both.addAll(next.numbers);
        return new ScoreLine(pattern + next.pattern, both);
    }

    /** A number for messages: 9 for 9.0. */
    static String text(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e9
                ? Long.toString((long) number)
                : Double.toString(number);
    }
}

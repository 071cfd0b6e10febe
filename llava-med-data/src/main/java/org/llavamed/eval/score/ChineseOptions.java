package org.llavamed.eval.score;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.llavamed.eval.score.QuestionOptions.Option;

/** Options in Chinese questions, which have no blanks: the expected answer tells how many characters make up an option. */
final class ChineseOptions {
    private static final Pattern OR = Pattern.compile("还是|或者|或|[和与](?=[^和与]{1,12}哪)");

    private ChineseOptions() {}

    static void addTo(List<List<Option>> readings, String text, List<String> expected) {
        if (!StrictNormalizer.isIdeograph(expected.get(0).codePointAt(0))) {
            return;
        }
        for (MatchResult or : OR.matcher(text).results().toList()) {
            List<String> left = QuestionOptions.words(text.substring(0, or.start()));
            List<String> right = QuestionOptions.words(text.substring(or.end()));
            int length = expected.size();
            if (endsWith(left, expected)) {
                boolean negated = !right.isEmpty() && YesNo.isChineseNegation(right.get(0));
                List<String> other = right.subList(0, Math.min(right.size(), negated ? length + 1 : length));
                add(readings, expected, other);
            } else if (right.size() >= length && right.subList(0, length).equals(expected)) {
                boolean negated = length > 1 && YesNo.isChineseNegation(expected.get(0));
                int others = Math.min(left.size(), negated ? length - 1 : length);
                add(readings, left.subList(left.size() - others, left.size()), expected);
            }
        }
    }

    private static boolean endsWith(List<String> text, List<String> end) {
        return text.size() >= end.size()
                && text.subList(text.size() - end.size(), text.size()).equals(end);
    }

    private static void add(List<List<Option>> readings, List<String> first, List<String> second) {
        if (!first.isEmpty() && !second.isEmpty() && !first.equals(second)) {
            readings.add(List.of(Option.of(List.copyOf(first)), Option.of(List.copyOf(second))));
        }
    }
}

package org.llavamed.eval.judge;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the two scores in a judge's reply. What the published evaluators can read gives the same scores here: a first line of
 * two numbers with one blank between. Beyond that, the first line that holds two scores and nothing but labels and
 * punctuation counts ({@code Assistant 1: 9/10, Assistant 2: 5/10}), or two such lines with a score each. Numbers
 * inside sentences never count, and where text came before, all such lines must say the same, since one of them may be a
 * quotation of an answer: a score that was made up is worse than none.
 */
public final class ReviewParser {
    private static final Pattern LINE_BREAK = Pattern.compile("[\u0085\u2028\u2029\u000b\f]");

    private ReviewParser() {}

    /**
     * What was found.
     *
     * @param scores the scores, or null if there are none
     * @param problem why there are none, or null
     */
    public record Result(
            @Nullable ReviewScores scores, @Nullable String problem) {
        private static Result problem(String problem) {
            return new Result(null, problem);
        }

        private static Result of(double first, double second) {
            return ReviewScores.inRange(first) && ReviewScores.inRange(second)
                    ? new Result(new ReviewScores(first, second), null)
                    : problem("the scores " + ScoreLine.text(first) + " and " + ScoreLine.text(second)
                            + " are not between 1 and 10");
        }
    }

    /**
     * Reads a reply.
     *
     * @param reply the reply of the judge
     * @return the scores, or why there are none
     */
    public static Result parse(String reply) {
        double[] published = published(reply);
        if (published != null) {
            return Result.of(published[0], published[1]);
        }
        List<String> lines = reply.lines()
                .flatMap(LINE_BREAK::splitAsStream)
                .filter(line -> !ScoreLine.isBlank(line))
                .toList();
        boolean onlyHeaders = true; // so far
        @Nullable Result found = null;
        boolean turned = false; // by a header such as "Assistant 2 | Assistant 1"
        for (int i = 0; i < lines.size(); i++) {
            ScoreLine line = at(lines, i);
            if (line == null) {
                onlyHeaders = false;
                continue;
            }
            ScoreLine pair = line;
            if (single(line) && (onlyHeaders || line.pattern().length() == 2)) {
                ScoreLine next = at(lines, i + 1);
                if (next != null && single(next) && !single(at(lines, i + 2))) {
                    pair = line.with(next);
                }
            }
            Result result = pair(pair, turned);
            if (result != null && onlyHeaders) {
                return result;
            }
            if (result != null && found != null && !result.equals(found)) {
                return Result.problem("more than one line holds two scores and nothing else, and they differ");
            }
            found = found == null ? result : found;
            turned |= line.pattern().equals("21");
            onlyHeaders &= line.numbers().isEmpty();
        }
        return found != null
                ? found
                : Result.problem(lines.isEmpty() ? "the reply is empty" : "no line holds two scores and nothing else");
    }

    private static @Nullable ScoreLine at(List<String> lines, int index) {
        return index < lines.size() ? ScoreLine.of(lines.get(index)) : null;
    }

    private static boolean single(@Nullable ScoreLine line) {
        return line != null && line.numbers().size() == 1;
    }

    private static @Nullable Result pair(ScoreLine line, boolean turned) {
        List<Double> numbers = line.numbers();
        return switch (line.pattern()) {
            case "NN" -> turned ? Result.of(numbers.get(1), numbers.get(0)) : Result.of(numbers.get(0), numbers.get(1));
            case "1N2N", "12NN", "N1N2" -> Result.of(numbers.get(0), numbers.get(1));
            case "2N1N", "21NN", "N2N1" -> Result.of(numbers.get(1), numbers.get(0));
            default -> null;
        };
    }

    /** What the published evaluators read: all up to the first line feed, cut at every blank, must be two numbers. */
    private static double @Nullable [] published(String reply) {
        int end = reply.indexOf('\n');
        String[] fields = (end < 0 ? reply : reply.substring(0, end)).split(" ", -1);
        if (fields.length != 2) {
            return null;
        }
        Double first = PythonFloat.parse(fields[0]);
        Double second = PythonFloat.parse(fields[1]);
        return first == null || second == null ? null : new double[] {first, second};
    }
}

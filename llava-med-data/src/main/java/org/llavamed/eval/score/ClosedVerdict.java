package org.llavamed.eval.score;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How strict mode reads an answer to a closed question.
 *
 * <p>A question whose expected answer is yes or no: a leading yes or no decides (also yeah, yep, yup, nope, nah; after "the answer is"
 * too); otherwise the only one of both among the words; both or neither is undecided. True, false, correct and incorrect count as the whole answer
 * only, "yes and no" is both. Chinese: 是, 对, 有, 存在, 包含 and their negations. Words that only contain "no" (normal, not, know) never count.
 *
 * <p>A question with options ("left or right", "T1, T2, or FLAIR", "[a, b]"): right if the expected option and no other is named in
 * whole words; an option right after no, not, non, without, rather than, instead of or opposed to is
 * not named (not normal names abnormal). "Both" (or every option) is named where both are expected.
 *
 * <p>Any other question, or an expected answer that is none of the options: right if the expected answer is in the answer in whole words;
 * an expected answer without any word (a sign) is met by the same text only.
 *
 * @param kind what the answer says
 * @param correct whether that is what was expected
 * @param options the words that tell the options apart, in the order of the question; empty if it names none
 * @param named those of them that the answer names
 */
public record ClosedVerdict(Kind kind, boolean correct, List<String> options, List<String> named) {
    /** What an answer to a closed question says. */
    public enum Kind {
        /** Yes. */
        YES,
        /** No. */
        NO,
        /** One of the options, or all where all were expected. */
        OPTION,
        /** Neither or both of yes and no; no option or several. */
        UNDECIDED,
        /** The question has no options that could be found: the words of the expected answer decide. */
        FREE
    }

    /**
     * Copies the lists.
     *
     * @param kind as above
     * @param correct as above
     * @param options as above
     * @param named as above
     */
    public ClosedVerdict {
        options = List.copyOf(options);
        named = List.copyOf(named);
    }

    /**
     * Judges an answer.
     *
     * @param question the question
     * @param expected the expected answer
     * @param answer the answer; may be empty
     * @return the verdict
     */
    public static ClosedVerdict of(String question, String expected, String answer) {
        Boolean yes = YesNo.expected(expected);
        if (yes != null) {
            Kind kind = yesNo(answer);
            return new ClosedVerdict(kind, kind == (yes ? Kind.YES : Kind.NO), List.of(), List.of());
        }
        QuestionOptions options = QuestionOptions.of(question, expected);
        if (options == null) {
            List<String> wanted = StrictNormalizer.words(expected);
            boolean right = wanted.isEmpty()
                    ? StrictNormalizer.sameSign(expected, answer)
                    : contains(wanted, StrictNormalizer.words(answer));
            return new ClosedVerdict(Kind.FREE, right, List.of(), List.of());
        }
        List<Integer> named = options.named(StrictNormalizer.words(answer));
        boolean right = named.equals(options.expected());
        Kind kind = named.size() == 1 || right ? Kind.OPTION : Kind.UNDECIDED;
        return new ClosedVerdict(
                kind,
                right,
                options.labels(),
                named.stream().map(options.labels()::get).toList());
    }

    private static boolean contains(List<String> expected, List<String> answer) {
        int at = Phrase.find(expected, answer, 0);
        while (at > 0 && YesNo.isChineseNegation(answer.get(at - 1))) {
            at = Phrase.find(expected, answer, at + 1);
        }
        return at >= 0;
    }

    /**
     * What an answer says to a yes/no question, whatever was expected.
     *
     * @param answer the answer; may be empty
     * @return {@link Kind#YES}, {@link Kind#NO} or {@link Kind#UNDECIDED}
     */
    public static Kind yesNo(String answer) {
        Boolean said = YesNo.of(answer);
        return said == null ? Kind.UNDECIDED : said ? Kind.YES : Kind.NO;
    }

    /**
     * Whether a question is a yes/no question, told by its expected answer.
     *
     * @param expected the expected answer
     * @return {@link Kind#YES}, {@link Kind#NO}, or null if it is neither
     */
    public static @Nullable Kind expectedYesNo(String expected) {
        Boolean yes = YesNo.expected(expected);
        return yes == null ? null : yes ? Kind.YES : Kind.NO;
    }
}

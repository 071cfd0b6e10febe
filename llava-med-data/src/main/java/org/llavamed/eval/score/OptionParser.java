package org.llavamed.eval.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llavamed.eval.score.QuestionOptions.Option;

/**
 * Finds options in questions by their form alone: a list in brackets, "A or B", "A, B, or C", "A or not". Which words make up an option
 * cannot be told for sure without grammar, so the expected answer helps, and several readings are offered, the likeliest first.
 */
final class OptionParser {
    private static final int MAX_QUESTION = 2_000;
    private static final int MAX_SEPARATORS = 8;
    private static final int NEAR = 8; // words from "or" within which an option lies
    private static final Pattern BRACKETS = Pattern.compile("\\[([^\\[\\]]{3,300})]");
    private static final Pattern OR = Pattern.compile("\\bor\\b|\\bvs\\b\\.?|\\bversus\\b");
    private static final Pattern CHUNK = Pattern.compile(",|\\bor\\b|\\bvs\\b\\.?|\\bversus\\b");
    private static final Pattern LEFT_END = Pattern.compile("[:;?!]|\\.\\s|-\\s");
    private static final Pattern RIGHT_END = Pattern.compile("[:;?!]|\\.\\s|,|\\bor\\b|\\bvs\\b|\\bversus\\b");
    private static final Set<String> NEGATIONS = Set.of("no", "not", "non", "without");
    private static final Set<String> OPPOSITES = words("ab un non in im ir a"); // normal or abnormal
    private static final Set<String> AUXILIARIES =
            words("is are was were does do did has have can could would should will");
    private static final Set<String> FILLERS =
            Set.of("on", "in", "at", "to", "of", "its", "just", "only", "from", "by");
    private static final Set<String> STOPS =
            words("is are was were be been this that these those there does do did has have on in at of to by from "
                    + "than as for with and seen shown present located visible noted found highlighted used taken "
                    + "appear appears look looks compared relative it its if when");
    private static final Set<String> GENERIC =
            words("image images picture view plane side sides scan scanner film patient patients lesion lesions "
                    + "mass matter tissue weighted process type modality contrast");
    /** Words that stand for an option without the noun after them. */
    private static final Set<String> ADJECTIVES =
            words("left right upper lower anterior posterior superior inferior medial lateral proximal distal "
                    + "central peripheral male female white gray axial sagittal coronal normal abnormal t1 t2 flair ap "
                    + "pa ct mri solid cystic benign malignant larger smaller single multiple both unilateral "
                    + "bilateral");

    /** Words for how many; "one liver lesion or several" is a choice between these and not between nouns. */
    private static final Set<String> QUANTITIES = words("1 single several multiple many");

    private OptionParser() {}

    private static Set<String> words(String list) {
        return Set.of(list.split(" ", -1));
    }

    /** Readings of a question, each with at least two options. */
    static List<List<Option>> candidates(String question, List<String> expected) {
        List<List<Option>> readings = new ArrayList<>();
        String text = StrictNormalizer.fold(question.substring(Math.max(0, question.length() - MAX_QUESTION)));
        for (MatchResult brackets : BRACKETS.matcher(text).results().toList()) {
            List<Option> options = Arrays.stream(CHUNK.split(brackets.group(1)))
                    .map(QuestionOptions::words)
                    .filter(words -> !words.isEmpty())
                    .map(Option::of)
                    .toList();
            if (options.size() > 1) {
                readings.add(options);
            }
        }
        ChineseOptions.addTo(readings, text, expected);
        List<MatchResult> separators = OR.matcher(text).results().toList();
        for (int i = separators.size() - 1; i >= Math.max(0, separators.size() - MAX_SEPARATORS); i--) {
            MatchResult or = separators.get(i);
            addReadings(readings, text.substring(0, or.start()), text.substring(or.end()), expected);
        }
        return readings;
    }

    private static void addReadings(List<List<Option>> readings, String before, String after, List<String> expected) {
        Matcher end = RIGHT_END.matcher(after);
        List<String> right = QuestionOptions.words(end.find() ? after.substring(0, end.start()) : after);
        List<String> chunks = Arrays.stream(CHUNK.split(before.substring(leftEnd(before))))
                .filter(chunk -> !QuestionOptions.words(chunk).isEmpty())
                .toList();
        if (right.isEmpty() || chunks.isEmpty()) {
            return;
        }
        List<String> left = QuestionOptions.words(chunks.get(chunks.size() - 1));
        List<Option> negated = negated(left, right);
        if (!negated.isEmpty()) {
            readings.add(negated);
            return;
        }
        List<Option> counted = counted(left, right);
        if (!counted.isEmpty()) {
            readings.add(counted);
        }
        List<Option> pair = pair(left, right);
        List<Option> others = others(chunks);
        if (!others.isEmpty()) {
            List<Option> list = new ArrayList<>(others);
            list.add(Option.of(head(left)));
            list.add(pair.get(1));
            readings.add(list);
        }
        if (!pair.get(0).label().equals(pair.get(1).label())) {
            List<Option> opposed = opposed(pair);
            readings.add(opposed);
            addAligned(readings, opposed, left, right, expected);
        }
    }

    private static int leftEnd(String text) {
        int end = 0;
        for (Matcher sign = LEFT_END.matcher(text); sign.find(); ) {
            end = sign.end();
        }
        return end;
    }

    /** "contrast or no contrast", "enhanced or not", "with or without contrast", and the other way round. */
    private static List<Option> negated(List<String> left, List<String> right) {
        String last = left.get(left.size() - 1);
        String lastButOne = left.size() > 1 ? left.get(left.size() - 2) : "";
        String first = right.get(0);
        String second = right.size() > 1 ? right.get(1) : "";
        if (NEGATIONS.contains(first)) {
            String before = STOPS.contains(last) ? leftCore(left) : last;
            String what = second.isEmpty() || STOPS.contains(second) ? before : second;
            boolean pair = left.contains(what) || last.equals("with");
            return pair ? List.of(plain(what, 1), negation(what, 0)) : List.of();
        }
        if (last.equals("without") && first.equals("with") && !second.isEmpty()) {
            return List.of(negation(second, 1), plain(second, 0));
        }
        if (NEGATIONS.contains(lastButOne) && (first.equals(last) || (first.equals("with") && second.equals(last)))) {
            return List.of(negation(last, 1), plain(last, 0));
        }
        return List.of();
    }

    /** "one liver lesion or several", "several or only one", "one or are there several". */
    private static List<Option> counted(List<String> left, List<String> right) {
        List<String> before = left.stream().filter(QUANTITIES::contains).toList();
        List<String> after = right.stream().filter(QUANTITIES::contains).toList();
        if (before.isEmpty() || after.isEmpty() || last(before).equals(after.get(0))) {
            return List.of();
        }
        return List.of(quantity(last(before)), quantity(after.get(0)));
    }

    private static Option quantity(String word) {
        Option option = Option.of(List.of(word));
        return switch (word) {
            case "1" -> option.with(List.of("single"));
            case "single" -> option.with(List.of("1"));
            default -> option;
        };
    }

    private static Option plain(String what, int opposite) {
        return new Option(what, List.of(List.of(what)), opposite);
    }

    private static Option negation(String what, int opposite) {
        return new Option("no " + what, List.of(List.of("non" + what), List.of("un" + what)), opposite);
    }

    private static List<Option> pair(List<String> left, List<String> right) {
        List<String> before = new ArrayList<>(left);
        List<String> after = new ArrayList<>(phrase(right));
        String shared = "";
        while (before.size() > 1
                && after.size() > 1
                && last(before).equals(last(after))) { // "hyper dense or hypo dense"
            shared = last(before);
            before.remove(before.size() - 1);
            after.remove(after.size() - 1);
        }
        while (before.size() > 1
                && after.size() > 1
                && before.get(before.size() - 2).equals(after.get(0))) { // "right upper or right lower lobe"
            after.remove(0);
        }
        List<Option> pair = new ArrayList<>();
        for (List<String> core : List.of(List.of(leftCore(before)), head(after))) {
            String following = after.size() > 1 ? after.get(1) : shared;
            if (Set.of("more", "less").contains(core.get(0)) && !following.isEmpty()) { // too common to stand alone
                pair.add(new Option(core.get(0), List.of(List.of(core.get(0), following)), -1));
            } else {
                pair.add(shared.isEmpty() ? Option.of(core) : Option.of(core).with(List.of(last(core) + shared)));
            }
        }
        return pair;
    }

    /** "normal or abnormal": what is not the one is the other. */
    private static List<Option> opposed(List<Option> pair) {
        String one = pair.get(0).label();
        String other = pair.get(1).label();
        boolean opposed = OPPOSITES.stream().anyMatch(sign -> other.equals(sign + one) || one.equals(sign + other));
        return opposed ? List.of(pair.get(0).opposedTo(1), pair.get(1).opposedTo(0)) : pair;
    }

    /** The expected answer's own words make up the option on its side. */
    private static void addAligned(
            List<List<Option>> readings,
            List<Option> pair,
            List<String> left,
            List<String> right,
            List<String> expected) {
        List<String> name = withoutFillers(expected);
        List<String> near = left.subList(Math.max(0, left.size() - NEAR), left.size());
        List<String> far = right.subList(0, Math.min(right.size(), NEAR));
        boolean onLeft = Phrase.occurs(name, near);
        boolean onRight = Phrase.occurs(name, far);
        if (!onLeft && !onRight) {
            onLeft = near.contains(name.get(0)) && !STOPS.contains(name.get(0));
            onRight = far.contains(name.get(0)) && !STOPS.contains(name.get(0));
        }
        if (onLeft != onRight) {
            Option other = pair.get(onLeft ? 1 : 0);
            readings.add(onLeft ? List.of(Option.of(name), other) : List.of(other, Option.of(name)));
        }
    }

    /** The options before the last two: "T1, " of "T1, T2, or FLAIR"; none if the first part only leads to the options. */
    private static List<Option> others(List<String> chunks) {
        List<Option> options = new ArrayList<>();
        for (int i = 0; i < chunks.size() - 1; i++) {
            List<String> words = QuestionOptions.words(chunks.get(i));
            if (i > 0) {
                options.add(Option.of(head(words)));
            } else if (AUXILIARIES.contains(words.get(0))) {
                options.add(Option.of(List.of(leftCore(words))));
            }
        }
        return options;
    }

    /** The words of an option that begins a text. */
    private static List<String> head(List<String> words) {
        List<String> phrase = phrase(words);
        String first = phrase.get(0);
        if (ADJECTIVES.contains(first) || first.chars().allMatch(Character::isDigit)) {
            return List.of(first);
        }
        int end = phrase.size();
        while (end > 1 && GENERIC.contains(phrase.get(end - 1))) {
            end--;
        }
        return List.copyOf(phrase.subList(0, end));
    }

    private static List<String> phrase(List<String> words) {
        List<String> text = withoutFillers(words);
        int end = 1;
        while (end < text.size() && !STOPS.contains(text.get(end))) {
            end++;
        }
        return text.subList(0, end);
    }

    private static List<String> withoutFillers(List<String> words) {
        int start = 0;
        while (start < words.size() - 1 && FILLERS.contains(words.get(start))) {
            start++;
        }
        return words.subList(start, words.size());
    }

    /** The word of an option that ends a text. */
    private static String leftCore(List<String> words) {
        for (int i = words.size() - 1; i >= 0; i--) {
            if (!GENERIC.contains(words.get(i)) && !STOPS.contains(words.get(i))) {
                return words.get(i);
            }
        }
        return last(words);
    }

    private static String last(List<String> words) {
        return words.get(words.size() - 1);
    }
}

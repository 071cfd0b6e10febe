package org.llavamed.data.clean;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.clean.CleaningRule.Kind;

/**
 * Applies the rules to a question and its answer. An answer is only ever shortened by whole phrases; a first letter may become
 * a capital one, nothing becomes small. Where a cut would leave half a sentence or take a yes or no away, the pair is dropped
 * instead. Stateless.
 */
final class SourceTalk {
    /** Reason of a pair that a cut would have damaged. */
    static final String DAMAGED = "nothing-left-to-say";

    private static final Pattern POLARITY = Pattern.compile(
            "\\b(?:yes|no|not|never|none|neither|nor|without|cannot|\\w{1,8}n['\u2019]t)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern FIRST_POLARITY = Pattern.compile("[\\s\"']{0,4}(yes|no)\\b", Pattern.CASE_INSENSITIVE);
    private static final Set<String> NO_LAST_WORD = Set.of(
            "is", "are", "was", "were", "be", "been", "being", "as", "the", "a", "an", "of", "in", "on", "with", "by",
            "and", "or", "to", "from", "that", "which", "has", "have", "for", "it", "this", "than", "not", "also");
    private static final Set<String> NO_FIRST_WORD =
            Set.of("and", "or", "but", "which", "that", "who", "whose", "because", "is", "are", "was", "were");

    private final Triggers triggers;
    private final List<CleaningRule> refusals;
    private final List<CleaningRule> cuts;
    private final List<CleaningRule> deletions;
    private final List<CleaningRule> sources;

    SourceTalk(CleaningRules rules) {
        triggers = rules.triggers();
        refusals = rules.of(Kind.REFUSAL);
        cuts = rules.of(Kind.CUT);
        deletions = rules.of(Kind.DELETE);
        sources = rules.of(Kind.SOURCE);
    }

    /**
     * What became of a pair.
     *
     * @param exchange the pair, or null if it is to be dropped
     * @param reason why it is dropped, or null
     */
    record Outcome(@Nullable Exchange exchange, @Nullable String reason) {}

    /** Cleans a pair and names each rule that changed it. */
    Outcome clean(Exchange pair, Consumer<String> changed) {
        String rule = find(sources, pair.question(), triggers.in(pair.question()));
        if (rule != null) {
            return new Outcome(null, rule);
        }
        long present = triggers.in(pair.answer());
        if (present == 0) {
            return new Outcome(pair, null);
        }
        rule = find(refusals, pair.answer(), present);
        if (rule != null) {
            return new Outcome(null, rule);
        }
        String answer = pair.answer();
        for (CleaningRule cut : cuts) {
            String shorter = cut.mayFind(present) ? cut(cut, answer) : answer;
            if (shorter == null) {
                return new Outcome(null, DAMAGED);
            }
            answer = tell(changed, cut, answer, shorter);
        }
        for (CleaningRule deletion : deletions) {
            String shorter = deletion.mayFind(present) ? delete(deletion, answer) : answer;
            if (shorter == null) {
                return new Outcome(null, DAMAGED);
            }
            answer = tell(changed, deletion, answer, shorter);
        }
        rule = find(sources, answer, present);
        if (rule != null) {
            return new Outcome(null, rule);
        }
        if (answer.equals(pair.answer())) {
            return new Outcome(pair, null);
        }
        String polarity = polarity(pair.answer());
        boolean whole = saysSomething(answer) && (polarity.isEmpty() || polarity.equals(polarity(answer)));
        return whole ? new Outcome(new Exchange(pair.question(), answer), null) : new Outcome(null, DAMAGED);
    }

    private static String tell(Consumer<String> changed, CleaningRule rule, String before, String after) {
        if (!after.equals(before)) {
            changed.accept(rule.name());
        }
        return after;
    }

    private static @Nullable String find(List<CleaningRule> rules, String text, long present) {
        for (CleaningRule rule : rules) {
            if (rule.finds(text, present)) {
                return rule.name();
            }
        }
        return null;
    }

    /** Cuts where a sentence begins; null if a yes or no would go. */
    private static @Nullable String cut(CleaningRule rule, String text) {
        Matcher match = rule.matcher(text).useTransparentBounds(true); // for \\b at the beginning
        StringBuilder kept = new StringBuilder();
        int from = 0;
        for (int at = 0; at < text.length(); at++) {
            if (!mayBegin(text, at)) {
                continue;
            }
            SentenceStart start = SentenceStart.at(text, at);
            if (start == SentenceStart.NO || !match.region(at, text.length()).lookingAt()) {
                continue;
            }
            if (POLARITY.matcher(match.group()).find()) {
                return null;
            }
            kept.append(text, from, match.start());
            from = afterComma(text, match.end());
            if (start == SentenceStart.YES) {
                from = Capitals.append(kept, text, from);
            }
            at = Math.max(at, from - 1);
        }
        return from == 0 ? text : kept.append(text, from, text.length()).toString();
    }

    /** Whether a word begins there: a cheap question before the dearer ones. */
    private static boolean mayBegin(String text, int at) {
        return Character.isLetter(text.charAt(at)) && (at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)));
    }

    /** Deletes with the commas or brackets around; null if half a sentence or no yes or no would be left. */
    private static @Nullable String delete(CleaningRule rule, String text) {
        Matcher match = rule.matcher(text);
        StringBuilder kept = new StringBuilder();
        int from = 0;
        while (match.find()) {
            if (POLARITY.matcher(match.group()).find()) {
                return null;
            }
            if (match.start() < from) {
                continue;
            }
            boolean first = SentenceStart.at(text, match.start()) == SentenceStart.YES;
            kept.append(text, from, match.start());
            from = match.end();
            char before = lastOf(kept);
            char after = skipBlanks(text, from) < text.length() ? text.charAt(skipBlanks(text, from)) : 0;
            if ((before == '(' && after == ')') || (before == '[' && after == ']')) {
                kept.setLength(kept.length() - 1);
                from = skipBlanks(text, from) + 1;
                trimEnd(kept);
            } else if (before == ',') {
                kept.setLength(kept.length() - 1);
            } else if (first && after != ',') {
                return null; // the subject of a sentence is gone
            }
            int next = skipBlanks(text, from);
            if (after == ',' && next < text.length() && text.charAt(next) == ',') {
                next = skipBlanks(text, next + 1);
            }
            boolean ends = next == text.length() || ".!?;:,)]".indexOf(text.charAt(next)) >= 0;
            if (ends && (NO_LAST_WORD.contains(lastWord(kept)) || first)) {
                return null;
            }
            from = next;
            trimEnd(kept);
            if (!ends && !kept.isEmpty() && "([".indexOf(lastOf(kept)) < 0) {
                kept.append(' ');
            }
            if (first) {
                from = Capitals.append(kept, text, from);
            }
        }
        return from == 0 ? text : kept.append(text, from, text.length()).toString();
    }

    private static int afterComma(String text, int from) {
        int at = skipBlanks(text, from);
        return at < text.length() && text.charAt(at) == ',' ? skipBlanks(text, at + 1) : at;
    }

    private static int skipBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) <= ' ' || text.charAt(at) == '\u00a0')) {
            at++;
        }
        return at;
    }

    private static void trimEnd(StringBuilder text) {
        while (!text.isEmpty() && (lastRaw(text) <= ' ' || lastRaw(text) == '\u00a0')) {
            text.setLength(text.length() - 1);
        }
    }

    private static char lastRaw(StringBuilder text) {
        return text.charAt(text.length() - 1);
    }

    /** The last character after blanks at the end are removed, or 0. */
    private static char lastOf(StringBuilder text) {
        trimEnd(text);
        return text.isEmpty() ? 0 : lastRaw(text);
    }

    private static String lastWord(CharSequence text) {
        int begin = text.length();
        while (begin > 0 && text.length() - begin < 8 && Character.isLetter(text.charAt(begin - 1))) {
            begin--;
        }
        return text.subSequence(begin, text.length()).toString();
    }

    private static boolean saysSomething(String text) {
        int begin = 0;
        while (begin < text.length() && !Character.isLetterOrDigit(text.codePointAt(begin))) {
            begin += Character.charCount(text.codePointAt(begin));
        }
        int end = begin;
        while (end < text.length() && end - begin < 10 && Character.isLetter(text.charAt(end))) {
            end++;
        }
        return begin < text.length() && !NO_FIRST_WORD.contains(Capitals.small(text.substring(begin, end)));
    }

    private static String polarity(String text) {
        Matcher match = FIRST_POLARITY.matcher(text);
        return match.lookingAt() ? Capitals.small(match.group(1)) : "";
    }
}

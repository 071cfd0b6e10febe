package org.llavamed.eval.score;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads yes or no out of a text. */
final class YesNo {
    private static final Set<String> YES = Set.of("yes", "yeah", "yep", "yup");
    private static final Set<String> NO = Set.of("no", "nope", "nah");
    /** Clear only where they are the whole answer. */
    private static final Set<String> WHOLE_YES = Set.of("true", "correct", "y", "是", "对", "能", "会", "可以", "正确");

    private static final Set<String> WHOLE_NO =
            Set.of("false", "incorrect", "n", "否", "不", "无", "没", "不对", "不能", "不会", "错误", "不正确");
    /** Clear anywhere in a Chinese text, the longest first; what is neither hides what it contains. */
    private static final List<String> CHINESE = List.of(
            "?有没有", "?是不是", "?有可能", "?不确定", "-不健康", "?亚健康", "-不包含", "-不存在", "-没有", "-不是", "-不含", "-未见", "+是的", "+对的",
            "+存在", "+包含", "+含有", "+健康", "?所有", "?只有", "?有关", "?有效", "?有限", "?现有", "+有");

    private static final List<List<String>> OPENINGS = List.of(
            List.of("final", "answer", "is"),
            List.of("final", "answer"),
            List.of("answer", "is"),
            List.of("answer"),
            List.of("assistant"));

    private static final Pattern CLAUSE_END = Pattern.compile("[,.;:!?\n\u3001\u3002\uFF0C\uFF1B\uFF1A\uFF01\uFF1F]");

    private YesNo() {}

    /** A Chinese character that turns round what follows. */
    static boolean isChineseNegation(String word) {
        return word.equals("不") || word.equals("没") || word.equals("无") || word.equals("非") || word.equals("未");
    }

    /**
     * What an answer says: its first word if that is yes or no; else the only one of yes and no among its words.
     *
     * @param answer any text
     * @return true for yes, false for no, null for neither or both
     */
    static @Nullable Boolean of(String answer) {
        List<String> words = withoutOpening(StrictNormalizer.words(answer));
        Boolean whole = whole(String.join("", words));
        if (whole != null || words.isEmpty()) {
            return whole;
        }
        List<String> clause = firstClause(answer);
        if (clause.equals(List.of("yes", "and", "no")) || clause.equals(List.of("no", "and", "yes"))) {
            return null;
        }
        whole = StrictNormalizer.isIdeograph(words.get(0).codePointAt(0)) ? whole(String.join("", clause)) : null;
        if (whole != null) {
            return whole;
        }
        if (isEcho(words)) { // "yes or no" names the choice
            words = words.subList(words.size() == 2 ? 2 : 3, words.size());
        }
        Boolean first = words.isEmpty() ? null : word(words.get(0));
        if (first != null) {
            return first;
        }
        Set<Boolean> said = chinese(words);
        for (String word : words) {
            Boolean one = word(word);
            if (one != null) {
                said.add(one);
            }
        }
        return said.size() == 1 ? said.iterator().next() : null;
    }

    /**
     * Whether a text is a yes or a no and nothing else, as the expected answer of a yes/no question is.
     *
     * @param expected any text
     * @return true for yes, false for no, null for anything else
     */
    static @Nullable Boolean expected(String expected) {
        List<String> words = StrictNormalizer.words(expected);
        String joined = String.join("", words);
        if (words.size() == 1 && word(joined) != null) {
            return word(joined);
        }
        if (CHINESE.contains("+" + joined) || CHINESE.contains("-" + joined)) {
            return CHINESE.contains("+" + joined);
        }
        return whole(joined);
    }

    private static @Nullable Boolean whole(String joined) {
        return WHOLE_YES.contains(joined) ? Boolean.TRUE : WHOLE_NO.contains(joined) ? Boolean.FALSE : null;
    }

    private static List<String> firstClause(String text) {
        return CLAUSE_END
                .splitAsStream(text)
                .map(StrictNormalizer::words)
                .filter(words -> !words.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static @Nullable Boolean word(String word) {
        return YES.contains(word) ? Boolean.TRUE : NO.contains(word) ? Boolean.FALSE : null;
    }

    private static boolean isEcho(List<String> words) {
        List<String> start =
                words.stream().limit(3).filter(word -> !word.equals("or")).toList();
        boolean choice = words.size() == 2 || (words.size() > 2 && words.get(1).equals("or"));
        return choice && (start.equals(List.of("yes", "no")) || start.equals(List.of("no", "yes")));
    }

    private static List<String> withoutOpening(List<String> words) {
        return OPENINGS.stream()
                .filter(opening -> words.size() > opening.size()
                        && words.subList(0, opening.size()).equals(opening))
                .findFirst()
                .map(opening -> words.subList(opening.size(), words.size()))
                .orElse(words);
    }

    private static Set<Boolean> chinese(List<String> words) {
        Set<Boolean> said = new TreeSet<>();
        String joined = String.join("", words);
        if (joined.isEmpty()) {
            return said;
        }
        if (leadingNo(words)) {
            said.add(Boolean.FALSE);
        }
        for (int i = 0; i < joined.length(); ) {
            String here = form(joined, i);
            if (here.startsWith("+") || here.startsWith("-")) {
                said.add(here.startsWith("+"));
            }
            i += Math.max(1, here.length() - 1);
        }
        return said;
    }

    /** A leading 无 or 否, but for 无法 (cannot). */
    private static boolean leadingNo(List<String> words) {
        return words.get(0).equals("否")
                || (words.get(0).equals("无")
                        && (words.size() < 2 || !words.get(1).equals("法")));
    }

    private static String form(String text, int from) {
        if (!StrictNormalizer.isIdeograph(text.codePointAt(from))) {
            return "";
        }
        return CHINESE.stream()
                .filter(form -> text.startsWith(form.substring(1), from))
                .findFirst()
                .orElse("");
    }
}

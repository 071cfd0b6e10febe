package org.llavamed.eval.sensitivity;

import java.util.Locale;
import java.util.regex.Pattern;
import org.llavamed.data.answers.QuestionText;

/**
 * Tells questions that ask whether something is there. If the expected answer is no, that something is known to be absent.
 *
 * <p>Such are, in any case of letters: {@code Is/Are there ...}; {@code (Any) evidence/sign(s) of ...}; questions that begin with
 * is/are/was/were/can/could and say present, visible, visualized, seen, evident, identified, noted, shown, demonstrated, observed or
 * detected; that begin with do/does/did and say have, show, demonstrate, contain, include, reveal, exhibit, indicate or see; {@code
 * Can/Could ... see ...}; in Chinese those with words for "is there", "exists", "contains", "appears", "can be seen" that ask for yes
 * or no. Left out are those that ask for something normal or for an absence (normal, healthy, intact, unremarkable, clear,
 * symmetric, no, not, without, absent, ...) or that compare (more, less, fewer, only, than, same): a yes to them invents no finding.
 */
final class PresenceQuestion {
    private static final Pattern PRESENCE = Pattern.compile("(?:is|are|was|were) there\\b.*"
            + "|(?:is there |any )?(?:any )?(?:evidence|signs?) of\\b.*"
            + "|(?:is|are|was|were|can|could)\\b.*\\b(?:present|visible|visuali[sz]ed|seen|evident|identified|noted|(?<!the |image )shown"
            + "|demonstrated|observed|detected)\\b.*"
            + "|(?:do|does|did)\\b.*\\b(?:have|show|demonstrate|contain|include|reveal|exhibit|indicate|see)\\b.*"
            + "|(?:can|could)\\b.*\\bsee\\b.*");
    private static final Pattern OTHERWISE = Pattern.compile(
            "\\b(?:normal|normally|healthy|intact|unremarkable|clear|symmetry|symmetric|symmetrical|symmetrically|no|not|without"
                    + "|absent|absence|lack|lacks|lacking|missing|free of|more|less|fewer|only|than|same)\\b");
    private static final Pattern CHINESE_VERB =
            Pattern.compile("\u6709|\u5b58\u5728|\u5305\u542b|\u51fa\u73b0|\u770b\u5230|\u53ef\u89c1");
    private static final Pattern CHINESE_ASKS =
            Pattern.compile("\u5417|\u662f\u5426|\u6709\u6ca1\u6709|\u80fd\u5426|\u6709\u65e0");
    private static final Pattern CHINESE_OTHERWISE = Pattern.compile(
            "\u6b63\u5e38|\u5065\u5eb7|(?<!\u6709)\u6ca1\u6709|(?<!\u6709)\u65e0|\u591a\u4e8e|\u5c11\u4e8e|\u5bf9\u79f0");

    private PresenceQuestion() {}

    static boolean matches(String question) {
        String text = QuestionText.trim(question).toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
        if (PRESENCE.matcher(text).matches()) {
            return !OTHERWISE.matcher(text).find();
        }
        return CHINESE_VERB.matcher(text).find()
                && CHINESE_ASKS.matcher(text).find()
                && !CHINESE_OTHERWISE.matcher(text).find();
    }
}

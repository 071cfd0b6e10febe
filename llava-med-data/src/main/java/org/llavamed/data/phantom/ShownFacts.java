package org.llavamed.data.phantom;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a teacher who reads a figure's texts can know of the phantom. The kind of image can be told from every caption.
 *
 * @param plan the truth
 * @param organ whether the organ is said
 * @param view whether the view is said
 * @param technique whether the technique is said
 * @param findings the findings that are said to be there or not to be there, and which of their details
 */
record ShownFacts(
        PhantomPlan plan, boolean organ, boolean view, boolean technique, Map<FindingKind, Wording> findings) {
    /** Reads the caption, and the mentions if they are shown. */
    static ShownFacts of(PhantomPlan plan, ToldFigure told, boolean withMentions) {
        List<ToldFigure.Said> shown =
                told.said().stream().filter(s -> withMentions || !s.mention()).toList();
        Map<FindingKind, Wording> findings = new EnumMap<>(FindingKind.class);
        for (ToldFigure.Said said : shown) {
            Finding finding = said.finding();
            if (finding != null) {
                findings.merge(finding.kind(), said.wording(), Wording::or);
            }
        }
        return new ShownFacts(
                plan,
                says(shown, plan.organ().word()),
                says(shown, plan.view().word()),
                says(shown, plan.technique().word()),
                findings);
    }

    private static boolean says(List<ToldFigure.Said> shown, String word) {
        String small = word.toLowerCase(Locale.ROOT);
        return shown.stream().anyMatch(s -> s.scene().toLowerCase(Locale.ROOT).contains(small));
    }
}

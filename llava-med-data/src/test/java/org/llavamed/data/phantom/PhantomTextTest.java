package org.llavamed.data.phantom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.data.figure.Mention;

/** Captions and sentences say what is true, together all of it. */
class PhantomTextTest {
    private static final int PLANS = 3000;

    @Test
    void captionAndMentionsTogetherTellEveryDetail() {
        int captionAlone = 0;
        int findings = 0;
        Set<String> texts = new HashSet<>();
        for (int i = 0; i < PLANS; i++) {
            PhantomPlan plan = PhantomPlan.of(Split.TRAIN.seed(21, i));
            FigureRecord figure = PhantomText.figure("id", plan);
            assertEquals(PhantomText.figure("id", plan), figure);
            assertEquals(Set.of(plan.domain()), figure.domain().set());
            texts.add(figure.figCaption());
            String all = figure.figCaption() + " "
                    + String.join(
                            " ",
                            figure.inTextMention().stream().map(Mention::tokens).toList());
            assertFalse(all.contains("{"));
            assertFalse(all.contains("}"));
            assertFalse(all.contains("null"));
            assertFalse(all.contains("  "));
            assertFalse(all.contains("a a"));
            assertFalse(all.contains(".."));
            for (Finding finding : plan.findings()) {
                String noun = finding.kind().noun();
                if (finding.present()) {
                    String full = Wording.FULL.phrase(finding).toLowerCase(java.util.Locale.ROOT);
                    findings++;
                    captionAlone += figure.figCaption()
                                    .toLowerCase(java.util.Locale.ROOT)
                                    .contains(full)
                            ? 1
                            : 0;
                    assertTrue(all.toLowerCase(java.util.Locale.ROOT).contains(full));
                    assertFalse(all.contains("no " + noun));
                    assertFalse(all.contains("No " + noun));
                    assertFalse(all.contains("sign of " + noun));
                } else {
                    assertFalse(
                            all.replaceAll("(?i)(no|sign of) " + noun, "")
                                    .replace("liver lesion", "")
                                    .contains(finding.kind() == FindingKind.LESION ? " lesion" : noun),
                            plan.toString());
                }
            }
        }
        assertTrue((double) captionAlone / findings >= 0.15 && (double) captionAlone / findings <= 0.6);
        assertTrue(texts.size() > PLANS / 4);
    }

    @Test
    void phrases() {
        Finding nodules = new Finding(FindingKind.NODULE, true, Side.LEFT, Size.SMALL, 3, null);
        assertEquals("three small nodules in the left lung", Wording.FULL.phrase(nodules));
        Finding nodule = new Finding(FindingKind.NODULE, true, Side.RIGHT, Size.LARGE, 1, null);
        assertEquals("a nodule in the lung", new Wording(false, false, false, false).phrase(nodule));
        Finding fluid = new Finding(FindingKind.EFFUSION, true, Side.BOTH, Size.LARGE, 2, null);
        assertEquals("a large pleural effusion on both sides", Wording.FULL.phrase(fluid));
        Finding heart = new Finding(FindingKind.ENLARGED_HEART, true, null, null, 1, null);
        assertEquals("an enlarged heart", Wording.FULL.phrase(heart));
        Finding spot = new Finding(FindingKind.LESION, true, Side.LEFT, Size.LARGE, 1, Colour.YELLOW);
        assertEquals("one large yellow lesion on the left side of the image", Wording.FULL.phrase(spot));
    }
}

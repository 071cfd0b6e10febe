package org.llavamed.data.phantom;

import java.util.ArrayList;
import java.util.List;
import org.llavamed.data.figure.Domain;
import org.llavamed.data.figure.Domains;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.data.figure.Mention;

/**
 * A phantom as a figure of an article. As in real articles the caption leaves details out and passes over findings; what it
 * leaves out of a finding that is present always stands in a sentence that mentions the figure.
 */
public final class PhantomText {
    static final double CAPTION_NAMES = 0.85;
    private static final double CAPTION_DETAIL = 0.65;
    static final double CAPTION_DENIES = 0.3;
    static final double MENTION_DENIES = 0.85;

    private static final List<String> PRESENT = List.of(
            "{Np} {is} seen.",
            "There {is} {np}.",
            "It shows {np}.",
            "{Np} can be seen.",
            "Note {np}.",
            "The image shows {np}.",
            "{Np} {is} visible.");
    private static final List<String> ABSENT = List.of(
            "No {n} {is} seen.",
            "There {is} no {n}.",
            "It shows no {n}.",
            "No {n} can be seen.",
            "The image shows no {n}.",
            "No sign of {n}.");
    private static final List<String> MENTION_PRESENT = List.of(
            "As shown in {F}, there {is} {np}.",
            "{F} shows {np}.",
            "{Np} {is} visible ({F}).",
            "We saw {np} ({F}).",
            "In {F}, {np} can be seen.",
            "Imaging revealed {np} ({F}).",
            "{Np} {is} shown in {F}.");
    private static final List<String> MENTION_ABSENT = List.of(
            "{F} shows no {n}.",
            "There {is} no {n} in {F}.",
            "No {n} {is} visible ({F}).",
            "We saw no {n} ({F}).",
            "In {F}, no {n} can be seen.",
            "Imaging revealed no {n} ({F}).");
    private static final List<String> MENTION_SCENE = List.of(
            "{F} is {s}.",
            "We show {s} ({F}).",
            "{F} presents {s}.",
            "In {F} we see {s}.",
            "The figure is {s} ({F}).",
            "{S} is given in {F}.");

    private PhantomText() {}

    /**
     * Writes the figure.
     *
     * @param pairId its name
     * @param plan its truth
     * @return the record; the same for the same phantom
     */
    public static FigureRecord figure(String pairId, PhantomPlan plan) {
        ToldFigure told = tell(plan);
        return new FigureRecord(
                pairId,
                null,
                null,
                null,
                told.label(),
                told.caption(),
                told.mentions(),
                Domains.of(plan.domain()),
                null,
                null);
    }

    /** The texts of the figure, and which truths they tell. */
    static ToldFigure tell(PhantomPlan plan) {
        Draws draws = Draws.of(plan.seed(), "text");
        String label = "Figure " + (1 + draws.below(9));
        String place = draws.chance(0.5) ? label : label.replace("Figure", "Fig.");
        String opening = opening(plan, draws);
        StringBuilder caption = new StringBuilder(opening).append('.');
        List<Mention> mentions = new ArrayList<>();
        List<ToldFigure.Said> said = new ArrayList<>();
        said.add(ToldFigure.Said.scene(opening, false));
        if (draws.chance(0.4)) {
            String scene = Wording.article(draws.pick(SceneWords.full(plan)));
            mentions.add(new Mention(draws.pick(MENTION_SCENE)
                    .replace("{F}", place)
                    .replace("{S}", Wording.capital(scene))
                    .replace("{s}", scene)));
            said.add(ToldFigure.Said.scene(scene, true));
        }
        for (Finding finding : plan.findings()) {
            if (!finding.present()) {
                if (draws.chance(CAPTION_DENIES)) {
                    caption.append(' ').append(denied(draws.pick(ABSENT), finding, place));
                    said.add(new ToldFigure.Said("", finding, Wording.FULL, false));
                }
                if (draws.chance(MENTION_DENIES)) {
                    mentions.add(new Mention(denied(draws.pick(MENTION_ABSENT), finding, place)));
                    said.add(new ToldFigure.Said("", finding, Wording.FULL, true));
                }
                continue;
            }
            Wording wording = new Wording(
                    draws.chance(CAPTION_DETAIL),
                    draws.chance(CAPTION_DETAIL),
                    draws.chance(CAPTION_DETAIL),
                    draws.chance(CAPTION_DETAIL));
            boolean named = draws.chance(CAPTION_NAMES);
            String phrase = wording.phrase(finding);
            String full = Wording.FULL.phrase(finding);
            if (named) {
                caption.append(' ').append(told(draws.pick(PRESENT), phrase, finding, place));
                said.add(new ToldFigure.Said("", finding, wording, false));
            }
            if (!named || !phrase.equals(full) || draws.chance(0.5)) {
                mentions.add(new Mention(told(draws.pick(MENTION_PRESENT), full, finding, place)));
                said.add(new ToldFigure.Said("", finding, Wording.FULL, true));
            }
        }
        return new ToldFigure(label, caption.toString(), mentions, said);
    }

    private static String opening(PhantomPlan plan, Draws draws) {
        return Wording.capital(draws.pick(draws.chance(0.6) ? SceneWords.full(plan) : SceneWords.brief(plan)));
    }

    private static String told(String template, String phrase, Finding finding, String place) {
        return template.replace("{Np}", Wording.capital(phrase))
                .replace("{np}", phrase)
                .replace("{is}", Wording.isPlural(finding) ? "are" : "is")
                .replace("{F}", place);
    }

    private static String denied(String template, Finding finding, String place) {
        return template.replace("{n}", finding.kind().noun())
                .replace("{is}", finding.kind().isPlural() ? "are" : "is")
                .replace("{F}", place);
    }

    /**
     * What kind of image a domain is, as questions name and answers give it.
     *
     * @param domain the domain
     * @return for instance {@code CT scan}
     */
    public static String modality(Domain domain) {
        return switch (domain) {
            case CHEST_XRAY -> "chest X-ray";
            case CT_SCAN -> "CT scan";
            case MRI -> "MRI";
            case HISTOLOGY -> "histology";
            case GROSS -> "gross pathology";
        };
    }
}

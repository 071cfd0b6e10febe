package org.llavamed.data.modality;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.figure.Domain;
import org.llavamed.data.figure.Domains;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.data.figure.Mention;
import org.llavamed.error.ImageException;
import org.llavamed.image.ImageSource;
import org.llavamed.image.RgbImage;

/**
 * Decides by rules: the words of the caption first, the image's statistics to support or exclude, and the sentences of the
 * text only where the caption names no kind of picture. It stands in for the classifier of the original data, which was
 * never published; docs/data/modality.md has its measured precision and recall. The same input gives the same verdict on
 * every machine. Immutable, safe to use from several threads.
 */
public final class RuleClassifier implements FigureClassifier {
    /** Larger images are not decoded: no figure needs more to be recognised. */
    public static final long MAX_PIXELS = 50_000_000;

    /** Score from which on a domain is true. */
    static final double ENOUGH = 2;

    /** A domain must have this share of the strongest score: one word of another modality does not make a second domain. */
    static final double SHARE = 0.7;

    /** And this share of the strongest of the other family: hardly a picture is a scan and a tissue section at once. */
    static final double SHARE_ACROSS = 0.9;

    private static final Set<Domain> TISSUE = Set.of(Domain.HISTOLOGY, Domain.GROSS);

    /** Weight of the in-text mentions, which often speak of several examinations. */
    static final double MENTIONS = 0.5;

    private final boolean imagesAlone;

    /** Decides by the caption; an image supports or excludes. */
    public RuleClassifier() {
        this(false);
    }

    private RuleClassifier(boolean imagesAlone) {
        this.imagesAlone = imagesAlone;
    }

    /**
     * Lets the image decide where the caption says nothing: for collections without captions that are known to hold
     * radiographs, CT, MRI and stained sections only. Other grey pictures, an ultrasound for instance, would be taken for
     * one of these.
     *
     * @return the classifier
     */
    public static RuleClassifier imagesAlone() {
        return new RuleClassifier(true);
    }

    @Override
    public FigureVerdict classify(FigureRecord figure, @Nullable ImageSource image) {
        List<String> reasons = new ArrayList<>();
        CaptionEvidence caption = CaptionEvidence.of(figure.figCaption());
        CaptionRules.Scores scores = CaptionRules.scores(caption);
        tell(reasons, "caption", caption);
        if (scores.best() < ENOUGH && !figure.inTextMention().isEmpty()) {
            CaptionEvidence mentions = CaptionEvidence.of(text(figure.inTextMention()));
            scores = scores.plus(CaptionRules.scores(mentions), MENTIONS);
            tell(reasons, "text", mentions);
        }
        boolean multiPanel = panels(figure, caption, reasons);
        Map<Domain, Double> sums = new EnumMap<>(Domain.class);
        sums.putAll(scores.domains());
        double other = scores.other();
        @Nullable String problem = null;
        if (image != null) {
            try {
                multiPanel |= look(image, sums, other, caption, reasons);
            } catch (ImageException e) {
                problem = e.getMessage();
            }
        }
        Set<Domain> domains = EnumSet.noneOf(Domain.class);
        sums.forEach((domain, score) -> {
            if (score >= ENOUGH && score >= SHARE * other && isAmongStrongest(domain, score, sums)) {
                domains.add(domain);
            }
        });
        return new FigureVerdict(new Domains(domains), multiPanel, sums, reasons, problem);
    }

    private static boolean isAmongStrongest(Domain domain, double score, Map<Domain, Double> sums) {
        return sums.entrySet().stream().allMatch(rival -> {
            boolean family = TISSUE.contains(rival.getKey()) == TISSUE.contains(domain);
            return score >= (family ? SHARE : SHARE_ACROSS) * rival.getValue();
        });
    }

    /** Adds what the image says to the sums; true if it has several panels. */
    private boolean look(
            ImageSource source, Map<Domain, Double> sums, double other, CaptionEvidence caption, List<String> reasons) {
        RgbImage image = source.withMaxPixels(MAX_PIXELS).decode();
        byte[] pixels = image.rgb();
        ImageRules rules = ImageRules.of(PixelStatistics.of(Thumbnail.of(pixels, image.width(), image.height())));
        reasons.add(rules.reason());
        rules.excluded().forEach(sums::remove);
        if (rules.grey()) { // old journals print sections in grey, but a weak sign is not enough then
            sums.computeIfPresent(Domain.HISTOLOGY, (domain, score) -> score >= 4 ? score : score - 2);
            sums.computeIfPresent(Domain.GROSS, (domain, score) -> score >= 4 ? score : score - 2);
        }
        boolean silent = sums.values().stream().allMatch(score -> score < ENOUGH) && other < ENOUGH;
        if (silent) {
            boolean chest = caption.sum(TermGroup.CHEST) > caption.sum(TermGroup.ELSEWHERE);
            rules.looksLike().forEach((domain, strength) -> {
                boolean hinted = sums.containsKey(domain) || (domain == Domain.CHEST_XRAY && chest);
                if (hinted || (imagesAlone && strength >= ImageRules.CLEAR)) {
                    sums.merge(domain, hinted ? Math.min(1, strength) + (chest ? 1 : 0) : strength, Double::sum);
                }
            });
        }
        if (Gutters.divide(pixels, image.width(), image.height(), rules.isChart())) {
            reasons.add("panels: a line divides the image");
            return true;
        }
        return false;
    }

    private static boolean panels(FigureRecord figure, CaptionEvidence caption, List<String> reasons) {
        if (PanelLetters.inLabel(figure.figLabel())) {
            reasons.add("panels: the label names several");
        } else if (PanelLetters.inCaption(figure.figCaption())) {
            reasons.add("panels: the caption has letters for them");
        } else if (caption.sum(TermGroup.PANELS) > 0) {
            reasons.add("panels: the caption speaks of them");
        } else {
            return false;
        }
        return true;
    }

    private static void tell(List<String> reasons, String where, CaptionEvidence evidence) {
        for (Term term : evidence.terms()) {
            if (term.weight() > 0) {
                reasons.add(String.format(
                        Locale.ROOT, "%s: %s %+.0f (%s)", where, term.group().title(), term.weight(), term.phrase()));
            }
        }
    }

    private static String text(List<Mention> mentions) {
        StringBuilder text = new StringBuilder();
        mentions.forEach(mention -> text.append(mention.tokens()).append(" . "));
        return text.toString();
    }
}

package org.llavamed.data.modality;

import java.util.EnumMap;
import java.util.Map;
import org.llavamed.data.figure.Domain;

/** From the words of a caption to a score for every domain and for "something else". */
final class CaptionRules {
    /** What the first kind of picture named gets on top: captions say what is shown before they say what else was done. */
    static final double FIRST = 1;

    private CaptionRules() {}

    /**
     * The scores of a text.
     *
     * @param domains above 0 where there is evidence
     * @param other how much speaks for a picture of another kind
     */
    record Scores(Map<Domain, Double> domains, double other) {
        double best() {
            return Math.max(
                    other,
                    domains.values().stream().mapToDouble(score -> score).max().orElse(0));
        }

        /** These scores and a part of others. */
        Scores plus(Scores more, double weight) {
            Map<Domain, Double> sums = new EnumMap<>(Domain.class);
            sums.putAll(domains);
            more.domains.forEach((domain, score) -> sums.merge(domain, score * weight, Double::sum));
            return new Scores(sums, other + more.other * weight);
        }
    }

    static Scores scores(CaptionEvidence evidence) {
        Map<Domain, Double> scores = new EnumMap<>(Domain.class);
        double other = evidence.sum(TermGroup.OTHER);
        for (TermGroup group : TermGroup.values()) {
            double sum = evidence.sum(group);
            if (group.domain() != null && sum > 0) {
                scores.put(group.domain(), sum + (evidence.first() == group ? FIRST : 0));
            }
        }
        other += evidence.first() == TermGroup.OTHER ? FIRST : 0;
        double radiograph = evidence.sum(TermGroup.RADIOGRAPH);
        if (radiograph > 0) {
            radiograph += evidence.first() == TermGroup.RADIOGRAPH ? FIRST : 0;
            if (evidence.sum(TermGroup.CHEST) > evidence.sum(TermGroup.ELSEWHERE)) {
                scores.merge(Domain.CHEST_XRAY, radiograph, Double::sum);
            } else {
                other = Math.max(other, radiograph);
            }
        }
        return new Scores(scores, other);
    }
}

package org.llavamed.data.phantom;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.figure.Domain;

/**
 * The truth about a phantom, which follows from its seed. Every finding that the scene can have is listed, present in half of
 * the phantoms; sides, sizes, counts and colours come equally often and independently of each other and of all else, but for
 * the combinations kept from training. Immutable.
 *
 * @param seed even for training, odd for testing
 * @param domain one of the five
 * @param organ what is shown
 * @param view from where
 * @param technique sequence or stain
 * @param findings all findings of the scene, present or not
 */
public record PhantomPlan(
        long seed, Domain domain, Organ organ, View view, Technique technique, List<Finding> findings) {
    /**
     * Copies the list.
     *
     * @param seed as above
     * @param domain as above
     * @param organ as above
     * @param view as above
     * @param technique as above
     * @param findings as above
     */
    public PhantomPlan {
        findings = List.copyOf(findings);
    }

    /**
     * Plans a phantom.
     *
     * @param seed see {@link Split#seed}
     * @return the plan, always the same for a seed
     */
    public static PhantomPlan of(long seed) {
        Draws draws = Draws.of(seed, "plan");
        Domain domain = draws.pick(List.of(Domain.values()));
        Organ organ = draws.pick(organs(domain));
        View view = view(domain, organ, draws);
        Technique technique = draws.pick(techniques(domain));
        List<Finding> findings = new ArrayList<>();
        for (FindingKind kind : kinds(domain, organ)) {
            Draws own = Draws.of(seed, "finding " + kind);
            findings.add(own.chance(0.5) ? details(kind, view, own) : Finding.absent(kind));
        }
        PhantomPlan plan = new PhantomPlan(seed, domain, organ, view, technique, findings);
        return plan.split() == Split.TRAIN ? plan.withoutHeldOut() : plan;
    }

    /** Where a combination is kept from training, the finding gets the other size, which is never kept too. */
    private PhantomPlan withoutHeldOut() {
        List<Finding> allowed =
                findings.stream().map(f -> heldOut(f) ? f.resized() : f).toList();
        return new PhantomPlan(seed, domain, organ, view, technique, allowed);
    }

    private static List<Organ> organs(Domain domain) {
        return switch (domain) {
            case CHEST_XRAY -> List.of(Organ.CHEST);
            case CT_SCAN -> List.of(Organ.BRAIN, Organ.CHEST, Organ.ABDOMEN);
            case MRI -> List.of(Organ.BRAIN, Organ.BRAIN, Organ.KNEE);
            case HISTOLOGY -> List.of(Organ.TISSUE);
            case GROSS -> List.of(Organ.LIVER, Organ.KIDNEY, Organ.COLON, Organ.LUNG);
        };
    }

    private static View view(Domain domain, Organ organ, Draws draws) {
        return switch (domain) {
            case CHEST_XRAY -> draws.chance(0.15) ? View.LATERAL : View.FRONTAL;
            case CT_SCAN -> draws.chance(0.4) ? View.CORONAL : View.AXIAL;
            case MRI ->
                organ == Organ.KNEE
                        ? draws.pick(List.of(View.SAGITTAL, View.CORONAL))
                        : draws.pick(List.of(View.AXIAL, View.CORONAL, View.SAGITTAL));
            case HISTOLOGY -> View.MICROSCOPE;
            case GROSS -> View.PHOTOGRAPH;
        };
    }

    private static List<Technique> techniques(Domain domain) {
        return switch (domain) {
            case MRI -> List.of(Technique.T1, Technique.T2);
            case HISTOLOGY -> List.of(Technique.HE, Technique.IHC);
            default -> List.of(Technique.PLAIN);
        };
    }

    /** What a scene can show. */
    static List<FindingKind> kinds(Domain domain, Organ organ) {
        return switch (domain) {
            case CHEST_XRAY -> List.of(FindingKind.NODULE, FindingKind.EFFUSION, FindingKind.ENLARGED_HEART);
            case CT_SCAN ->
                switch (organ) {
                    case BRAIN -> List.of(FindingKind.BLEED, FindingKind.ENLARGED_VENTRICLES);
                    case CHEST -> List.of(FindingKind.NODULE, FindingKind.EFFUSION);
                    default -> List.of(FindingKind.LIVER_LESION, FindingKind.KIDNEY_STONE);
                };
            case MRI ->
                organ == Organ.KNEE
                        ? List.of(FindingKind.JOINT_EFFUSION)
                        : List.of(FindingKind.MASS, FindingKind.ENLARGED_VENTRICLES);
            case HISTOLOGY ->
                List.of(FindingKind.DENSE_NUCLEI, FindingKind.MITOSIS, FindingKind.GLANDS, FindingKind.INFLAMMATION);
            case GROSS -> List.of(FindingKind.LESION, FindingKind.HAEMORRHAGE);
        };
    }

    private static Finding details(FindingKind kind, View view, Draws draws) {
        List<Side> sides = kind.sides();
        Side side = sides.isEmpty() ? null : draws.pick(sides);
        Size size = kind.sized() ? draws.pick(List.of(Size.values())) : null;
        Colour colour = kind.coloured() ? draws.pick(List.of(Colour.values())) : null;
        int count = kind.counted() ? 1 + draws.below(4) : side == Side.BOTH ? 2 : 1;
        return new Finding(kind, true, view.hasSides() ? side : null, size, count, colour);
    }

    /**
     * The split the seed belongs to.
     *
     * @return train or test
     */
    public Split split() {
        return Split.of(seed);
    }

    /**
     * A finding of the scene.
     *
     * @param kind what
     * @return the finding, present or absent; null if the scene cannot have it
     */
    public @Nullable Finding find(FindingKind kind) {
        return findings.stream().filter(f -> f.kind() == kind).findFirst().orElse(null);
    }

    /**
     * The findings that are there.
     *
     * @return any number
     */
    public List<Finding> present() {
        return findings.stream().filter(Finding::present).toList();
    }

    /**
     * The same phantom in which a finding is absent; all else stays where it is.
     *
     * @param kind what to leave out
     * @return a copy
     */
    public PhantomPlan without(FindingKind kind) {
        return new PhantomPlan(
                seed,
                domain,
                organ,
                view,
                technique,
                findings.stream()
                        .map(f -> f.kind() == kind ? Finding.absent(kind) : f)
                        .toList());
    }

    /**
     * Whether training never shows a finding of this phantom in this form.
     *
     * @param finding one of the findings
     * @return true for about one in eight of those with side and size
     */
    public boolean heldOut(Finding finding) {
        return HeldOut.has(this, finding);
    }
}

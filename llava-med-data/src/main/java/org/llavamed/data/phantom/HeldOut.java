package org.llavamed.data.phantom;

import java.util.List;

/**
 * The combinations that are kept from training: of scene, finding, side and size, in one of four contexts. The context is
 * count and colour where there are such, else what other findings are present. Two combinations are kept in it, each the
 * mirror image of the other (other side, other size), and the two that remain again show both sides and both sizes: in
 * training as in testing each side, size, count and colour comes as often.
 */
final class HeldOut {
    private static final int CONTEXTS = 4;

    private HeldOut() {}

    static boolean has(PhantomPlan plan, Finding finding) {
        Side side = finding.side();
        Size size = finding.size();
        FindingKind kind = finding.kind();
        if (!finding.present() || size == null) {
            return false; // presence alone is no combination
        }
        if (side == null) { // no mirror image; one count for each size
            return kind.counted() && finding.count() == (size == Size.SMALL ? 2 : 3);
        }
        Draws choice = Draws.of(
                0, plan.domain().key() + " " + plan.organ() + " " + plan.view() + " " + plan.technique() + " " + kind);
        return choice.below(CONTEXTS) == context(plan, finding) % CONTEXTS
                && side != Side.BOTH
                && choice.chance(0.5) == ((side == Side.LEFT) == (size == Size.LARGE));
    }

    private static int context(PhantomPlan plan, Finding finding) {
        if (finding.kind().counted()) {
            return finding.count()
                    + (finding.colour() == null ? 0 : List.of(Colour.values()).indexOf(finding.colour()));
        }
        int others = 0;
        for (Finding other : plan.findings()) {
            others = other.kind() == finding.kind() ? others : 2 * others + (other.present() ? 1 : 0);
        }
        return others;
    }
}

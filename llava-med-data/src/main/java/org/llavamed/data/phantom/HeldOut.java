package org.llavamed.data.phantom;

/**
 * The combinations that are kept from training: of scene, finding, side and size, together with count and colour where there
 * are such and else with what other findings are present. In a third of the contexts two are kept, each the mirror image of
 * the other (other side, other size), and the two that remain again show both sides and both sizes: in training as in testing
 * each side, size, count and colour comes as often.
 */
final class HeldOut {
    private static final double ONE_IN_THREE = 1.0 / 3;

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
        StringBuilder context = new StringBuilder(plan.domain().key());
        context.append(' ').append(plan.organ()).append(' ').append(kind);
        if (kind.counted()) {
            context.append(' ').append(finding.count()).append(' ').append(finding.colour());
        } else {
            context.append(' ').append(plan.view()).append(' ').append(plan.technique());
            plan.findings().stream()
                    .filter(other -> other.present() && other.kind() != kind)
                    .forEach(other -> context.append(' ').append(other.kind()));
        }
        Draws choice = Draws.of(0, context.toString());
        boolean some = choice.chance(ONE_IN_THREE);
        return some && side != Side.BOTH && choice.chance(0.5) == ((side == Side.LEFT) == (size == Size.LARGE));
    }
}

package org.llavamed.data.phantom;

import org.llavamed.data.figure.Domain;

/**
 * The combinations that are kept from training: of domain, finding, side, size, count and colour, and where there is no count
 * of view and technique too, about one in six by hash. A combination and its mirror image (other side, other size) are kept
 * together, so that in training, too, both sides and both sizes come as often.
 */
final class HeldOut {
    private static final double ONE_IN_THREE = 1.0 / 3;

    private HeldOut() {}

    static boolean has(Domain domain, Organ organ, View view, Technique technique, Finding finding) {
        Side side = finding.side();
        Size size = finding.size();
        if (!finding.present() || size == null) {
            return false; // presence alone is no combination
        }
        if (side == null) { // no mirror image; one count for each size
            return finding.kind().counted() && finding.count() == (size == Size.SMALL ? 2 : 3);
        }
        String scene = domain.key() + " " + organ.word() + " " + finding.kind().noun() + " "
                + (finding.kind().counted()
                        ? finding.count() + " " + finding.colour()
                        : view.word() + " " + technique.word());
        Draws choice = Draws.of(0, scene);
        boolean some = choice.chance(ONE_IN_THREE); // of the two pairs of mirror images at most one
        return some && side != Side.BOTH && choice.chance(0.5) == ((side == Side.LEFT) == (size == Size.LARGE));
    }
}

package org.llavamed.data.modality;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.llavamed.data.figure.Domain;

/**
 * What the statistics of an image say: domains it looks like, and domains it cannot be. The thresholds were set on one half
 * of VQA-RAD's images (radiology) and on a handful of stained sections and charts; docs/data/modality.md has the figures of
 * the other half.
 *
 * @param looksLike strength of each suggestion; {@link #CLEAR} is enough to decide alone
 * @param excluded domains that the image cannot be
 * @param grey whether the picture has no colour
 * @param reason one line for people
 */
record ImageRules(Map<Domain, Double> looksLike, Set<Domain> excluded, boolean grey, String reason) {
    /** As clear as a picture gets. */
    static final double CLEAR = 3;

    private static final double FAINT = 1;

    // Coloured arrows and letters cover less than 2 % of a radiograph; Doppler, PET fusion and photographs cover far
    // more.
    private static final double GREY = 0.02;
    private static final double COLOURFUL = 0.25;

    // Charts and tables: mostly white, mostly without steps, hardly any colour. A specimen on white paper has colour.
    private static final double CHART_WHITE = 0.45;
    private static final double CHART_FLAT = 0.65;
    private static final double CHART_COLOUR = 0.1;

    // Chest radiographs: a bright middle between dark lungs, soft edges, no wide black surround. In the tuning half 58
    // of 62
    // have a middle of 20 or more; a few abdominal CT have too, but sharper edges or more black.
    private static final double MIDDLE = 20;
    private static final double SOFT = 7.2;
    private static final double LITTLE_BLACK = 0.48;

    // Slices: a body on black, also in the corners (tuning half: 0.18 to 0.78 and at least 0.64).
    private static final double SURROUND = 0.17;
    private static final double EMPTY = 0.9;
    private static final double CORNERS = 0.6;

    // Bone and contrast medium are white in CT, and its soft tissue is even; in MRI little is white, or the rest is
    // busy. In
    // the tuning half 57 of 58 CT reach both, 1 of 22 MRI does; 17 of 22 MRI stay below the second, 1 CT does.
    private static final double SOME_WHITE = 0.009;
    private static final double NO_WHITE = 0.008;
    private static final double EVEN = 0.33;

    // Haematoxylin and eosin: nearly all colour from blue to pink, and nuclei everywhere. Blood smears are smooth.
    private static final double STAINED = 0.3;
    private static final double STAIN = 0.5;
    private static final double CELLS = 8;

    boolean isChart() {
        return excluded.size() == Domain.values().length;
    }

    static ImageRules of(PixelStatistics s) {
        Map<Domain, Double> like = new EnumMap<>(Domain.class);
        Set<Domain> excluded = EnumSet.noneOf(Domain.class);
        boolean grey = s.colour() < GREY;
        if (s.white() >= CHART_WHITE && s.flat() >= CHART_FLAT && s.colour() < CHART_COLOUR) {
            return new ImageRules(like, EnumSet.allOf(Domain.class), grey, "image: a chart, table or drawing");
        }
        if (s.colour() >= COLOURFUL) {
            excluded.addAll(EnumSet.of(Domain.CHEST_XRAY, Domain.CT_SCAN, Domain.MRI));
            if (s.colour() >= STAINED && s.stain() >= STAIN && s.texture() >= CELLS) {
                like.put(Domain.HISTOLOGY, CLEAR);
                return new ImageRules(like, excluded, false, "image: stained tissue");
            }
            return new ImageRules(like, excluded, false, "image: a colour picture");
        }
        if (!grey) {
            return new ImageRules(like, excluded, false, "image: some colour");
        }
        if (s.middle() >= MIDDLE && s.texture() <= SOFT && s.black() <= LITTLE_BLACK) {
            like.put(Domain.CHEST_XRAY, CLEAR);
            return new ImageRules(like, excluded, true, "image: grey, bright middle between dark sides");
        }
        if (s.black() >= SURROUND && s.black() <= EMPTY && s.cornersBlack() >= CORNERS) {
            like.put(Domain.CT_SCAN, s.bodyWhite() >= SOME_WHITE && s.flat() >= EVEN ? CLEAR : FAINT);
            like.put(Domain.MRI, s.bodyWhite() < NO_WHITE ? CLEAR : FAINT);
            return new ImageRules(like, excluded, true, "image: a grey body on black");
        }
        return new ImageRules(like, excluded, true, "image: grey");
    }
}

package org.llavamed.data.phantom;

import java.util.List;

/** What can be found in a phantom, and what can be said about it. */
public enum FindingKind {
    /** Round spot in a lung. */
    NODULE("nodule", "nodules", Sides.ONE, true, true),
    /** Fluid around a lung. */
    EFFUSION("pleural effusion", "pleural effusion", Sides.ANY, true, false),
    /** Heart wider than half of the chest. */
    ENLARGED_HEART("enlarged heart", "enlarged heart", Sides.NONE, false, false),
    /** Blood in the brain. */
    BLEED("bleed", "bleed", Sides.ONE, true, false),
    /** Wide ventricles of the brain. */
    ENLARGED_VENTRICLES("enlarged ventricles", "enlarged ventricles", Sides.NONE, false, false),
    /** Tumour of the brain. */
    MASS("mass", "mass", Sides.ONE, true, false),
    /** Dark spot in the liver. */
    LIVER_LESION("liver lesion", "liver lesions", Sides.NONE, true, true),
    /** Stone in a kidney; on both sides one each. */
    KIDNEY_STONE("kidney stone", "kidney stones", Sides.ANY, true, false),
    /** Fluid in the knee. */
    JOINT_EFFUSION("joint effusion", "joint effusion", Sides.NONE, true, false),
    /** Nuclei close together; else they are sparse. */
    DENSE_NUCLEI("dense nuclei", "dense nuclei", Sides.NONE, false, false),
    /** Dividing cell. */
    MITOSIS("mitosis", "mitoses", Sides.NONE, false, true),
    /** Rings of cells around a lumen. */
    GLANDS("glands", "glands", Sides.NONE, true, false),
    /** A crowd of lymphocytes. */
    INFLAMMATION("inflammation", "inflammation", Sides.ONE, true, false),
    /** Coloured spot on a specimen. */
    LESION("lesion", "lesions", Sides.ONE, true, true),
    /** Blood on a specimen. */
    HAEMORRHAGE("haemorrhage", "haemorrhage", Sides.NONE, true, false);

    private enum Sides {
        NONE,
        ONE,
        ANY
    }

    private final String noun;
    private final String plural;
    private final Sides sides;
    private final boolean sized;
    private final boolean counted;

    FindingKind(String noun, String plural, Sides sides, boolean sized, boolean counted) {
        this.noun = noun;
        this.plural = plural;
        this.sides = sides;
        this.sized = sized;
        this.counted = counted;
    }

    /**
     * Its name in texts.
     *
     * @return for instance {@code pleural effusion}
     */
    public String noun() {
        return noun;
    }

    /** Its name where there are several. */
    String plural() {
        return plural;
    }

    /** The sides it may lie on, all as often; none if it has no side. */
    List<Side> sides() {
        return switch (sides) {
            case NONE -> List.of();
            case ONE -> List.of(Side.LEFT, Side.RIGHT);
            case ANY -> List.of(Side.LEFT, Side.RIGHT, Side.BOTH);
        };
    }

    /** Whether it comes in two sizes. */
    boolean sized() {
        return sized;
    }

    /** Whether there may be one to four. */
    boolean counted() {
        return counted;
    }

    /** Whether it comes in colours. */
    boolean coloured() {
        return this == LESION;
    }

    /** Whether its name is a plural, or takes no article. */
    boolean mass() {
        return this == ENLARGED_VENTRICLES
                || this == DENSE_NUCLEI
                || this == GLANDS
                || this == INFLAMMATION
                || this == HAEMORRHAGE;
    }

    /** Whether verbs take the plural. */
    boolean isPlural() {
        return this == ENLARGED_VENTRICLES || this == DENSE_NUCLEI || this == GLANDS;
    }
}

package org.llavamed.data.modality;

import org.jspecify.annotations.Nullable;
import org.llavamed.data.figure.Domain;

/** What a term of the rule file speaks for. */
enum TermGroup {
    CHEST_XRAY("chest_xray", Domain.CHEST_XRAY),
    CT_SCAN("ct_scan", Domain.CT_SCAN),
    MRI("mri", Domain.MRI),
    HISTOLOGY("histology", Domain.HISTOLOGY),
    GROSS("gross", Domain.GROSS),
    /** Another kind of picture. */
    OTHER("other", null),
    /** A plain radiograph of whatever. */
    RADIOGRAPH("radiograph", null),
    /** What is seen on a radiograph of the chest. */
    CHEST("chest", null),
    /** What is seen on a radiograph of another part. */
    ELSEWHERE("elsewhere", null),
    /** Says nothing; hides the shorter terms inside it. */
    SILENT("silent", null),
    /** Cancels the term right behind it. */
    CANCELS_NEXT("cancels next", null),
    /** Cancels the term right before it. */
    CANCELS_PREVIOUS("cancels previous", null),
    /** Says that the figure has several panels. */
    PANELS("panels", null);

    private final String title;
    private final @Nullable Domain domain;

    TermGroup(String title, @Nullable Domain domain) {
        this.title = title;
        this.domain = domain;
    }

    /** Its name in the rule file. */
    String title() {
        return title;
    }

    /** The domain it speaks for, or null. */
    @Nullable
    Domain domain() {
        return domain;
    }
}

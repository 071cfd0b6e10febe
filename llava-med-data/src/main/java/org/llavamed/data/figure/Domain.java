package org.llavamed.data.figure;

/** The five most frequent modalities of the corpus, which the instruction set is limited to (section 4 of the paper). */
public enum Domain {
    /** Chest X-ray. */
    CHEST_XRAY("chest_xray"),
    /** Magnetic resonance imaging. */
    MRI("mri"),
    /** Histopathology: stained tissue under a microscope. */
    HISTOLOGY("histology"),
    /** Gross pathology: a specimen as the eye sees it. */
    GROSS("gross"),
    /** Computed tomography. */
    CT_SCAN("ct_scan");

    private final String key;

    Domain(String key) {
        this.key = key;
    }

    /**
     * The key in data files.
     *
     * @return for instance {@code chest_xray}
     */
    public String key() {
        return key;
    }
}

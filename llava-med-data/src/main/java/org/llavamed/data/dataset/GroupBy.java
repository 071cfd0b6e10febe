package org.llavamed.data.dataset;

/** What must never stand in two parts of a split. Records with the same identifier stay together in any case. */
public enum GroupBy {
    /** The same image (its path without the extension); a record without an image stands for itself. */
    IMAGE,
    /**
     * The same article: {@code pmid}, or what the identifier begins with ({@code 16734899_F4}); a record that tells no article
     * is grouped by image.
     */
    ARTICLE
}

package org.llavamed.tokenizer;

/**
 * A token that is matched in template text as a whole, before anything else happens to the text.
 *
 * @param content the text that stands for it, never empty
 * @param id its id
 * @param special whether decoding leaves it out
 * @param leftStrip whether it swallows the white space before it
 * @param rightStrip whether it swallows the white space after it
 * @param singleWord whether it only counts where no letter, digit or underscore touches it
 */
record AddedToken(String content, int id, boolean special, boolean leftStrip, boolean rightStrip, boolean singleWord) {
    static AddedToken special(String content, int id) {
        return new AddedToken(content, id, true, false, false, false);
    }
}

package org.llavamed.data.clean;

/** Whether a place in a text is where a sentence begins. */
enum SentenceStart {
    /** After the end of another, or at the beginning. */
    YES,
    /** After a yes or no that begins the sentence, and a comma. */
    AFTER_POLARITY,
    /** Neither. */
    NO;

    static SentenceStart at(String text, int place) {
        int at = before(text, place);
        if (at < 0) {
            return YES;
        }
        char c = text.charAt(at);
        if (".!?".indexOf(c) >= 0 && at < place - 1) {
            return YES;
        }
        if (",;:-\u2013\u2014".indexOf(c) < 0) {
            return NO;
        }
        int end = before(text, at) + 1;
        int begin = end;
        while (begin > 0 && end - begin < 4 && Character.isLetter(text.charAt(begin - 1))) {
            begin--;
        }
        String word = text.substring(begin, end);
        boolean polarity = word.equalsIgnoreCase("yes") || word.equalsIgnoreCase("no");
        int previous = before(text, begin);
        return polarity && (previous < 0 || ".!?".indexOf(text.charAt(previous)) >= 0) ? AFTER_POLARITY : NO;
    }

    /** The last place before this one that is not blank, or -1; a long run of blanks is not worth looking behind. */
    private static int before(String text, int place) {
        int at = place - 1;
        while (at >= 0 && place - at < 64 && (text.charAt(at) <= ' ' || text.charAt(at) == '\u00a0')) {
            at--;
        }
        return at;
    }
}

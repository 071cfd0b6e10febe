package org.llavamed.tokenizer;

/**
 * How a run of text between special tokens is prepared for the merges: where the dummy space in front of it goes and what
 * stands for a space.
 *
 * @param prefix which runs get a ▁ in front
 * @param onlyIfMissing whether a run that starts with a space or ▁ already does without
 * @param removeExtra whether spaces at both ends are dropped and several in a row become one
 * @param escape whether spaces become ▁
 */
record Spacing(Prefix prefix, boolean onlyIfMissing, boolean removeExtra, boolean escape) {
    static final char SPACE = '▁';

    /** Which runs of a prompt begin with a dummy space. */
    enum Prefix {
        /** All of them: SentencePiece, and transformers with {@code legacy}. */
        EVERY_RUN,
        /** The one at the very beginning of the prompt: transformers without {@code legacy}. */
        FIRST_RUN,
        /** None. */
        NEVER
    }

    /** Whether decoding drops a space at the beginning, because encoding put it there. */
    boolean stripsLeadingSpace() {
        return prefix != Prefix.NEVER;
    }

    /** Whether a run gets the dummy space, as far as its place is concerned. */
    boolean prefixes(boolean first) {
        return prefix == Prefix.EVERY_RUN || (prefix == Prefix.FIRST_RUN && first);
    }

    /** Prepares a run; an empty one stays empty. */
    String apply(String run, boolean first) {
        String text = removeExtra ? collapse(run) : run;
        if (text.isEmpty()) {
            return text;
        }
        char space = escape ? SPACE : ' ';
        String spaced = escape ? text.replace(' ', SPACE) : text;
        if (!prefixes(first) || (onlyIfMissing && spaced.charAt(0) == space)) {
            return spaced;
        }
        return space + spaced;
    }

    /** For each char of {@link #apply} the char of the run it comes from: the next one for the dummy space. */
    int[] origins(String run, boolean first) {
        int[] origins = new int[apply(run, first).length()];
        int dummy = origins.length - (removeExtra ? collapse(run) : run).length();
        int at = removeExtra ? afterSpaces(run, 0) : 0;
        for (int i = dummy; i < origins.length; i++) {
            origins[i] = at;
            // Of several spaces that became one the first counts.
            at = removeExtra && run.charAt(at) == ' ' ? afterSpaces(run, at) : at + 1;
        }
        if (dummy > 0 && origins.length > dummy) {
            origins[0] = origins[dummy];
        }
        return origins;
    }

    private static int afterSpaces(String run, int from) {
        int at = from;
        while (at < run.length() && run.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private static String collapse(String run) {
        StringBuilder text = new StringBuilder(run.length());
        boolean pendingSpace = false;
        for (int i = 0; i < run.length(); i++) {
            char c = run.charAt(i);
            if (c == ' ') {
                pendingSpace = !text.isEmpty();
                continue;
            }
            if (pendingSpace) {
                text.append(' ');
                pendingSpace = false;
            }
            text.append(c);
        }
        return text.toString();
    }
}

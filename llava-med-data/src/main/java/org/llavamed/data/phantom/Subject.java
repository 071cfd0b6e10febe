package org.llavamed.data.phantom;

/**
 * How a question names a finding.
 *
 * @param kind what
 * @param it by a pronoun
 * @param plural as several
 */
record Subject(FindingKind kind, boolean it, boolean plural) {
    /** A wording with the finding in it, and with what else is named. */
    String in(String wording, String named) {
        String noun = "the " + (plural ? kind.plural() : kind.noun());
        return wording.replace("{s}", it ? (plural ? "they" : "it") : noun)
                .replace("{o}", it ? (plural ? "them" : "it") : noun)
                .replace("{is}", plural ? "are" : "is")
                .replace("{does}", plural ? "do" : "does")
                .replace("{x}", named)
                .replace("{m}", kind.plural());
    }
}

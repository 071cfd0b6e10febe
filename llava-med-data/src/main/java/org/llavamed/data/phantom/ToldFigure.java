package org.llavamed.data.phantom;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.figure.Mention;

/**
 * The texts of a figure, and which truths stand in them.
 *
 * @param label label of the figure
 * @param caption its caption
 * @param mentions sentences that mention it
 * @param said what the texts say
 */
record ToldFigure(String label, String caption, List<Mention> mentions, List<Said> said) {
    ToldFigure {
        mentions = List.copyOf(mentions);
        said = List.copyOf(said);
    }

    /**
     * Something that is said.
     *
     * @param scene words about kind of image, organ, view and technique, or empty
     * @param finding what is said to be there or not to be there, or null
     * @param wording which of its details
     * @param mention whether in a mention, else in the caption
     */
    record Said(String scene, @Nullable Finding finding, Wording wording, boolean mention) {
        static Said scene(String words, boolean mention) {
            return new Said(words, null, Wording.FULL, mention);
        }
    }

    /** The layout in which a teacher is shown a figure, with its mentions or without. */
    String context(boolean withMentions) {
        StringBuilder text = new StringBuilder("Figure Caption:\n" + label + ": " + caption);
        if (withMentions && !mentions.isEmpty()) {
            text.append("\n\nFigure Context:");
            mentions.forEach(mention -> text.append("\n\t- ").append(mention.tokens()));
        }
        return text.toString();
    }
}

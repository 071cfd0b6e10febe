package org.llavamed.eval.vqa;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.eval.score.Estimate;
import org.llavamed.eval.score.McNemar;
import org.llavamed.eval.score.ScoreMode;

/**
 * Two answer files on the same questions; percent and points of percent.
 *
 * @param first the first file's name
 * @param firstModel its model, or null
 * @param second the second file's name
 * @param secondModel its model, or null
 * @param questions questions that both answer
 * @param leftOut questions that not both answer
 * @param modes one for each mode that was asked for
 * @param notes what a reader must know: prompts that are not the questions
 */
public record VqaComparison(
        String first,
        @Nullable String firstModel,
        String second,
        @Nullable String secondModel,
        int questions,
        int leftOut,
        List<Mode> modes,
        List<String> notes) {
    /**
     * Copies the lists.
     *
     * @param first as above
     * @param firstModel as above
     * @param second as above
     * @param secondModel as above
     * @param questions as above
     * @param leftOut as above
     * @param modes as above
     * @param notes as above
     */
    public VqaComparison {
        modes = List.copyOf(modes);
        notes = List.copyOf(notes);
    }

    /**
     * The comparison in one mode.
     *
     * @param mode how answers are scored
     * @param numClosed closed questions
     * @param bothRight closed questions that both got right
     * @param neitherRight closed questions that neither got right
     * @param closed McNemar's test; it holds the questions that only one got right
     * @param closedAccuracy closed accuracy of the first, of the second and the second's less the first's
     * @param recall open recall of the first, of the second and the second's less the first's
     */
    public record Mode(
            ScoreMode mode,
            int numClosed,
            int bothRight,
            int neitherRight,
            McNemar closed,
            Paired closedAccuracy,
            Paired recall) {}

    /**
     * A metric of both files.
     *
     * @param first of the first
     * @param second of the second
     * @param difference the second's less the first's; its interval comes from resampling the questions' differences,
     *     and is wide, not empty, if they are all the same
     */
    public record Paired(Estimate first, Estimate second, Estimate difference) {}
}

package org.llavamed.eval.report;

import java.util.List;

/** What the figures mean. */
final class Guide {
    private Guide() {}

    static List<Block> blocks(boolean vqa) {
        String intervals =
                "Figures read: value [95 % interval] of denominator, for instance 61.50 [55.0, 68.1] of 179. Intervals"
                        + " are made by drawing again, with all questions about an image or a patient together where the data tell"
                        + " them; they say nothing about another sampling of the answers.";
        if (!vqa) {
            return List.of(new Block.Heading("How to read the figures"), new Block.Bullets(List.of(intervals)));
        }
        return List.of(
                new Block.Heading("How to read the figures"),
                new Block.Bullets(List.of(
                        "Reference mode computes what the published evaluators compute, defects included: a closed answer is"
                                + " right if the expected text occurs anywhere in it, also inside another word, and repeating a"
                                + " right word raises the recall of an open one. It exists to be compared with published"
                                + " figures, and for nothing else.",
                        "Strict mode compares whole words and sets of words, takes a closed answer as right only if it decides"
                                + " for the expected option, and counts an answer that decides for nothing as wrong. Judge a"
                                + " model by it.",
                        "Closed accuracy in reference mode comes in two kinds: closed_accuracy as run_eval.py computes it (its"
                                + " dropped wrong answers put back), and closed_accuracy_batch as run_eval_batch.py does, which"
                                + " made the paper's table. Open accuracy in reference mode is that of the nearest candidate"
                                + " and needs the list of candidates; open_accuracy_batch is a search for the expected text.",
                        "Exact match in reference mode is no equality: it is the share of words of the answer that are"
                                + " expected.",
                        intervals)));
    }
}

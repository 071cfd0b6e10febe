package org.llavamed.eval.score;

/** How answers are scored. */
public enum ScoreMode {
    /** What the published evaluators compute, defects included. */
    REFERENCE,
    /** What can be defended: whole words, sets of words, true equality, both options of an either-or question. */
    STRICT
}

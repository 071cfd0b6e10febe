package org.llavamed.eval.truth;

/** What kind of answer a benchmark question wants; the constants are spelled as in the files. */
public enum AnswerType {
    /** A free text. */
    OPEN,
    /** Yes or no, or one of the options that the question names. */
    CLOSED
}

package org.llavamed;

/** Why an answer ended. */
public enum FinishReason {
    /** The model ended it: with its end token, or with a stop string. */
    STOP,
    /** The limit of new tokens was reached. */
    LENGTH,
    /** It was cancelled; what came until then is kept. */
    CANCELLED
}

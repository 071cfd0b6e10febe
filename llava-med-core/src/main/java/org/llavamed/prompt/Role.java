package org.llavamed.prompt;

/** Who speaks a turn. */
public enum Role {
    /** The person who asks. */
    USER,
    /** The model. */
    ASSISTANT
}

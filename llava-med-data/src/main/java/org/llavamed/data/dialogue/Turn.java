package org.llavamed.data.dialogue;

/**
 * One turn of a dialogue.
 *
 * @param from who says it
 * @param value what is said; a human turn may hold {@link Dialogue#IMAGE_MARKER}
 */
public record Turn(Speaker from, String value) {
    /**
     * What a person says.
     *
     * @param value the text
     * @return the turn
     */
    public static Turn human(String value) {
        return new Turn(Speaker.HUMAN, value);
    }

    /**
     * What the assistant says.
     *
     * @param value the text
     * @return the turn
     */
    public static Turn gpt(String value) {
        return new Turn(Speaker.GPT, value);
    }
}

package org.llavamed.data.teacher;

/**
 * Tokens that a call took.
 *
 * @param promptTokens tokens of the messages, 0 if the server did not say
 * @param completionTokens tokens of the reply, 0 if the server did not say
 */
public record ChatUsage(long promptTokens, long completionTokens) {
    /** Nothing, or not said. */
    public static final ChatUsage NONE = new ChatUsage(0, 0);

    /**
     * The sum of two.
     *
     * @param other the other
     * @return both together
     */
    public ChatUsage plus(ChatUsage other) {
        return new ChatUsage(promptTokens + other.promptTokens, completionTokens + other.completionTokens);
    }
}

package org.llavamed.data.teacher;

/**
 * A message to or from a chat model.
 *
 * @param role who says it
 * @param content the text
 */
public record ChatMessage(Role role, String content) {
    /** Who says a message. */
    public enum Role {
        /** Instructions. */
        SYSTEM,
        /** The one who asks. */
        USER,
        /** The model. */
        ASSISTANT
    }

    /**
     * Instructions.
     *
     * @param content the text
     * @return the message
     */
    public static ChatMessage system(String content) {
        return new ChatMessage(Role.SYSTEM, content);
    }

    /**
     * What is asked.
     *
     * @param content the text
     * @return the message
     */
    public static ChatMessage user(String content) {
        return new ChatMessage(Role.USER, content);
    }

    /**
     * What the model said, or should have said in an example.
     *
     * @param content the text
     * @return the message
     */
    public static ChatMessage assistant(String content) {
        return new ChatMessage(Role.ASSISTANT, content);
    }
}

package org.llavamed.data.teacher;

import org.jspecify.annotations.Nullable;

/**
 * What a chat model answered.
 *
 * @param text the reply; may be empty
 * @param usage the tokens it took
 * @param finishReason why it ended, in the server's words: {@code stop}, {@code length}, {@code content_filter}; or null
 * @param model the model as the server names it, or null
 */
public record ChatReply(
        String text,
        ChatUsage usage,
        @Nullable String finishReason,
        @Nullable String model) {}

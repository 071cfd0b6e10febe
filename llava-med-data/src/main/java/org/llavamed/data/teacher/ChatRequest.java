package org.llavamed.data.teacher;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a chat model is asked.
 *
 * @param model name of the model, or of the deployment on Azure
 * @param messages the messages in order; at least one
 * @param temperature 0 (always the likeliest word) to 2
 * @param maxTokens longest reply in tokens, at least 1, or null for the server's own limit
 */
public record ChatRequest(
        String model,
        List<ChatMessage> messages,
        double temperature,
        @Nullable Integer maxTokens) {
    /**
     * Checks ranges and copies the list.
     *
     * @param model as above
     * @param messages as above
     * @param temperature as above
     * @param maxTokens as above
     */
    public ChatRequest {
        if (model.isBlank()) {
            throw new IllegalArgumentException("a request needs the name of a model");
        }
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("a request needs a message");
        }
        if (!(temperature >= 0 && temperature <= 2)) {
            throw new IllegalArgumentException("temperature " + temperature + " is not between 0 and 2");
        }
        if (maxTokens != null && maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens " + maxTokens + " is less than 1");
        }
        messages = List.copyOf(messages);
    }
}

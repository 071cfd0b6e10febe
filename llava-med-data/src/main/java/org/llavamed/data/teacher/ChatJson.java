package org.llavamed.data.teacher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** OpenAI's chat completion as JSON: the request out, the reply in. */
final class ChatJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ChatJson() {}

    /** The body of a request. */
    static byte[] body(ChatRequest request, Dialect dialect, @Nullable Long seed) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("model", wellFormed(request.model()));
        ArrayNode messages = root.putArray("messages");
        for (ChatMessage message : request.messages()) {
            messages.addObject()
                    .put("role", message.role().name().toLowerCase(Locale.ROOT))
                    .put("content", wellFormed(message.content()));
        }
        if (dialect.temperature()) {
            root.put("temperature", request.temperature());
        }
        Integer limit = request.maxTokens();
        if (limit != null) {
            root.put(dialect.completionTokens() ? "max_completion_tokens" : "max_tokens", limit);
        }
        if (seed != null) {
            root.put("seed", seed);
        }
        try {
            return MAPPER.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON cannot be written", e);
        }
    }

    /** The JSON of a body, or null if it is none. Its errors would quote it, so there are none. */
    static @Nullable JsonNode parse(byte[] body) {
        try {
            JsonNode root = MAPPER.readTree(body);
            return root == null || root.isMissingNode() ? null : root;
        } catch (IOException | NumberFormatException e) {
            return null;
        }
    }

    /** The reply in a body, or null if there is none. */
    static @Nullable ChatReply reply(JsonNode root) {
        JsonNode choice = root.path("choices").path(0);
        JsonNode message = choice.path("message");
        if (!message.isObject()) {
            return null;
        }
        String text = content(message.path("content"));
        if (text == null) {
            return null;
        }
        @Nullable String finish = text(choice.path("finish_reason"));
        boolean refused = text.isEmpty() && !message.path("refusal").asText("").isEmpty();
        if (refused && (finish == null || finish.equals("stop"))) {
            finish = "refusal";
        }
        JsonNode usage = root.path("usage");
        return new ChatReply(
                text,
                new ChatUsage(tokens(usage.path("prompt_tokens")), tokens(usage.path("completion_tokens"))),
                finish,
                text(root.path("model")));
    }

    /** A string, the text parts of a list joined, empty for nothing; null for anything else. */
    private static @Nullable String content(JsonNode content) {
        if (content.isMissingNode() || content.isNull()) {
            return "";
        }
        if (content.isTextual()) {
            return content.textValue();
        }
        if (!content.isArray()) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            if (part.isTextual()) {
                text.append(part.textValue());
            } else if (part.path("type").asText("text").endsWith("text")) { // "output_text" too; no thoughts, no images
                text.append(part.path("text").asText(""));
            }
        }
        return text.toString();
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() && !node.textValue().isEmpty() ? node.textValue() : null;
    }

    /** No call takes more tokens than an int holds: such a number would only spoil the sums of a run. */
    private static long tokens(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToInt() ? Math.max(0, node.intValue()) : 0;
    }

    /** Half a surrogate pair, which a cut text may end in, has no UTF-8: it becomes a question mark. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}

package org.llavamed.data.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a server says is wrong, empty where it says nothing. Nothing of it may be shown before {@link Redaction}. The forms:
 * {@code {"error": {"message", "type", "param", "code"}}} (OpenAI, Azure, vLLM, Ollama), {@code {"error": "..."}} (Ollama),
 * {@code {"object": "error", "message", ...}} (older vLLM), {@code {"message": "..."}} (Azure's gateway) and
 * {@code {"detail": "..."}} (FastAPI); other text is taken as it is, a page of HTML is not.
 *
 * @param message for people
 * @param type kind of error
 * @param param the parameter it is about
 * @param code the error's name
 */
record ServerError(String message, String type, String param, String code) {
    static final ServerError NONE = new ServerError("", "", "", "");

    private static final Set<String> HOPELESS = Set.of(
            "insufficient_quota",
            "billing_not_active",
            "billing_hard_limit_reached",
            "account_deactivated",
            "invalid_api_key",
            "model_not_found",
            "DeploymentNotFound");

    /** Reads the body of a response that is an error. */
    static ServerError read(byte[] body) {
        JsonNode root = ChatJson.parse(body);
        if (root != null) {
            return of(root);
        }
        String text = new String(body, StandardCharsets.UTF_8).strip();
        // A page, or a JSON object that was cut off.
        return text.startsWith("<") || text.startsWith("{") ? NONE : new ServerError(text, "", "", "");
    }

    /** Reads what a JSON says, if it is about an error. */
    static ServerError of(JsonNode root) {
        JsonNode error = root.path("error");
        if (error.isTextual()) {
            return new ServerError(error.textValue(), "", "", "");
        }
        JsonNode fields = error.isObject() ? error : root;
        String message = text(fields.get("message"));
        return new ServerError(
                message.isEmpty() ? text(fields.get("detail")) : message,
                text(fields.get("type")),
                text(fields.get("param")),
                text(fields.get("code")));
    }

    /** Whether every request will fail like this, whatever the status says. */
    boolean hopeless() {
        return HOPELESS.contains(code) || HOPELESS.contains(type);
    }

    private static String text(@Nullable JsonNode node) {
        return node == null || node.isNull() || node.isContainerNode() ? "" : node.asText();
    }
}

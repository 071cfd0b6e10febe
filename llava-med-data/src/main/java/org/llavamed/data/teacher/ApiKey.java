package org.llavamed.data.teacher;

import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The key to a server, or none. Only the client that sends it can see it: it is no part of {@link #toString}, of a message or
 * of a log, and cannot be serialised. Safe for use by many threads if the supplier is.
 */
public final class ApiKey {
    /** No key: for servers that want none, as vLLM and Ollama do unless told otherwise. */
    public static final ApiKey NONE = new ApiKey("nowhere", () -> "");

    private final String source;
    private final Supplier<String> supplier;

    private ApiKey(String source, Supplier<String> supplier) {
        this.source = source;
        this.supplier = supplier;
    }

    /**
     * The key in an environment variable, read now.
     *
     * @param variable name of the variable, such as {@code OPENAI_API_KEY}
     * @return the key
     * @throws ChatException if the variable is not set, is empty or holds what is no key
     */
    public static ApiKey environment(String variable) {
        return environment(variable, System.getenv());
    }

    /**
     * The key in an environment variable, or {@link #NONE} if it is not set or empty.
     *
     * @param variable name of the variable
     * @return the key
     * @throws ChatException if the variable holds what is no key
     */
    public static ApiKey environmentOrNone(String variable) {
        String value = System.getenv(variable);
        return value == null || value.isEmpty() ? NONE : environment(variable);
    }

    static ApiKey environment(String variable, Map<String, String> variables) {
        String source = "environment variable " + variable;
        @Nullable String value = variables.get(variable);
        if (value == null || value.isEmpty()) {
            throw new ChatException(ChatException.Kind.FATAL, source + " is not set: it must hold the key", null);
        }
        String key = checked(source, value);
        return new ApiKey(source, () -> key);
    }

    /**
     * A key from elsewhere: a vault, or a token that is renewed. It is asked for before every request.
     *
     * @param source where it comes from, for messages, such as {@code "the vault"}
     * @param supplier gives the key; may be called by many threads at once
     * @return the key
     */
    public static ApiKey from(String source, Supplier<String> supplier) {
        return new ApiKey(Objects.requireNonNull(source), Objects.requireNonNull(supplier));
    }

    /** The key itself, never empty, or null if there is none. */
    @Nullable
    String value() {
        if (this == NONE) {
            return null;
        }
        String value;
        try {
            value = supplier.get();
        } catch (RuntimeException e) {
            // Its message is not ours to trust: no cause.
            throw unusable(source, "cannot be read: " + e.getClass().getName());
        }
        return checked(source, value);
    }

    /** A header cannot carry anything else, and an error of the HTTP client's own would show it. */
    private static String checked(String source, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            throw unusable(source, "is empty");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isWhitespace(c)) {
                String where = i == 0 ? "begins with" : value.substring(i).isBlank() ? "ends in" : "contains";
                throw unusable(source, where + " white space or a line end");
            }
            if (c <= ' ' || c > '~') {
                throw unusable(source, "has a character that no key has, at position " + (i + 1));
            }
        }
        return value;
    }

    private static ChatException unusable(String source, String why) {
        return new ChatException(ChatException.Kind.FATAL, "the key from " + source + " " + why, null);
    }

    /** Returns where the key comes from, never the key. */
    @Override
    public String toString() {
        return this == NONE ? "no key" : "a key from " + source;
    }
}

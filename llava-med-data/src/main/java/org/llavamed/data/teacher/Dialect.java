package org.llavamed.data.teacher;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a model wants to be asked. Newer OpenAI models refuse {@code max_tokens} and any temperature but their own; older
 * servers do not know {@code max_completion_tokens}.
 *
 * @param completionTokens whether the limit of the reply is called {@code max_completion_tokens}
 * @param temperature whether the temperature is sent
 */
record Dialect(boolean completionTokens, boolean temperature) {
    /** The dialect to try after this one was refused with status 400, or null if the error is about something else. */
    @Nullable
    Dialect after(ServerError error) {
        String message = error.message().toLowerCase(Locale.ROOT);
        boolean unsupported = error.code().startsWith("unsupported")
                || error.code().equals("unknown_parameter")
                || message.contains("unsupported")
                || message.contains("not supported")
                || message.contains("unrecognized")
                || message.contains("extra inputs are not permitted");
        if (!unsupported) {
            return null;
        }
        if (completionTokens && names(error, message, "max_completion_tokens")) {
            return new Dialect(false, temperature);
        }
        if (!completionTokens && names(error, message, "max_tokens")) {
            return new Dialect(true, temperature);
        }
        return temperature && names(error, message, "temperature") ? new Dialect(completionTokens, false) : null;
    }

    private static boolean names(ServerError error, String message, String parameter) {
        return error.param().isEmpty()
                ? message.contains(parameter)
                : error.param().endsWith(parameter);
    }
}

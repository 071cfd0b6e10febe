package org.llavamed.data.asking;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.teacher.ChatException;
import org.llavamed.data.teacher.ChatReply;
import org.llavamed.data.teacher.ChatUsage;

/**
 * A reply as it is kept.
 *
 * @param text the reply as it came; empty if there is none
 * @param finishReason why it ended, in the server's words, or null
 * @param usage the tokens it took
 * @param model the model as the server names it, else as it was asked for
 * @param problem why the reply is of no use, or null if it is
 */
public record KeptReply(
        String text,
        @Nullable String finishReason,
        ChatUsage usage,
        String model,
        @Nullable String problem) {
    /** Longest reply kept, in characters; a line of the journal must stay far below what can be read again. */
    public static final int MAX_CHARACTERS = 1 << 20;

    /**
     * Whether the reply is of use.
     *
     * @return true if there is no problem
     */
    public boolean usable() {
        return problem == null;
    }

    /**
     * Keeps a reply, cut at {@link #MAX_CHARACTERS}.
     *
     * @param reply the reply
     * @param asked the model that was asked
     * @param problem why it is of no use, or null
     * @return what is kept
     */
    public static KeptReply of(ChatReply reply, String asked, @Nullable String problem) {
        String text = reply.text();
        return new KeptReply(
                text.substring(0, Math.min(text.length(), MAX_CHARACTERS)),
                reply.finishReason(),
                reply.usage(),
                reply.model() == null ? asked : reply.model(),
                problem);
    }

    /**
     * Keeps a refusal.
     *
     * @param refusal why there is no reply
     * @param asked the model that was asked
     * @return what is kept
     */
    public static KeptReply refused(ChatException refusal, String asked) {
        return new KeptReply("", null, ChatUsage.NONE, asked, refusal.getMessage());
    }

    /**
     * What makes any reply useless, whatever was asked.
     *
     * @param reply the reply
     * @param whole whether a reply that was cut at the token limit is useless
     * @return the reason, or null
     */
    public static @Nullable String problem(ChatReply reply, boolean whole) {
        String finish = reply.finishReason() == null ? "" : reply.finishReason().toLowerCase(Locale.ROOT);
        if (finish.equals("content_filter")) {
            return "stopped by the server's content filter";
        }
        if (reply.text().isBlank()) {
            return "the reply is empty";
        }
        if (whole && (finish.equals("length") || finish.equals("max_tokens"))) {
            return "the reply was cut at the token limit";
        }
        if (reply.text().length() > MAX_CHARACTERS) {
            return "the reply is longer than " + MAX_CHARACTERS + " characters";
        }
        return null;
    }
}

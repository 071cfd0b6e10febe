package org.llavamed.data.instruct;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.teacher.ChatReply;

/** Whether a reply can be used at all; what is wrong inside it is for the cleaning. */
final class ReplyCheck {
    /** Longest reply kept, in characters; a line of the journal must stay far below what can be read again. */
    static final int MAX_CHARACTERS = 1 << 20;

    private static final Pattern USER = Pattern.compile("\\bUser\\**:", Pattern.CASE_INSENSITIVE);
    private static final Pattern ASSISTANT = Pattern.compile("\\bAssistant\\**:", Pattern.CASE_INSENSITIVE);
    private static final Pattern QUESTION = Pattern.compile("\\bQuestion\\**:", Pattern.CASE_INSENSITIVE);
    private static final Pattern ANSWER = Pattern.compile("\\bAnswer\\**:", Pattern.CASE_INSENSITIVE);

    private ReplyCheck() {}

    /** The reason to reject a reply, or null. */
    static @Nullable String problem(InstructKind kind, ChatReply reply) {
        String finish = reply.finishReason() == null ? "" : reply.finishReason().toLowerCase(Locale.ROOT);
        if (finish.equals("content_filter")) {
            return "stopped by the server's content filter";
        }
        if (reply.text().isBlank()) {
            return "the reply is empty";
        }
        if (finish.equals("length") || finish.equals("max_tokens")) {
            return "the reply was cut at the token limit";
        }
        if (reply.text().length() > MAX_CHARACTERS) {
            return "the reply is longer than " + MAX_CHARACTERS + " characters";
        }
        return switch (kind) {
            case DIALOGUE -> inOrder(USER, ASSISTANT, reply.text()) ? null : "no User: turn with an Assistant: turn";
            case CONVERSATION, REASONING ->
                inOrder(QUESTION, ANSWER, reply.text()) ? null : "no Question: with an Answer:";
            case DETAIL -> null;
        };
    }

    /** Whether both labels are there in this order and something stands after the second. */
    private static boolean inOrder(Pattern first, Pattern second, String text) {
        Matcher question = first.matcher(text);
        if (!question.find()) {
            return false;
        }
        Matcher answer = second.matcher(text);
        return answer.find(question.end()) && !text.substring(answer.end()).isBlank();
    }
}

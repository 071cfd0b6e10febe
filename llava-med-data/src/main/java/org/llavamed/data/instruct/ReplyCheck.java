package org.llavamed.data.instruct;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.asking.KeptReply;
import org.llavamed.data.teacher.ChatReply;

/** Whether a reply can be used at all; what is wrong inside it is for the cleaning. */
final class ReplyCheck {
    private static final Pattern USER = Pattern.compile("\\bUser\\**:", Pattern.CASE_INSENSITIVE);
    private static final Pattern ASSISTANT = Pattern.compile("\\bAssistant\\**:", Pattern.CASE_INSENSITIVE);
    private static final Pattern QUESTION = Pattern.compile("\\bQuestion\\**:", Pattern.CASE_INSENSITIVE);
    private static final Pattern ANSWER = Pattern.compile("\\bAnswer\\**:", Pattern.CASE_INSENSITIVE);

    private ReplyCheck() {}

    /** The reason to reject a reply, or null. */
    static @Nullable String problem(InstructKind kind, ChatReply reply) {
        String problem = KeptReply.problem(reply, true);
        if (problem != null) {
            return problem;
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

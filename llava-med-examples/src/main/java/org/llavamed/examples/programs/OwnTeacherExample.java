package org.llavamed.examples.programs;

import java.util.List;
import java.util.Locale;
import org.llavamed.data.teacher.ChatClient;
import org.llavamed.data.teacher.ChatException;
import org.llavamed.data.teacher.ChatMessage;
import org.llavamed.data.teacher.ChatReply;
import org.llavamed.data.teacher.ChatRequest;
import org.llavamed.data.teacher.ChatUsage;

/**
 * Another library's chat model as the teacher that writes dialogues: ten lines of adapter. {@link OtherModel} has the shape that
 * LangChain4j and the vendors' libraries share: messages in, an object with text, token counts and a reason out.
 */
public final class OwnTeacherExample {
    private OwnTeacherExample() {}

    private record OtherMessage(String role, String text) {}

    private record OtherResponse(String text, int inputTokens, int outputTokens, String reason) {}

    private interface OtherModel {
        OtherResponse chat(String model, List<OtherMessage> messages, double temperature);
    }

    /** The adapter. The other library keeps its own key, retries and limits; what it throws must become a ChatException. */
    private static ChatClient teacher(OtherModel other) {
        return request -> {
            List<OtherMessage> messages = request.messages().stream()
                    .map(m -> new OtherMessage(m.role().name().toLowerCase(Locale.ROOT), m.content()))
                    .toList();
            try {
                OtherResponse said = other.chat(request.model(), messages, request.temperature());
                ChatUsage usage = new ChatUsage(said.inputTokens(), said.outputTokens());
                return new ChatReply(said.text(), usage, said.reason(), request.model());
            } catch (IllegalStateException e) { // the other library's own exception
                throw new ChatException(ChatException.Kind.UNAVAILABLE, "the other model gave no reply", e);
            }
        };
    }

    /**
     * Runs the example.
     *
     * @param args none
     * @throws InterruptedException if the thread is interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        // In place of a library's model: answers in the form that the data generation expects.
        OtherModel other = (model, messages, temperature) -> new OtherResponse(
                "User: What is this?\n\nAssistant: An image drawn for tests, in " + messages.size() + " messages.",
                42,
                17,
                "stop");
        ChatRequest request = new ChatRequest(
                "any-model",
                List.of(
                        ChatMessage.system("Write a dialogue about the figure."),
                        ChatMessage.user("Figure Caption:\nFigure 1: A phantom.")),
                0,
                300);
        ChatReply reply = teacher(other).complete(request);
        System.out.println(reply.text());
        System.out.println("Ended: " + reply.finishReason() + ", " + reply.usage());
    }
}

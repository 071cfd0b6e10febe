package org.llavamed.data.teacher;

/**
 * A text-only chat model. One call is one completion; the caller decides how many run at once, so implementations must be
 * safe for concurrent calls. An adapter for another library's model is a few lines: messages in, text out.
 *
 * <pre>{@code
 * ChatClient teacher = request -> {
 *     ChatResponse response = langChainModel.chat(messages(request));
 *     return new ChatReply(response.aiMessage().text(), new ChatUsage(in, out), "stop", request.model());
 * };
 * }</pre>
 */
@FunctionalInterface
public interface ChatClient {
    /**
     * Asks and waits for the whole reply. Retries, if any, happen inside.
     *
     * @param request what to ask
     * @return the reply
     * @throws ChatException if there is none; {@link ChatException#kind()} says whether another request may fare better
     * @throws InterruptedException if the calling thread is interrupted while it waits
     */
    ChatReply complete(ChatRequest request) throws InterruptedException;
}

package org.llavamed.data.asking;

import org.jspecify.annotations.Nullable;
import org.llavamed.data.teacher.ChatReply;
import org.llavamed.data.teacher.ChatRequest;

/**
 * What is asked about a sample, and which replies can be used. Implementations are called from several threads at once.
 *
 * @param <S> the type of a sample
 */
public interface AskingStep<S> {
    /**
     * What the chat model is asked.
     *
     * @param sample the sample
     * @return the request
     */
    ChatRequest request(S sample);

    /**
     * Looks at a reply.
     *
     * @param reply the reply
     * @return why it is of no use, or null if it is; see {@link KeptReply#problem}
     */
    @Nullable
    String problem(ChatReply reply);
}

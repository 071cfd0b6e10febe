package org.llavamed.eval.judge;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.asking.AskingStep;
import org.llavamed.data.asking.KeptReply;
import org.llavamed.data.teacher.ChatMessage;
import org.llavamed.data.teacher.ChatReply;
import org.llavamed.data.teacher.ChatRequest;

/**
 * What a judge is asked about a sample, and which replies can be used: those whose scores can be read. Immutable.
 *
 * @param prompt what the judge is told
 * @param model name of the model that judges, or of the deployment on Azure
 * @param temperature 0 to 2; the published evaluation uses 0
 * @param maxTokens longest reply in tokens, or null for the server's own limit
 */
public record JudgeStep(
        JudgePrompt prompt,
        String model,
        double temperature,
        @Nullable Integer maxTokens) implements AskingStep<JudgeSample> {
    /**
     * Checks the ranges.
     *
     * @param prompt as above
     * @param model as above
     * @param temperature as above
     * @param maxTokens as above
     */
    public JudgeStep {
        new ChatRequest(model, List.of(ChatMessage.user("check")), temperature, maxTokens);
    }

    @Override
    public ChatRequest request(JudgeSample sample) {
        return new ChatRequest(model, prompt.messages(sample), temperature, maxTokens);
    }

    @Override
    public @Nullable String problem(ChatReply reply) {
        String unreadable = ReviewParser.parse(reply.text()).problem();
        if (unreadable == null) {
            return null; // cut or not, the scores are there
        }
        String general = KeptReply.problem(reply, true);
        return general == null ? unreadable : general;
    }
}

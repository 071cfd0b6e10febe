package org.llavamed.data.instruct;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.asking.KeptReply;
import org.llavamed.data.teacher.ChatException;
import org.llavamed.data.teacher.ChatReply;
import org.llavamed.data.teacher.ChatRequest;

/**
 * The step from a sample to its record, without the call between: pure, immutable and serialisable, so that a cluster can
 * run it as it is, with a sink that keeps one record for each pair id.
 *
 * <pre>{@code
 * samples.mapPartitions(part -> {
 *     ChatClient teacher = ...;   // one a partition
 *     return map(part, sample -> step.result(sample, teacher.complete(step.request(sample))));
 * });
 * }</pre>
 *
 * @param prompt instructions and examples
 * @param model name of the model, or of the deployment on Azure
 * @param temperature 0 to 2; the reference uses 0
 * @param maxTokens longest reply in tokens, or null for the server's own limit, as the reference does
 * @serial exclude
 */
public record InstructStep(
        InstructPrompt prompt,
        String model,
        double temperature,
        @Nullable Integer maxTokens) implements Serializable {
    /**
     * Checks the ranges.
     *
     * @param prompt as above
     * @param model as above
     * @param temperature as above
     * @param maxTokens as above
     */
    public InstructStep {
        new ChatRequest(model, prompt.messages("check"), temperature, maxTokens); // refuses what is out of range
    }

    /**
     * What the teacher is asked about a sample.
     *
     * @param sample the sample
     * @return the request
     */
    public ChatRequest request(InstructSample sample) {
        return new ChatRequest(model, prompt.messages(sample.context()), temperature, maxTokens);
    }

    /**
     * The record of a sample and the reply to its request. A reply of no use gives a record with a problem.
     *
     * @param sample the sample
     * @param reply the reply
     * @return the record
     */
    public InstructRecord result(InstructSample sample, ChatReply reply) {
        KeptReply kept = KeptReply.of(reply, model, ReplyCheck.problem(prompt.kind(), reply));
        return InstructRecord.of(sample, prompt.kind(), kept);
    }

    /**
     * The record of a sample whose request was refused.
     *
     * @param sample the sample
     * @param refusal why
     * @return a record with a problem and without a result
     */
    public InstructRecord refused(InstructSample sample, ChatException refusal) {
        return InstructRecord.of(sample, prompt.kind(), KeptReply.refused(refusal, model));
    }
}

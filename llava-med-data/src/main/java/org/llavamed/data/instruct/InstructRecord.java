package org.llavamed.data.instruct;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.asking.KeptReply;
import org.llavamed.data.teacher.ChatUsage;

/**
 * A sample with what the teacher wrote. Immutable and serialisable; a sink keeps one for each pair id.
 *
 * @param sample the sample
 * @param kind what was asked for
 * @param result the reply as it came; empty if there is none
 * @param finishReason why the reply ended, in the server's words, or null
 * @param promptTokens tokens of the prompt, 0 if the server did not say
 * @param completionTokens tokens of the reply, 0 if the server did not say
 * @param model the model as the server names it, else as it was asked for
 * @param problem why the reply is of no use, or null if it is
 * @serial exclude
 */
public record InstructRecord(
        InstructSample sample,
        InstructKind kind,
        String result,
        @Nullable String finishReason,
        long promptTokens,
        long completionTokens,
        String model,
        @Nullable String problem)
        implements Serializable {
    // Parsed numbers stay as they were written: 7.10 and 1e400 are copied, not computed with.
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    static InstructRecord of(InstructSample sample, InstructKind kind, KeptReply reply) {
        return new InstructRecord(
                sample,
                kind,
                reply.text(),
                reply.finishReason(),
                reply.usage().promptTokens(),
                reply.usage().completionTokens(),
                reply.model(),
                reply.problem());
    }

    /**
     * Whether the reply can go into a training set once it is cleaned.
     *
     * @return true if there is no problem
     */
    public boolean usable() {
        return problem == null;
    }

    /**
     * The tokens that the call took.
     *
     * @return as the server counts them
     */
    public ChatUsage usage() {
        return new ChatUsage(promptTokens, completionTokens);
    }

    /**
     * The record as JSON: the sample's own keys, {@code result} as the reference's generator writes it, and
     * {@code finish_reason}, {@code usage}, {@code model} and {@code kind}; {@code reason} if the reply is of no use.
     *
     * @return an object
     */
    public ObjectNode toJson() {
        ObjectNode node = object(sample.json());
        node.put("result", result);
        node.put("finish_reason", finishReason);
        node.putObject("usage").put("prompt_tokens", promptTokens).put("completion_tokens", completionTokens);
        node.put("model", model);
        node.put("kind", kind.key());
        if (problem != null) {
            node.put("reason", problem);
        }
        return node;
    }

    private static ObjectNode object(String json) {
        try {
            if (MAPPER.readTree(json) instanceof ObjectNode object) {
                return object;
            }
            throw new IllegalArgumentException("the sample's JSON is not an object");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the sample's JSON cannot be read", e);
        }
    }
}

package org.llavamed.eval.judge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.asking.KeptReply;
import org.llavamed.data.dataset.ChatQuestion;
import org.llavamed.data.figure.Mention;
import org.llavamed.data.file.Sha256;

/**
 * Two answers to a question in the order in which a judge is shown them.
 *
 * @param question the question and what is known of its figure
 * @param text the question without image markers
 * @param order which answer comes first
 * @param reference the reference answer
 * @param model the model's answer
 * @param modelId the model that answered, or null if its file does not say
 * @param record the question as its file has it; not to be changed
 */
public record JudgeSample(
        ChatQuestion question,
        String text,
        ShownOrder order,
        String reference,
        String model,
        @Nullable String modelId,
        ObjectNode record) {
    /**
     * The answer of Assistant 1.
     *
     * @return the answer that is shown first
     */
    public String first() {
        return order == ShownOrder.REFERENCE_FIRST ? reference : model;
    }

    /**
     * The answer of Assistant 2.
     *
     * @return the answer that is shown second
     */
    public String second() {
        return order == ShownOrder.REFERENCE_FIRST ? model : reference;
    }

    String key() {
        return question.questionId() + " " + order.key();
    }

    /** Tells whether what the judge is shown has changed. */
    String digest() {
        MessageDigest digest = Sha256.start();
        Sha256.add(digest, question.figure().figLabel());
        Sha256.add(digest, question.figure().figCaption());
        for (Mention mention : question.figure().inTextMention()) {
            Sha256.add(digest, mention.tokens());
        }
        Sha256.add(digest, text);
        Sha256.add(digest, first());
        Sha256.add(digest, second());
        return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), 8));
    }

    /**
     * The review as JSON: the keys of the question, {@code question}, {@code ans1} and {@code ans2} in the order shown, {@code
     * order}, {@code result}, {@code finish_reason}, {@code usage}, {@code model}, {@code model_id} of the answers; {@code
     * reason} if no scores can be read.
     */
    ObjectNode review(KeptReply reply) {
        ObjectNode review = record.deepCopy();
        review.remove("gpt_eval"); // a review was given as question: its old reply and reason are not those of this one
        review.remove("reason");
        review.put("question", text);
        review.put("ans1", first());
        review.put("ans2", second());
        review.put("order", order.key());
        review.put("result", reply.text());
        review.put("finish_reason", reply.finishReason());
        review.putObject("usage")
                .put("prompt_tokens", reply.usage().promptTokens())
                .put("completion_tokens", reply.usage().completionTokens());
        review.put("model", reply.model());
        if (modelId != null) {
            review.put("model_id", modelId);
        }
        if (reply.problem() != null) {
            review.put("reason", reply.problem());
        }
        return review;
    }
}

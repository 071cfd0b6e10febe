package org.llavamed.data.answers;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of an answer file.
 *
 * @param question what was asked
 * @param answer what was answered
 * @param answerId id of this answer, the same whenever the same question is answered with the same settings
 * @param modelId name of the model
 * @param milliseconds how long it took
 * @param settings what the answers of the file are made with
 * @param withTokenIds whether the ids of the tokens are written
 */
record Answer(
        Question question,
        ModelAnswer answer,
        String answerId,
        String modelId,
        double milliseconds,
        Map<String, Object> settings,
        boolean withTokenIds) {

    /** What goes into the line beside the answer, by name; what is not known is left out. */
    Map<String, Object> metadata() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("expected", question.expected());
        metadata.put("answer_type", question.answerType());
        metadata.put("finish_reason", answer.finishReason());
        metadata.put("tokens", answer.tokens());
        metadata.put("milliseconds", Math.round(milliseconds * 1000) / 1000.0);
        for (String name : new String[] {"template", "checkpoint", "seed"}) {
            metadata.put(name, settings.get(name));
        }
        if (withTokenIds) {
            metadata.put("prompt_token_ids", answer.promptTokenIds());
            metadata.put("token_ids", answer.tokenIds());
        }
        metadata.values().removeIf(value -> value == null);
        return metadata;
    }
}

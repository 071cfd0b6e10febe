package org.llavamed.eval.phantom;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.Answerer;
import org.llavamed.data.answers.ChatPartner;
import org.llavamed.data.answers.ModelAnswer;
import org.llavamed.data.answers.Question;

/** Holds whole conversations, so that a run of answers can keep, resume and end them: each line of a question is asked in turn. */
final class FollowUpAnswerer implements Answerer {
    private final ChatPartner partner;

    FollowUpAnswerer(ChatPartner partner) {
        this.partner = partner;
    }

    @Override
    public String modelId() {
        return partner.modelId();
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>(partner.settings());
        settings.put("conversation", "one question a line");
        return settings;
    }

    @Override
    public @Nullable ModelAnswer answer(Question question, @Nullable Path image) {
        List<String> answers = new ArrayList<>();
        try (ChatPartner.Conversation conversation = partner.begin(image)) {
            for (String line : question.text().lines().toList()) {
                String answer = conversation.ask(line);
                if (answer == null) {
                    return null;
                }
                answers.add(answer.strip().replaceAll("\\s+", " "));
            }
        }
        return ModelAnswer.of(String.join("\n", answers));
    }

    @Override
    public void cancel() {
        partner.cancel();
    }
}

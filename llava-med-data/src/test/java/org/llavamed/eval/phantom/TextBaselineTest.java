package org.llavamed.eval.phantom;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.data.phantom.FindingKind;
import org.llavamed.data.phantom.PhantomPlan;
import org.llavamed.data.phantom.PhantomQuestion.Topic;
import org.llavamed.data.phantom.PhantomTruth;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.Traits;

class TextBaselineTest {
    @TempDir
    Path folder = Path.of("");

    private final StringBuilder lines = new StringBuilder();
    private int id;

    private void learn(String text, String expected, AnswerType type, Topic topic, FindingKind kind, int times) {
        for (int i = 0; i < times; i++) {
            lines.append(String.format(
                    "{\"question_id\":%d,\"image\":\"a.png\",\"text\":\"%s\",\"expected\":\"%s\",\"answer_type\":\"%s\","
                            + "\"topic\":\"%s\",\"finding\":\"%s\"}%n",
                    id++, text, expected, type, lower(topic), lower(kind)));
        }
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String answer(TextBaseline baseline, String text, AnswerType type, Topic topic, FindingKind kind) {
        BenchmarkItem item = new BenchmarkItem(QuestionId.of(1), "b.png", text, "secret", type, Traits.NONE, "here");
        return baseline.answer(new PhantomItem(item, topic, kind, new PhantomTruth("b", PhantomPlan.of(1))));
    }

    @Test
    void answersWhatFitsBest() throws IOException {
        learn("Is there a nodule?", "yes", AnswerType.CLOSED, Topic.PRESENCE, FindingKind.NODULE, 3);
        learn("Is there a nodule?", "no", AnswerType.CLOSED, Topic.PRESENCE, FindingKind.NODULE, 2);
        learn("Do you see a nodule?", "no", AnswerType.CLOSED, Topic.PRESENCE, FindingKind.NODULE, 4);
        learn("Is there a mass?", "no", AnswerType.CLOSED, Topic.PRESENCE, FindingKind.MASS, 9);
        // "enlarged heart" is more frequent, but "pleural effusion" is half right for the joint too
        learn("Name the finding.", "enlarged heart", AnswerType.OPEN, Topic.NAME, FindingKind.ENLARGED_HEART, 5);
        learn("Name the finding.", "pleural effusion", AnswerType.OPEN, Topic.NAME, FindingKind.EFFUSION, 4);
        learn("Name the finding.", "joint effusion", AnswerType.OPEN, Topic.NAME, FindingKind.JOINT_EFFUSION, 3);
        TextBaseline baseline =
                TextBaseline.read(Files.writeString(folder.resolve("questions.jsonl"), lines.toString()));
        AnswerType closed = AnswerType.CLOSED;
        assertEquals("yes", answer(baseline, "Is there a nodule?", closed, Topic.PRESENCE, FindingKind.NODULE));
        assertEquals("no", answer(baseline, "Do you see a nodule?", closed, Topic.PRESENCE, FindingKind.NODULE));
        assertEquals("no", answer(baseline, "Any nodule?", closed, Topic.PRESENCE, FindingKind.NODULE)); // 6 of 9
        assertEquals("no", answer(baseline, "Any bleed?", closed, Topic.PRESENCE, FindingKind.BLEED)); // 15 of 18
        AnswerType open = AnswerType.OPEN;
        assertEquals("pleural effusion", answer(baseline, "Name the finding.", open, Topic.NAME, FindingKind.MASS));
        assertEquals("enlarged heart", answer(baseline, "And?", open, Topic.NAME, FindingKind.ENLARGED_HEART));
    }
}

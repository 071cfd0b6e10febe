package org.llavamed.data.phantom;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.llavamed.data.phantom.PhantomQuestion.Topic;

/** Who learns from the scripted teacher learns no answer by heart. */
class ScriptedBalanceTest {
    private final Map<String, Map<String, Integer>> answers = new HashMap<>();
    private final Map<Topic, Integer> topics = new HashMap<>();
    private final Map<Topic, Set<String>> wordings = new HashMap<>();

    /** Nouns aside: "Is there X?" is a wording, whatever is asked for. */
    private static String wording(PhantomQuestion question) {
        FindingKind kind = question.finding();
        String text = question.text();
        return kind == null
                ? text
                : text.replace(kind.plural(), "X").replace(kind.noun(), "X").replaceAll("\\ban? X", "X");
    }

    private void ask(int phantoms, boolean mentions, boolean byKind) {
        for (int i = 0; i < phantoms; i++) {
            PhantomPlan plan = PhantomPlan.of(Split.TRAIN.seed(43, i));
            String context = PhantomText.tell(plan).context(mentions);
            for (ScriptedTurn turn : ScriptedTeacher.dialogue(List.of(plan), context, mentions)) {
                PhantomQuestion question = turn.question();
                topics.merge(question.topic(), 1, Integer::sum);
                wordings.computeIfAbsent(question.topic(), key -> new HashSet<>())
                        .add(question.text());
                if (question.closed()) {
                    boolean yesNo =
                            question.answer().equals("yes") || question.answer().equals("no");
                    String key = byKind ? question.topic() + " " + question.finding() + " " + yesNo : wording(question);
                    answers.computeIfAbsent(key, k -> new HashMap<>()).merge(question.answer(), 1, Integer::sum);
                }
            }
        }
    }

    private void majority(int least, double most) {
        int judged = 0;
        for (Map.Entry<String, Map<String, Integer>> entry : answers.entrySet()) {
            int all = entry.getValue().values().stream().mapToInt(n -> n).sum();
            double share = (double) Collections.max(entry.getValue().values()) / all;
            if (all > least) {
                judged++;
                assertTrue(share <= most, entry + " " + share);
            }
        }
        assertTrue(judged >= 10, "only " + judged);
    }

    @Test
    void noWordingHasAMajorityAnswer() {
        for (boolean mentions : new boolean[] {false, true}) {
            answers.clear();
            topics.clear();
            ask(2000, mentions, false);
            majority(50, 0.65);
        }
        for (Topic topic : Topic.values()) {
            assertTrue(wordings.getOrDefault(topic, Set.of()).size() >= 10, topic.toString());
        }
    }

    @Test
    void noKindOfQuestionHasAMajorityAnswer() {
        for (boolean mentions : new boolean[] {false, true}) {
            answers.clear();
            ask(20_000, mentions, true);
            majority(400, 0.58);
            answers.clear();
            ask(20_000, mentions, false);
            majority(200, 0.62);
        }
    }
}

package org.llavamed.data.phantom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.eval.score.StrictScorer;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.AnsweredItem;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.Prediction;
import org.llavamed.eval.truth.Traits;

/** Strict mode reads right and wrong answers to every question about phantoms rightly, terse ones and sentences. */
class StrictVerdictTest {
    private static double score(String question, boolean closed, String expected, String answer) {
        QuestionId id = QuestionId.of(1);
        BenchmarkItem item = new BenchmarkItem(
                id,
                "a.png",
                question,
                expected,
                closed ? AnswerType.CLOSED : AnswerType.OPEN,
                Traits.NONE,
                "here");
        Map<String, Double> scores = new StrictScorer().score(new AnsweredItem(item, new Prediction(id, "", answer, null, "")));
        return scores.get(closed ? "closed_accuracy" : "recall");
    }

    @Test
    void dump() {
        Map<String, String> bad = new TreeMap<>();
        Map<String, Map<String, Set<String>>> replies = new HashMap<>();
        Set<String> exam = new TreeSet<>();
        for (int i = 0; i < 20000; i++) {
            PhantomPlan plan = PhantomPlan.of(Split.TRAIN.seed(43, i));
            for (boolean mentions : new boolean[] {false, true}) {
                String context = PhantomText.tell(plan).context(mentions);
                for (ScriptedTurn turn : ScriptedTeacher.dialogue(List.of(plan), context, mentions)) {
                    PhantomQuestion q = turn.question();
                    replies.computeIfAbsent(q.text() + "|" + q.closed(), k -> new HashMap<>())
                            .computeIfAbsent(q.answer(), k -> new HashSet<>())
                            .add(turn.reply());
                    if (score(q.text(), q.closed(), q.answer(), turn.reply()) != 1) {
                        bad.put(q.text() + " = " + q.answer(), turn.reply());
                    }
                }
            }
            for (PhantomQuestion q : PhantomQuestions.of(plan)) exam.add(q.text() + "|" + q.closed());
        }
        System.out.println("RIGHT SCORED WRONG " + bad.size());
        bad.forEach((k, v) -> System.out.println(k + " <- " + v));
        Map<String, String> wrong = new TreeMap<>();
        replies.forEach((k, byAnswer) -> {
            boolean closed = k.endsWith("|true");
            String text = k.substring(0, k.lastIndexOf('|'));
            byAnswer.forEach((answer, set) -> byAnswer.forEach((other, others) -> {
                if (!other.equals(answer)) for (String r : others) if (score(text, closed, answer, r) != 0) wrong.put(text + " = " + answer, r);
            }));
        });
        System.out.println("WRONG SCORED >0 " + wrong.size());
        wrong.forEach((k, v) -> System.out.println(k + " <- " + v));
        List<String> unseen = new ArrayList<>(exam);
        unseen.removeAll(replies.keySet());
        System.out.println("EXAM WORDINGS " + exam.size() + " unseen by teacher " + unseen.size() + " " + unseen);
        System.out.println("teacher wordings " + replies.size());
    }
}

package org.llavamed.data.phantom;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.data.phantom.PhantomQuestion.Topic;
import org.llavamed.eval.score.StrictScorer;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.AnsweredItem;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.Prediction;
import org.llavamed.eval.truth.Traits;

/** Strict mode gives right and wrong answers, terse ones and sentences, their verdict for every question about phantoms. */
class StrictVerdictTest {
    private static final int PLANS = 12_000;

    /** The scripted teacher's replies by question, then by right answer. */
    private static final Map<PhantomQuestion, Map<String, Set<String>>> REPLIES = new HashMap<>();

    /** The right answers that come to each question of the examination. */
    private static final Map<PhantomQuestion, Set<String>> EXAM = new HashMap<>();

    private static final Set<String> TAUGHT = new TreeSet<>();
    private static final Set<String> ASKED = new TreeSet<>();

    @BeforeAll
    static void ask() {
        for (int i = 0; i < PLANS; i++) {
            PhantomPlan plan = PhantomPlan.of(Split.TRAIN.seed(43, i));
            String context = PhantomText.tell(plan).context(true);
            for (ScriptedTurn turn : ScriptedTeacher.dialogue(List.of(plan), context, true)) {
                TAUGHT.add(shape(turn.question()));
                REPLIES.computeIfAbsent(wording(turn.question()), key -> new HashMap<>())
                        .computeIfAbsent(turn.question().answer(), key -> new TreeSet<>())
                        .add(turn.reply());
            }
            for (PhantomQuestion question : PhantomQuestions.of(plan)) {
                ASKED.add(shape(question));
                EXAM.computeIfAbsent(wording(question), key -> new TreeSet<>()).add(question.answer());
            }
        }
    }

    private static PhantomQuestion wording(PhantomQuestion question) {
        return new PhantomQuestion(question.topic(), null, question.closed(), question.text(), "");
    }

    private static double score(PhantomQuestion question, String expected, String answer) {
        AnswerType type = question.closed() ? AnswerType.CLOSED : AnswerType.OPEN;
        QuestionId id = QuestionId.of(1);
        BenchmarkItem item = new BenchmarkItem(id, "a.png", question.text(), expected, type, Traits.NONE, "here");
        AnsweredItem answered = new AnsweredItem(item, new Prediction(id, "", answer, null, "there"));
        String metric = question.closed() ? "closed_accuracy" : "recall";
        return requireNonNull(new StrictScorer().score(answered).get(metric));
    }

    /** Names of findings share words: for "pleural effusion" a joint effusion is half right. */
    private static boolean isExclusive(PhantomQuestion question) {
        return question.topic() != Topic.NAME;
    }

    @Test
    void terseAnswersGetTheirVerdict() {
        assertTrue(EXAM.size() > 150, "wordings: " + EXAM.size());
        EXAM.forEach((question, answers) -> {
            assertTrue(answers.size() > 1 || !question.closed(), question.text());
            for (String expected : answers) {
                for (String answer : answers) {
                    double wanted = expected.equals(answer) ? 1 : 0;
                    if (wanted == 1 || isExclusive(question)) {
                        String told = question.text() + " " + expected + " <- " + answer;
                        assertEquals(wanted, score(question, expected, answer), told);
                        assertEquals(wanted, score(question, expected, Wording.capital(answer) + "."), told);
                    }
                }
                assertEquals(0, score(question, expected, ""), question.text());
            }
        });
    }

    @Test
    void sentencesGetTheirVerdict() {
        REPLIES.forEach((question, byAnswer) -> byAnswer.forEach((expected, right) -> {
            right.forEach(reply -> assertEquals(1, score(question, expected, reply), question.text() + " <- " + reply));
            if (isExclusive(question)) {
                byAnswer.forEach((other, wrong) -> wrong.stream()
                        .filter(reply -> !other.equals(expected))
                        .forEach(reply -> assertEquals(
                                0,
                                score(question, expected, reply),
                                question.text() + " " + expected + " <- " + reply)));
            }
        }));
    }

    @Test
    void theExaminationUsesWordingsOfTheTeacher() {
        ASKED.removeAll(TAUGHT);
        assertEquals(Set.of(), ASKED);
    }

    /** A wording whatever the finding and the number. */
    private static String shape(PhantomQuestion question) {
        FindingKind kind = question.finding();
        String text = question.text().replaceAll("\\b(two|three|four)\\b", "N");
        return kind == null
                ? text
                : text.replace(kind.plural(), "X").replace(kind.noun(), "X").replaceAll("\\ban? X", "X");
    }
}

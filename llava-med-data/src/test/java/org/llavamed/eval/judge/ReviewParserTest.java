package org.llavamed.eval.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewParserTest {
    private static void assertScores(double first, double second, String reply) {
        ReviewParser.Result result = ReviewParser.parse(reply);
        assertEquals(new ReviewScores(first, second), result.scores(), () -> reply + ": " + result.problem());
        assertNull(result.problem());
    }

    private static String problem(String reply) {
        ReviewParser.Result result = ReviewParser.parse(reply);
        assertNull(result.scores(), reply.substring(0, Math.min(reply.length(), 100)));
        String problem = result.problem();
        assertNotNull(problem);
        return problem;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9 5",
                "9 5\n\nAssistant 1 was better, 3 4.",
                "9, 5",
                "9,5",
                "9; 5.",
                "9  5 ",
                "9\t5",
                "9/10 5/10",
                "9/10, 5 / 10\nWhy: 3 5",
                "9 out of 10, 5 out of 10",
                "9.0/10.0 5.0/10.0",
                "Assistant 1: 9, Assistant 2: 5",
                "assistant 1 - 9; assistant 2 - 5",
                "Assistant 2: 5, Assistant 1: 9",
                "Assistant A: 9 | Assistant B: 5",
                "Assistant 1's score: 9, Assistant 2's score: 5",
                "Scores for Assistant 1 and Assistant 2: 9 5",
                "Assistant 2 and Assistant 1: 5 and 9",
                "9 (Assistant 1), 5 (Assistant 2)",
                "{\"assistant_1\": 9, \"assistant_2\": 5}",
                "**9** **5**",
                "**Assistant 1**: 9/10\n**Assistant 2**: 5/10",
                "Assistant 2: 5\n\nAssistant 1: 9",
                "Scores: 9 5",
                "Scores (1-10): 9 5",
                "Overall score: 9.0 5.0",
                "[9, 5]",
                "(9, 5)",
                "9\n5",
                "Scores:\n9\n5\n",
                "\n\n  9 5\nfoo",
                "\ufeff9\u00a05",
                "9\u30005",
                "\uff19 \uff15",
                "\u0669 \u0665",
                "9\u200b 5",
                "9 vs 5",
                "| 9 | 5 |",
                "- 9 5",
                "> 9 5",
                "9 5\r\nfoo\r\n",
                "9\u20285",
                "In 2 of 3 cases the answer is right.\n\n9 5",
                "Here is what I think of both:\n\nAssistant 1: 9\nAssistant 2: 5",
                "| Assistant 2 | Assistant 1 |\n| 5 | 9 |",
                "+9 5e0",
                "9. 5.",
                "0_9 5",
            })
    void scoresAreFound(String reply) {
        assertScores(9, 5, reply);
    }

    @Test
    void aQuotedAnswerThatHoldsScoresIsNoReview() {
        String quoted = "Assistant 2 writes:\n10 1\nThat is no answer.\n\nAssistant 1: 2\nAssistant 2: 8";
        assertEquals("more than one line holds two scores and nothing else, and they differ", problem(quoted));
        assertScores(2, 8, "2 8\n\n" + quoted);
        assertScores(2, 8, "Scores:\nAssistant 1: 2\nAssistant 2: 8\n\n" + quoted);
        assertScores(9, 5, "Both were read.\n9 5\nSo, once more:\nAssistant 1: 9, Assistant 2: 5");
    }

    @Test
    void halfPointsStay() {
        assertScores(8.5, 7, "Scores: 8.5 7");
        assertScores(8.5, 7.25, "8.5 7.25\n");
        assertScores(10, 1, "10 1");
        assertScores(10, 10, "10/10 10/10");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "In 2 of 3 cases the answer is right.",
                "Both are good.",
                "9 5 because the first is better",
                "2 3 mm lesions are seen",
                "9/10",
                "9",
                "9-5",
                "9:5 is odd",
                "9 5 3",
                "8,5 7",
                "4/5 3/5",
                "90% 50%",
                "Assistant 1: 9",
                "Assistant 1: 9, Assistant 1: 5",
                "Assistant 1: 9\nis better\nAssistant 2: 5",
                "Helpfulness: 9 5",
                "1. The first\n2. The second",
                "It is so:\nfoo\n9\n5",
                "9\n5\n7",
                "9.5.3 4",
                "Figure 3 shows 4",
                "Assistant 12: 9 5",
                "I cannot rate these answers.",
            })
    void numbersInSentencesAreNoScores(String reply) {
        assertEquals("no line holds two scores and nothing else", problem(reply));
    }

    @Test
    void theReasonIsSaid() {
        assertEquals("the reply is empty", problem(""));
        assertEquals("the reply is empty", problem(" \n\u00a0\n\ufeff"));
        assertEquals("the scores 0 and 11 are not between 1 and 10", problem("0 11\n9 5"));
        assertEquals("the scores 95 and 70 are not between 1 and 10", problem("95, 70"));
        assertEquals("the scores -1 and -1 are not between 1 and 10", problem("-1 -1"));
        assertEquals("the scores NaN and 5 are not between 1 and 10", problem("nan 5"));
        assertTrue(problem("inf 1e400").contains("not between"));
    }

    @Test
    void whatPythonReadsIsReadTheSame() {
        assertScores(9, 5, "9.\t 5\u00a0\nfoo");
        assertScores(5, 10, ".5e1 1_0");
        assertNull(PythonFloat.parse("1__0"));
        assertNull(PythonFloat.parse("_1"));
        assertNull(PythonFloat.parse("1_"));
        assertNull(PythonFloat.parse("0x9"));
        assertNull(PythonFloat.parse("9d"));
        assertNull(PythonFloat.parse("9f"));
        assertNull(PythonFloat.parse("."));
        assertNull(PythonFloat.parse(""));
        assertNull(PythonFloat.parse("1e"));
        assertEquals(1.5, PythonFloat.parse("\u0661.\u0665"));
        assertEquals(Double.POSITIVE_INFINITY, PythonFloat.parse("1e999"));
    }

    @Test
    void whatEverComesItEndsInScoresOrAReason() {
        String[] parts = {
            "9",
            "5",
            "10",
            "1",
            " ",
            "\n",
            "/10",
            ".",
            ",",
            "Assistant 1",
            "Assistant 2",
            ":",
            "*",
            "in",
            "of",
            "_",
            "-",
            "\u00a0",
            "e",
            "\ud83d",
            "|",
            "out of 10",
            "score",
            "\r",
            "(",
            "]",
            "%",
        };
        Random random = new Random(5);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder reply = new StringBuilder();
            for (int k = random.nextInt(12); k >= 0; k--) {
                reply.append(parts[random.nextInt(parts.length)]);
            }
            ReviewParser.Result result = ReviewParser.parse(reply.toString());
            assertTrue((result.scores() == null) != (result.problem() == null), reply.toString());
        }
    }

    @Test
    void aTurnedReviewTurnsTheScores() {
        for (String reply : new String[] {"Assistant 1: %s, Assistant 2: %s", "%s %s", "%s\n%s", "%s/10 %s/10"}) {
            for (int a = 1; a <= 10; a++) {
                for (int b = 1; b <= 10; b++) {
                    assertScores(a, b, String.format(reply, a, b));
                    assertScores(b, a, String.format(reply, b, a));
                }
            }
        }
    }

    @Test
    void longRepliesTakeNoTime() {
        long start = System.nanoTime();
        problem("1_".repeat(500_000) + " " + "2".repeat(500_000));
        problem("9 ".repeat(500_000));
        problem("9\n".repeat(3) + "x\n" + "Assistant 1: 9\n".repeat(70_000));
        problem(" ".repeat(1_000_000) + "x");
        assertTrue(System.nanoTime() - start < 20_000_000_000L); // minutes if it were not linear
    }
}

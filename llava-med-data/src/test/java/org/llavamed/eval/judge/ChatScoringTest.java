package org.llavamed.eval.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.score.Bootstrap;
import org.llavamed.eval.score.Estimate;

class ChatScoringTest {
    private static final String NO_DOMAIN =
            "\"chest_xray\":false,\"mri\":false,\"histology\":false,\"gross\":false,\"ct_scan\":false";

    @TempDir
    private Path folder;

    private static String review(int id, String type, String domain, @Nullable String order, String result) {
        return "{\"question_id\":" + id + ",\"pair_id\":\"f" + id / 2 + "\",\"type\":\"" + type + "\",\"domain\":{"
                + NO_DOMAIN.replace("\"" + domain + "\":false", "\"" + domain + "\":true") + "}"
                + (order == null ? "" : ",\"order\":\"" + order + "\"") + ",\"result\":\"" + result + "\"}";
    }

    private Path file(String... lines) throws IOException {
        return Files.writeString(folder.resolve("reviews.jsonl"), String.join("\n", lines) + "\n");
    }

    private static ChatGroup group(ChatEvaluation evaluation, String name) {
        return evaluation.groups().stream()
                .filter(group -> group.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void bothAggregationsAreMadeByHand() throws IOException {
        ChatEvaluation evaluation = ChatScoring.of(file(
                review(0, "conversation", "mri", null, "8 4\\n\\nWhy"),
                review(1, "conversation", "ct_scan", null, "10 10"),
                review(2, "detailed_description", "mri", null, "4 1")));
        ChatGroup overall = group(evaluation, "overall");
        assertEquals(3, overall.count());
        assertEquals(22 / 3.0, overall.referenceScore().value());
        assertEquals(5, overall.modelScore().value());
        assertEquals((0.5 + 1 + 0.25) / 3 * 100, overall.relativeMeanOfRatios().value());
        assertEquals(100 * 5 / (22 / 3.0), overall.relativeRatioOfMeans().value());
        ChatGroup mri = group(evaluation, "mri");
        assertEquals(2, mri.count());
        assertEquals(37.5, mri.relativeMeanOfRatios().value());
        assertEquals(100 * 2.5 / 6, mri.relativeRatioOfMeans().value());
        assertEquals(1, group(evaluation, "ct_scan").count());
        assertEquals(1, group(evaluation, "detailed_description").count());
        assertEquals(Estimate.NONE, group(evaluation, "gross").modelScore());
        assertTrue(evaluation.notes().get(0).startsWith("one order only: the reference"));
        assertFalse(evaluation.positionBias().known());
    }

    @Test
    void aQuestionInBothOrdersCountsOnceWithItsMean() throws IOException {
        ChatEvaluation evaluation = ChatScoring.of(file(
                review(0, "conversation", "mri", "reference-first", "8 6"),
                review(1, "conversation", "mri", "reference-first", "10 2"),
                review(0, "conversation", "mri", "model-first", "8 6"),
                review(1, "conversation", "mri", "model-first", "2 10")));
        ChatGroup overall = group(evaluation, "overall");
        assertEquals(2, overall.count());
        assertEquals(8.5, overall.referenceScore().value());
        assertEquals(4.5, overall.modelScore().value());
        assertEquals(
                (7 / 7.0 + 2 / 10.0) / 2 * 100, overall.relativeMeanOfRatios().value());
        assertEquals(1, evaluation.positionBias().value()); // 2 for the first question, 0 for the second
        assertEquals(2, evaluation.positionBias().count());
        assertEquals(List.of(), evaluation.notes());
    }

    @Test
    void whatCannotBeReadIsCountedAndListed() throws IOException {
        ChatEvaluation evaluation = ChatScoring.of(file(
                review(0, "conversation", "mri", "reference-first", "8 6"),
                review(0, "conversation", "mri", "model-first", "Both are good"),
                review(1, "conversation", "gross", "reference-first", "12 6"),
                review(1, "conversation", "gross", "model-first", "")));
        assertEquals(1, group(evaluation, "overall").count());
        assertEquals(3, group(evaluation, "overall").unparsed());
        assertEquals(0, group(evaluation, "gross").count());
        assertEquals(2, group(evaluation, "gross").unparsed());
        List<String> notes = evaluation.notes();
        assertEquals("no scores can be read from 3 reviews, which do not count:", notes.get(0));
        assertTrue(
                notes.get(1).startsWith("question 0 (")
                        && notes.get(1).endsWith("reviews.jsonl:2): no line holds two" + " scores and nothing else"),
                notes.get(1));
        assertTrue(notes.get(2).endsWith(":3): the scores 12 and 6 are not between 1 and 10"), notes.get(2));
        assertTrue(notes.get(3).endsWith(":4): the reply is empty"), notes.get(3));
        assertEquals("1 of 1 questions have scores in one order only", notes.get(4));
    }

    @Test
    void theFirstTrueDomainCounts() throws IOException {
        String both =
                review(0, "conversation", "gross", null, "8 4").replace("\"histology\":false", "\"histology\":true");
        String all = review(1, "conversation", "ct_scan", null, "8 4")
                .replace("\"chest_xray\":false", "\"chest_xray\":true");
        ChatEvaluation evaluation = ChatScoring.of(file(both, all, review(2, "other", "none", null, "8 4")));
        assertEquals(1, group(evaluation, "histology").count());
        assertEquals(0, group(evaluation, "gross").count());
        assertEquals(1, group(evaluation, "chest_xray").count());
        assertEquals(0, group(evaluation, "ct_scan").count());
        assertEquals(3, group(evaluation, "overall").count());
        assertTrue(evaluation.notes().contains("1 of 3 questions have none of the five domains"));
        assertTrue(evaluation.notes().contains("1 of 3 questions are neither conversation nor detailed_description"));
    }

    @Test
    void theReplyOfVersion15HasAnotherName() throws IOException {
        String v15 = review(0, "conversation", "mri", null, "8 4").replace("\"result\"", "\"gpt_eval\"");
        assertEquals(
                50,
                group(ChatScoring.of(file(v15)), "mri").relativeMeanOfRatios().value());
        assertEquals(
                1,
                group(ChatScoring.of(file(v15.replace("\"8 4\"", "null"))), "mri")
                        .unparsed());
    }

    @Test
    void aReviewMayHoldNothingButAnIdAndTheReply() throws IOException {
        ChatEvaluation evaluation = ChatScoring.of(
                file("{\"question_id\":\"a\",\"result\":\"8 4\"}", "{\"question_id\":1,\"result\":\"8 4\"}"));
        assertEquals(2, group(evaluation, "overall").count());
        assertTrue(group(evaluation, "overall").modelScore().hasInterval()); // each question is its own figure
        assertTrue(evaluation.notes().contains("2 of 2 questions are neither conversation nor detailed_description"));
    }

    @Test
    void badFilesAreRefusedWithTheLine() throws IOException {
        String good = review(0, "conversation", "mri", null, "8 4");
        String[][] bad = {
            {good.replace("\"result\":\"8 4\"", "\"x\":1"), ":2: result is missing, and so is gpt_eval"},
            {good, ":2: question_id 0 has a review in the same order (reference-first) in"},
            {good.replace(":0,", ":\"0\","), ":2: question_id \"0\" has a review in the same order"},
            {good.replace("\"8 4\"", "[8,4]"), ":2: result is an array, not a string"},
            {
                good.replace(":0,", ":1,").replace(",\"result\"", ",\"order\":\"ba\",\"result\""),
                ":2: order \"ba\" is none of"
            },
            {good.substring(0, 40), ":2"},
            {"[1]", ":2"},
            {good.replace("question_id", "id"), ":2: question_id is missing"},
        };
        for (String[] one : bad) {
            Path file = file(good, one[0]);
            String message = String.valueOf(assertThrows(LlavaMedException.class, () -> ChatScoring.of(file))
                    .getMessage());
            assertTrue(message.contains("reviews.jsonl" + one[1]), message);
        }
        Path empty = Files.writeString(folder.resolve("empty.jsonl"), "");
        assertThrows(LlavaMedException.class, () -> ChatScoring.of(empty));
        assertThrows(LlavaMedException.class, () -> ChatScoring.of(folder));
    }

    @Test
    void theJsonHasTheEightGroupsAndNothingElse() throws IOException {
        ObjectNode json = ChatJson.of(ChatScoring.of(
                file(review(0, "conversation", "mri", null, "8 4"), review(4, "conversation", "mri", null, "8 8"))));
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        assertEquals(
                List.of(
                        "overall",
                        "conversation",
                        "detailed_description",
                        "chest_xray",
                        "mri",
                        "histology",
                        "gross",
                        "ct_scan"),
                names);
        assertEquals(
                "{\"count\":2,\"reference_score\":8.0,\"model_score\":6.0,\"relative_mean_of_ratios\":75.0,"
                        + "\"relative_ratio_of_means\":75.0,\"unparsed\":0,\"reference_score_interval\":[8.0,8.0],"
                        + "\"model_score_interval\":[4.0,8.0],\"relative_mean_of_ratios_interval\":[50.0,100.0],"
                        + "\"relative_ratio_of_means_interval\":[50.0,100.0]}",
                json.get("mri").toString());
        assertEquals(
                "{\"count\":0,\"reference_score\":null,\"model_score\":null,\"relative_mean_of_ratios\":null,"
                        + "\"relative_ratio_of_means\":null,\"unparsed\":0,\"reference_score_interval\":null,"
                        + "\"model_score_interval\":null,\"relative_mean_of_ratios_interval\":null,"
                        + "\"relative_ratio_of_means_interval\":null}",
                json.get("gross").toString());
    }

    @Test
    void theOrderOfReviewsChangesNothingAndIntervalsHoldTheValue() throws IOException {
        Random random = new Random(11);
        for (int round = 0; round < 20; round++) {
            List<String> lines = new ArrayList<>();
            int questions = 2 + random.nextInt(30);
            for (int i = 0; i < questions; i++) {
                for (ShownOrder order : ShownOrder.values()) {
                    String scores = (1 + random.nextInt(10)) + " " + (1 + random.nextInt(10));
                    lines.add(review(i, "conversation", "mri", order.key(), scores));
                }
            }
            ChatGroup one = ChatScoring.of(file(lines.toArray(String[]::new)), new Bootstrap(200, 1))
                    .groups()
                    .get(0);
            Collections.shuffle(lines, random);
            ChatGroup other = ChatScoring.of(file(lines.toArray(String[]::new)), new Bootstrap(200, 1))
                    .groups()
                    .get(0);
            assertEquals(one.count(), other.count());
            assertEquals(
                    one.relativeMeanOfRatios().value(),
                    other.relativeMeanOfRatios().value(),
                    1e-9);
            assertEquals(
                    one.relativeRatioOfMeans().value(),
                    other.relativeRatioOfMeans().value(),
                    1e-9);
            for (Estimate e : List.of(one.referenceScore(), one.modelScore(), one.relativeRatioOfMeans())) {
                assertTrue(!e.hasInterval() || (e.low() <= e.value() && e.value() <= e.high()), e.toString());
            }
            assertTrue(one.modelScore().value() >= 1 && one.modelScore().value() <= 10);
        }
    }

    @Test
    void bothAnswersAndBothPlacesAreTreatedAlike() throws IOException {
        Random random = new Random(12);
        for (int round = 0; round < 20; round++) {
            List<String> lines = new ArrayList<>();
            List<String> otherPlaces = new ArrayList<>(); // the same scores, shown the other way round
            List<String> otherScores = new ArrayList<>(); // the two answers have each other's scores
            for (int i = 0; i < 2 + random.nextInt(20); i++) {
                for (ShownOrder order : ShownOrder.values()) {
                    String turned = order == ShownOrder.MODEL_FIRST ? "reference-first" : "model-first";
                    int one = 1 + random.nextInt(10);
                    int two = 1 + random.nextInt(10);
                    lines.add(review(i, "conversation", "mri", order.key(), one + " " + two));
                    otherPlaces.add(review(i, "conversation", "mri", turned, two + " " + one));
                    otherScores.add(review(i, "conversation", "mri", order.key(), two + " " + one));
                }
            }
            ChatEvaluation plain = ChatScoring.of(file(lines.toArray(String[]::new)), new Bootstrap(200, 1));
            ChatEvaluation places = ChatScoring.of(file(otherPlaces.toArray(String[]::new)), new Bootstrap(200, 1));
            ChatEvaluation scores = ChatScoring.of(file(otherScores.toArray(String[]::new)), new Bootstrap(200, 1));
            ChatGroup group = plain.groups().get(0);
            ChatGroup exchanged = scores.groups().get(0);
            assertEquals(plain.groups(), places.groups());
            assertEquals(plain.positionBias().value(), -places.positionBias().value(), 1e-9);
            assertEquals(group.referenceScore(), exchanged.modelScore());
            assertEquals(group.modelScore(), exchanged.referenceScore());
            double product = group.relativeRatioOfMeans().value()
                    * exchanged.relativeRatioOfMeans().value();
            assertEquals(10_000, product, 1e-6);
            assertTrue(Math.abs(plain.positionBias().value()) <= 9);
            for (Estimate relative : List.of(group.relativeMeanOfRatios(), group.relativeRatioOfMeans())) {
                assertTrue(relative.value() >= 10 && relative.value() <= 1_000, relative.toString());
            }
        }
    }

    @Test
    void equalScoresAreAHundredPercent() throws IOException {
        String[] lines = new String[20];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = review(i, "conversation", "mri", null, (1 + i % 10) + " " + (1 + i % 10));
        }
        ChatGroup overall = ChatScoring.of(file(lines)).groups().get(0);
        assertEquals(100, overall.relativeMeanOfRatios().value());
        assertEquals(100, overall.relativeRatioOfMeans().value());
        assertEquals(100, overall.relativeMeanOfRatios().low());
        assertEquals(100, overall.relativeRatioOfMeans().high());
    }

    @Test
    void realReviewsAreAllRead() {
        String shared = System.getProperty("llavamed.shared");
        assumeTrue(shared != null && !shared.isEmpty());
        Path file = Path.of(shared, "data/llava-med/gpt_reviews_first20.jsonl");
        Path other = Path.of(shared, "llava-med/gpt_reviews_first20.jsonl");
        Path real = Files.exists(file) ? file : other;
        assumeTrue(Files.exists(real));
        ChatGroup overall = ChatScoring.of(real).groups().get(0);
        assertEquals(20, overall.count());
        assertEquals(0, overall.unparsed());
        assertEquals(9.1, overall.referenceScore().value(), 1e-12);
        assertEquals(43.339285714285694, overall.relativeMeanOfRatios().value(), 1e-9);
        assertEquals(42.30769230769231, overall.relativeRatioOfMeans().value(), 1e-9);
    }
}

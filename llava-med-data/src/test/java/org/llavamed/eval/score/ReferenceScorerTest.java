package org.llavamed.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.AnsweredItem;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.Candidates;
import org.llavamed.eval.truth.Prediction;
import org.llavamed.eval.truth.Traits;

class ReferenceScorerTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    private static AnsweredItem item(AnswerType type, String expected, String answer) {
        QuestionId id = QuestionId.of(1);
        return new AnsweredItem(
                new BenchmarkItem(id, null, "?", expected, type, Traits.NONE, "truth: record 1"),
                new Prediction(id, "", answer, null, "answers:1"));
    }

    /** The published functions' own numbers for generated texts; see src/test/python/make_reference_score_goldens.py. */
    @Test
    void scoresAreThePublishedEvaluatorsOnes() throws IOException {
        try (InputStream in = ReferenceScorerTest.class.getResourceAsStream("reference-scores.jsonl")) {
            assertTrue(in != null);
            assertEquals(
                    300,
                    compare(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList()));
        }
    }

    /** A larger file of the same kind: {@code -Dllavamed.scores=FILE}. */
    @Test
    void alsoThoseOfALargerFile() throws IOException {
        String file = System.getProperty("llavamed.scores");
        assumeTrue(file != null);
        assertTrue(compare(Files.readAllLines(Path.of(file))) > 1000);
    }

    private static int compare(List<String> lines) {
        ReferenceScorer scorer = new ReferenceScorer(null);
        int compared = 0;
        for (String line : lines) {
            JsonNode json = parse(line);
            if (json.has("candidates")) {
                List<String> candidates = new ArrayList<>();
                json.get("candidates").forEach(candidate -> candidates.add(candidate.asText()));
                scorer = new ReferenceScorer(new Candidates(candidates));
                continue;
            }
            String answer = json.get("answer").asText();
            assertEquals(json.get("normal").asText(), ReferenceNormalizer.first(answer), line);
            AnswerType type = AnswerType.valueOf(json.get("type").asText());
            Map<String, Double> scores =
                    scorer.score(item(type, json.get("expected").asText(), answer));
            assertEquals(type == AnswerType.OPEN ? 10 : 2, scores.size());
            scores.forEach((key, score) -> {
                double wanted = json.get(key).asDouble();
                assertEquals(wanted, score, Math.abs(wanted) * 1e-13, () -> key + " of " + line);
            });
            compared++;
        }
        return compared;
    }

    private static JsonNode parse(String line) {
        try {
            return MAPPER.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Yes.|yes",
                "T1-weighted, axial|t1 weighted axial",
                "3,000 ml|3000 ml",
                "none|0",
                "two|2",
                "U.S. exam. end|us exam end",
                "a.b|ab",
                "isnt|isn't"
            })
    void normalisesAsTheFactsSay(String text, String normal) {
        assertEquals(normal, ReferenceNormalizer.first(text));
    }

    @Test
    void knownDefectsAreKept() {
        ReferenceScorer scorer = new ReferenceScorer(null);
        assertEquals(
                0.6,
                scorer.score(item(AnswerType.OPEN, "right upper lobe", "right right right lung"))
                        .get("recall"));
        Map<String, Double> letters = scorer.score(item(AnswerType.CLOSED, "no", "The lungs look abnormal"));
        assertEquals(1.0, letters.get("closed_accuracy"));
        Map<String, Double> choice = scorer.score(item(AnswerType.CLOSED, "left", "It is on the left side"));
        assertEquals(0.0, choice.get("closed_accuracy"));
        assertEquals(1.0, choice.get("closed_accuracy_batch"));
        assertTrue(!scorer.score(item(AnswerType.OPEN, "x", "x")).containsKey("open_accuracy"));
    }
}

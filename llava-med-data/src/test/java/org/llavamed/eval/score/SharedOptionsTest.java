package org.llavamed.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The either-or questions of the whole VQA-RAD, from the folder that the system property llavamed.shared names; skipped without. */
@EnabledIfSystemProperty(named = "llavamed.shared", matches = ".+")
class SharedOptionsTest {
    @Test
    void optionsAreFoundInAlmostEveryQuestion() throws IOException {
        Path file = Path.of(System.getProperty("llavamed.shared"), "vqa-rad", "VQA_RAD Dataset Public.json");
        int eitherOr = 0;
        int free = 0;
        for (JsonNode row : new JsonMapper().readTree(file.toFile())) {
            String expected = row.get("answer").asText();
            if (!row.get("answer_type").asText().strip().equals("CLOSED")) {
                continue;
            }
            String question = row.get("question").asText();
            assertTrue(ClosedVerdict.of(question, expected, expected).correct(), question);
            if (ClosedVerdict.expectedYesNo(expected) == null) {
                eitherOr++;
                QuestionOptions options = QuestionOptions.of(question, expected);
                if (options == null) {
                    free++;
                } else {
                    for (int i = 0; i < options.options().size(); i++) {
                        boolean right = options.expected().equals(List.of(i));
                        String name = String.join(
                                " ", options.options().get(i).names().get(0));
                        assertEquals(
                                right,
                                ClosedVerdict.of(question, expected, name).correct(),
                                question);
                    }
                    String all = String.join(", ", options.labels());
                    assertTrue(
                            options.expected().size() > 1
                                    || options.labels().contains("both")
                                    || !ClosedVerdict.of(question, expected, all)
                                            .correct(),
                            question);
                }
            } else {
                assertNull(QuestionOptions.of("Is it?", expected));
            }
        }
        assertEquals(106, eitherOr);
        assertEquals(4, free); // "maybe" twice, "not sure", and a question that asks where
    }
}

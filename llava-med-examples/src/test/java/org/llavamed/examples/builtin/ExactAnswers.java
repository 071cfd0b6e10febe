package org.llavamed.examples.builtin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.llavamed.eval.truth.AnswerSet;

/**
 * What the shipped model answers about the first phantoms of the test's set, kept in {@code exact-answers.jsonl} beside this
 * class. After new weights, from the root of the project:
 *
 * <pre>{@code
 * llava-med phantoms --output target/exact --count 4 --seed 61 --split test
 * llava-med answer --model built-in --precision f32 --max-new-tokens 64 --questions target/exact/questions.jsonl \
 *     --image-folder target/exact/images --answers target/exact/exact-answers.jsonl
 * cp target/exact/exact-answers.jsonl llava-med-examples/src/test/resources/org/llavamed/examples/builtin/
 * }</pre>
 *
 * So the file comes from the command and from PNG files, and the test goes through a chat with drawings in memory: both must
 * say the same.
 */
final class ExactAnswers {
    /** How many phantoms it is about. */
    static final int PHANTOMS = 4;

    private ExactAnswers() {}

    /** The answers by question id. */
    static Map<String, String> read() {
        try {
            Path file = Files.createTempFile("exact-answers", ".jsonl");
            try (InputStream in = ExactAnswers.class.getResourceAsStream("exact-answers.jsonl")) {
                if (in == null) {
                    throw new AssertionError("exact-answers.jsonl is missing; see the comment of this class");
                }
                Files.write(file, in.readAllBytes());
                Map<String, String> answers = new LinkedHashMap<>();
                AnswerSet.read(file)
                        .predictions()
                        .forEach(answer -> answers.put(answer.id().text(), answer.text()));
                return answers;
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.llavamed.data.answers;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.llavamed.data.file.ImageFolder;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.Lines;
import org.llavamed.data.file.Sha256;
import org.llavamed.error.LlavaMedException;

/**
 * The questions of a JSONL file: one object a line with {@code question_id} (string or number), {@code text}, and optionally
 * {@code image}, {@code history}, a list of {@code {"question", "answer"}}, {@code expected} and {@code answer_type}. Other
 * keys are ignored, blank lines and a byte order mark skipped. Literal {@code <image>} markers are removed from the questions.
 *
 * @param file where it was read
 * @param sha256 digest of its bytes, in hexadecimal
 * @param questions the questions in order
 */
public record QuestionFile(Path file, String sha256, List<Question> questions) {
    /**
     * Copies the list.
     *
     * @param file as above
     * @param sha256 as above
     * @param questions as above
     */
    public QuestionFile {
        questions = List.copyOf(questions);
    }

    /**
     * Reads a file; a pipe will do.
     *
     * @param file the file
     * @return its questions
     * @throws LlavaMedException if it cannot be read, or a line is not such a question; the message names file, line and
     *     column or key
     */
    public static QuestionFile read(Path file) {
        MessageDigest digest = Sha256.start();
        List<Question> questions = new ArrayList<>();
        Map<QuestionId, Integer> lines = new HashMap<>();
        try (Lines reader = Lines.open(file, digest)) {
            for (Lines.Line line = reader.next(); line != null; line = reader.next()) {
                if (QuestionText.trim(line.text()).isEmpty()) {
                    continue;
                }
                JsonRecord json = JsonRecord.parse(line);
                Question question = question(json);
                Integer earlier = lines.put(question.id(), line.number());
                if (earlier != null) {
                    throw json.refuse("question_id", question.id() + " is that of line " + earlier + " too");
                }
                questions.add(question);
            }
        }
        return new QuestionFile(file, Sha256.hex(digest), questions);
    }

    private static Question question(JsonRecord json) {
        QuestionId id = QuestionId.of(json, "question_id");
        String image = json.optionalString("image");
        if (image != null) {
            String problem = ImageFolder.problem(image);
            if (problem != null) {
                throw json.refuse("image", "\"" + image + "\" " + problem);
            }
        }
        return new Question(
                id,
                image,
                asked(json, "text"),
                history(json),
                json.optionalName("expected"),
                json.optionalString("answer_type"),
                json.number());
    }

    private static String asked(JsonRecord json, String key) {
        String text = QuestionText.withoutImageMarkers(json.string(key));
        if (text.isEmpty()) {
            throw json.refuse(key, "asks nothing");
        }
        return text;
    }

    private static List<Question.Turn> history(JsonRecord json) {
        JsonNode history = json.find("history");
        if (history == null) {
            return List.of();
        }
        if (!history.isArray()) {
            throw json.refuse("history", "is " + JsonRecord.kind(history) + ", not a list of turns");
        }
        List<Question.Turn> turns = new ArrayList<>();
        for (JsonNode node : history) {
            String place = "history[" + turns.size() + "]";
            if (!node.isObject()) {
                throw json.refuse(place, "is " + JsonRecord.kind(node) + ", not an object with question and answer");
            }
            JsonRecord turn = json.inside(place, node);
            turns.add(new Question.Turn(asked(turn, "question"), turn.string("answer")));
        }
        return turns;
    }

    /** The same file with a part of its questions. */
    QuestionFile withQuestions(List<Question> part) {
        return new QuestionFile(file, sha256, part);
    }

    /**
     * Digest of what decides about the answers: ids, images, texts and histories in order. Files that differ in nothing else,
     * such as their expected answers, have the same.
     */
    String contentDigest() {
        MessageDigest digest = Sha256.start();
        for (Question question : questions) {
            Sha256.add(digest, question.id().toString());
            Sha256.add(digest, question.image() == null ? "without" : "image " + question.image());
            Sha256.add(digest, question.text());
            Sha256.add(digest, Integer.toString(question.history().size()));
            for (Question.Turn turn : question.history()) {
                Sha256.add(digest, turn.question());
                Sha256.add(digest, turn.answer());
            }
        }
        return Sha256.hex(digest);
    }

    /** How messages name a question. */
    String place(Question question) {
        return file + (question.line() == 0 ? "" : ":" + question.line()) + ": question " + question.id();
    }
}

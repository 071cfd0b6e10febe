package org.llavamed.eval.truth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.QuestionFile;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.data.answers.QuestionText;
import org.llavamed.data.file.ImageFolder;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordLayout;
import org.llavamed.data.file.RecordReader;
import org.llavamed.data.file.RecordWriter;
import org.llavamed.data.file.Sha256;
import org.llavamed.error.LlavaMedException;

/**
 * The expected answers of a benchmark: LLaVA-Med's {@code test.json}, an array (or JSON lines) of {@code {"id", "image",
 * "answer_type", "conversations": [{"from": "human", "value": "...\n<image>"}, {"from": "gpt", "value": "..."}]}}, with both
 * published spellings of {@code conversations}, and optionally {@code question_type}, {@code organ}, {@code modality}, {@code language} and
 * {@code patient}.
 *
 * @param file where it was read
 * @param sha256 digest of its bytes, in hexadecimal
 * @param items the questions in order
 * @param notes dirt that was mended while reading
 */
public record GroundTruth(Path file, String sha256, List<BenchmarkItem> items, List<String> notes) {
    private static final String SPELLING = "conversations";
    private static final String OTHER_SPELLING = "conversatons"; // in some of the published files

    /**
     * Copies the lists.
     *
     * @param file as above
     * @param sha256 as above
     * @param items as above
     * @param notes as above
     */
    public GroundTruth {
        items = List.copyOf(items);
        notes = List.copyOf(notes);
    }

    /**
     * Reads a file.
     *
     * @param file the file
     * @return its questions
     * @throws LlavaMedException if it cannot be read, a record is not such a question, or an id comes twice; the message names
     *     file, record and key
     */
    public static GroundTruth read(Path file) {
        MessageDigest digest = Sha256.start();
        List<BenchmarkItem> items = new ArrayList<>();
        Map<String, String> places = new HashMap<>();
        int mended = 0;
        int longer = 0;
        try (RecordReader reader = RecordReader.open(file, digest)) {
            for (JsonRecord json = reader.next(); json != null; json = reader.next()) {
                BenchmarkItem item = item(json);
                String earlier = places.put(item.id().text(), json.place());
                if (earlier != null) {
                    throw json.refuse("id", item.id() + " is that of " + earlier + " too");
                }
                mended += json.string("answer_type").equals(item.type().name()) ? 0 : 1;
                longer += json.list(spelling(json)).size() > 2 ? 1 : 0;
                items.add(item);
            }
            reader.requireRecords();
        }
        List<String> notes = new ArrayList<>();
        if (mended > 0) {
            notes.add(mended + " answer types had blanks or small letters around them; the published evaluators would"
                    + " leave those questions out");
        }
        long empty = items.stream().filter(item -> item.expected().isBlank()).count();
        if (empty > 0) {
            notes.add(empty + " of " + items.size() + " expected answers are empty; strict mode counts every answer to"
                    + " those questions as wrong");
        }
        if (longer > 0) {
            notes.add(longer + " of " + items.size()
                    + " conversations go on after the first answer; only the first question is asked and scored");
        }
        return new GroundTruth(file, Sha256.hex(digest), items, notes);
    }

    private static BenchmarkItem item(JsonRecord json) {
        QuestionId id = QuestionId.of(json, "id");
        String image = json.optionalString("image");
        String problem = image == null ? null : ImageFolder.problem(image);
        if (problem != null) {
            throw json.refuse("image", "\"" + image + "\" " + problem);
        }
        String spelling = spelling(json);
        JsonNode turns = json.list(spelling);
        if (turns.size() < 2) {
            throw json.refuse(spelling, turns.isEmpty() ? "is missing or empty" : "lacks the answer");
        }
        String question = QuestionText.withoutImageMarkers(
                turn(json, spelling, turns, 0, "gpt").string("value"));
        String expected = turn(json, spelling, turns, 1, "human").string("value");
        Traits traits = new Traits(
                json.optionalString("question_type"),
                json.optionalString("organ"),
                json.optionalString("modality"),
                json.optionalString("language"),
                json.optionalString("patient"));
        return new BenchmarkItem(id, image, question, expected, type(json), traits, json.place());
    }

    private static String spelling(JsonRecord json) {
        boolean other = json.find(OTHER_SPELLING) != null;
        if (other && json.find(SPELLING) != null) {
            throw json.refuse(OTHER_SPELLING, "stands beside " + SPELLING);
        }
        return other ? OTHER_SPELLING : SPELLING;
    }

    private static JsonRecord turn(JsonRecord json, String spelling, JsonNode turns, int index, String other) {
        String name = spelling + "[" + index + "]";
        if (!turns.get(index).isObject()) {
            throw json.refuse(name, "is " + JsonRecord.kind(turns.get(index)) + ", not an object with from and value");
        }
        JsonRecord turn = json.inside(name, turns.get(index));
        if (other.equals(turn.optionalString("from"))) {
            throw json.refuse(name, "is by " + other + "; the question comes first, then the answer");
        }
        return turn;
    }

    private static AnswerType type(JsonRecord json) {
        String type = json.string("answer_type");
        return switch (type.strip().toUpperCase(Locale.ROOT)) {
            case "OPEN" -> AnswerType.OPEN;
            case "CLOSED" -> AnswerType.CLOSED;
            default -> throw json.refuse("answer_type", "\"" + type + "\" is neither OPEN nor CLOSED");
        };
    }

    /**
     * The questions to be put to a model.
     *
     * @return the questions without image markers; file and digest are the ground truth's
     */
    public QuestionFile questions() {
        return new QuestionFile(
                file, sha256, items.stream().map(BenchmarkItem::toQuestion).toList());
    }

    /**
     * Writes questions as LLaVA-Med's {@code test.json}.
     *
     * @param items the questions
     * @param file where to; it is there whole or not at all
     * @throws LlavaMedException if it cannot be written
     */
    public static void write(List<BenchmarkItem> items, Path file) {
        try (RecordWriter writer = RecordWriter.create(file, RecordLayout.ARRAY)) {
            items.forEach(item -> writer.write(toJson(item)));
            writer.commit();
        }
    }

    private static ObjectNode toJson(BenchmarkItem item) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        item.id().put(json, "id");
        put(json, "image", item.image());
        json.put("answer_type", item.type().name());
        put(json, "question_type", item.traits().questionType());
        put(json, "organ", item.traits().organ());
        put(json, "modality", item.traits().modality());
        put(json, "language", item.traits().language());
        put(json, "patient", item.traits().patient());
        ArrayNode turns = json.putArray(SPELLING);
        turns.addObject()
                .put("from", "human")
                .put("value", item.question() + (item.image() == null ? "" : "\n<image>"));
        turns.addObject().put("from", "gpt").put("value", item.expected());
        return json;
    }

    private static void put(ObjectNode json, String key, @Nullable String value) {
        if (value != null) {
            json.put(key, value);
        }
    }
}

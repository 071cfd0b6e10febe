package org.llavamed.eval.judge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.data.answers.QuestionText;
import org.llavamed.data.dataset.ChatQuestion;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordReader;
import org.llavamed.data.file.Sha256;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.truth.AnswerSet;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.AnsweredItem;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.GroundTruth;
import org.llavamed.eval.truth.Pairing;
import org.llavamed.eval.truth.Prediction;
import org.llavamed.eval.truth.Traits;

/**
 * The files that a judge is asked about. Questions and answers belong together by their ids, never by their position.
 *
 * @param questions {@code eval_qa50_qa.jsonl}
 * @param answers the model's answers
 * @param reference answers to compare with in place of {@code gpt4_answer} of the questions, or null
 * @param order in which orders the answers are shown
 * @param partial whether questions without an answer are left out instead of refused
 */
public record JudgeInput(
        Path questions, Path answers, @Nullable Path reference, JudgeOrder order, boolean partial) {
    /** A question with its record. */
    private record Asked(ChatQuestion question, ObjectNode record, BenchmarkItem item) {}

    List<Path> files() {
        return Stream.of(questions, answers, reference == null ? answers : reference)
                .distinct()
                .toList();
    }

    /**
     * Reads the files.
     *
     * @return all that is to be judged, question by question
     * @throws LlavaMedException if a file cannot be read, an id comes twice, an answer belongs to no question, or a question
     *     lacks an answer (unless {@code partial}) or a reference answer; the message names file and line
     */
    public JudgeSamples read() {
        MessageDigest digest = Sha256.start();
        List<Asked> asked = asked(digest);
        GroundTruth truth = new GroundTruth(
                questions, Sha256.hex(digest), asked.stream().map(Asked::item).toList(), List.of());
        Map<String, Prediction> models = byId(truth, answers);
        Map<String, Prediction> references = reference == null ? null : byId(truth, reference);
        List<JudgeSample> samples = new ArrayList<>();
        int leftOut = 0;
        for (Asked one : asked) {
            String id = one.item().id().text();
            Prediction model = models.get(id);
            Prediction other = references == null ? null : references.get(id);
            if (model == null || (references != null && other == null)) {
                leftOut++;
                continue;
            }
            String expected = other == null ? one.item().expected() : other.text();
            for (ShownOrder shown : order.orders()) {
                samples.add(new JudgeSample(
                        one.question(),
                        one.item().question(),
                        shown,
                        expected,
                        model.text(),
                        model.modelId(),
                        one.record()));
            }
        }
        if (samples.isEmpty()) {
            throw new LlavaMedException(reference + ": answers none of the questions that " + answers + " answers");
        }
        return new JudgeSamples(samples, leftOut);
    }

    private List<Asked> asked(MessageDigest digest) {
        List<Asked> asked = new ArrayList<>();
        Map<String, String> places = new HashMap<>();
        try (RecordReader reader = RecordReader.open(questions, digest)) {
            for (JsonRecord json = reader.next(); json != null; json = reader.next()) {
                ChatQuestion question = ChatQuestion.parse(json);
                QuestionId id = QuestionId.of(json, "question_id");
                String earlier = places.put(id.text(), json.place());
                if (earlier != null) {
                    throw json.refuse("question_id", id + " is that of " + earlier + " too");
                }
                String expected = question.gpt4Answer();
                if (expected == null && reference == null) {
                    throw json.refuse("gpt4_answer", "is missing; name a file with reference answers");
                }
                BenchmarkItem item = new BenchmarkItem(
                        id,
                        question.image(),
                        QuestionText.withoutImageMarkers(question.text()),
                        expected == null ? "" : expected,
                        AnswerType.OPEN,
                        Traits.NONE,
                        json.place());
                asked.add(new Asked(question, json.copy(), item));
            }
            reader.requireRecords();
        }
        return asked;
    }

    private Map<String, Prediction> byId(GroundTruth truth, Path file) {
        Map<String, Prediction> answered = new HashMap<>();
        for (AnsweredItem item :
                Pairing.of(truth, AnswerSet.read(file), partial).answered()) {
            answered.put(item.item().id().text(), item.prediction());
        }
        return answered;
    }
}

package org.llavamed.eval.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.Traits;

/**
 * A row of VQA-RAD: a question, and often the same in the words of a template ("framed").
 *
 * @param item the question
 * @param test whether it belongs to the test split
 * @param framed the framed question with the same answer, its id {@code "<qid>_framed"}, or null
 */
record VqaRadRow(BenchmarkItem item, boolean test, @Nullable BenchmarkItem framed) {
    private static final Map<String, String> MISSPELT = Map.of("ATRIB", "ATTRIB", "PRSE", "PRES");

    static VqaRadRow of(JsonRecord json, Dirt dirt) {
        PublishedRecord.refuseConverted(json);
        boolean test = isTest(json);
        QuestionId id = PublishedRecord.id(json, "qid");
        String image = PublishedRecord.image(json, "image_name", json.string("image_name"));
        AnswerType type = PublishedRecord.answerType(json);
        String answer = PublishedRecord.answer(json, "answer");
        Traits traits = new Traits(
                questionType(json),
                PublishedRecord.trait(json, "image_organ"),
                null,
                null,
                dirt.patient(image, caseId(json)));
        BenchmarkItem item = new BenchmarkItem(
                id, image, PublishedRecord.question(json, "question"), answer, type, traits, json.place());
        dirt.count(json, item);
        String frame = PublishedRecord.trait(json, "question_frame");
        BenchmarkItem framed = frame == null
                ? null
                : new BenchmarkItem(
                        QuestionId.of(id.text() + "_framed"), image, frame, answer, type, traits, json.place());
        return new VqaRadRow(item, test, framed);
    }

    private static boolean isTest(JsonRecord json) {
        String type = json.string("phrase_type");
        return switch (type.strip()) {
            case "freeform", "para" -> false;
            case "test_freeform", "test_para" -> true;
            default ->
                throw json.refuse(
                        "phrase_type", "\"" + type + "\" is none of freeform, para, test_freeform, test_para");
        };
    }

    /** Several types are joined by commas there; their order is kept. */
    private static @Nullable String questionType(JsonRecord json) {
        String types = PublishedRecord.trait(json, "question_type");
        return types == null
                ? null
                : Arrays.stream(types.split(","))
                        .map(type -> type.strip().toUpperCase(Locale.ROOT))
                        .filter(type -> !type.isEmpty())
                        .map(type -> MISSPELT.getOrDefault(type, type))
                        .collect(Collectors.joining(", "));
    }

    private static @Nullable String caseId(JsonRecord json) {
        String address = PublishedRecord.trait(json, "image_case_url");
        int id = address == null ? -1 : address.indexOf("id=");
        return address == null || id < 0 ? address : address.substring(id + 3);
    }

    /** What is wrong in the published file, counted while its rows are read. */
    static final class Dirt {
        private final Map<String, String> patients = new HashMap<>();
        private final Set<String> severalCases = new HashSet<>();
        private int types;
        private int numbers;
        private int spelling;

        /** An image shows one patient: where its rows name several cases, the first is taken. */
        @Nullable
        String patient(String image, @Nullable String caseId) {
            if (caseId == null) {
                return patients.get(image);
            }
            String first = patients.putIfAbsent(image, caseId);
            if (first == null || first.equals(caseId)) {
                return caseId;
            }
            severalCases.add(image);
            return first;
        }

        void count(JsonRecord json, BenchmarkItem item) {
            types += json.string("answer_type").equals(item.type().name()) ? 0 : 1;
            numbers += json.object().path("answer").isNumber() ? 1 : 0;
            String type = PublishedRecord.trait(json, "question_type");
            spelling += type == null || type.equals(item.traits().questionType()) ? 0 : 1;
        }

        List<String> notes() {
            List<String> notes = new ArrayList<>();
            add(notes, types, "answer types with blanks or small letters");
            add(notes, numbers, "answers that are numbers instead of texts");
            add(notes, spelling, "question types spelt in another way");
            add(notes, severalCases.size(), "images with several case addresses (the first is taken)");
            return notes.isEmpty() ? List.of() : List.of("mended in the whole file: " + String.join("; ", notes));
        }

        private static void add(List<String> notes, int count, String what) {
            if (count > 0) {
                notes.add(what + ": " + count);
            }
        }
    }
}

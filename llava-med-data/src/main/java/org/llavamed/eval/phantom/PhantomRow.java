package org.llavamed.eval.phantom;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.data.file.ImageFolder;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.phantom.FindingKind;
import org.llavamed.data.phantom.PhantomQuestion.Topic;
import org.llavamed.eval.truth.AnswerType;

/**
 * A line of {@code questions.jsonl} as a set of phantoms has it.
 *
 * @param id its id
 * @param image its image
 * @param text the question
 * @param expected the right answer
 * @param type open or closed
 * @param topic what it asks for
 * @param finding what it asks about, or null
 */
record PhantomRow(
        QuestionId id,
        String image,
        String text,
        String expected,
        AnswerType type,
        Topic topic,
        @Nullable FindingKind finding) {
    static PhantomRow of(JsonRecord json) {
        String image = json.string("image");
        String problem = ImageFolder.problem(image);
        if (problem != null) {
            throw json.refuse("image", "\"" + image + "\" " + problem);
        }
        return new PhantomRow(
                QuestionId.of(json, "question_id"),
                image,
                said(json, "text"),
                said(json, "expected"),
                constant(json, "answer_type", AnswerType.class, json.string("answer_type")),
                constant(json, "topic", Topic.class, json.string("topic")),
                finding(json));
    }

    private static String said(JsonRecord json, String key) {
        String text = json.string(key).strip();
        if (text.isEmpty()) {
            throw json.refuse(key, "is empty");
        }
        return text;
    }

    private static @Nullable FindingKind finding(JsonRecord json) {
        String name = json.optionalString("finding");
        return name == null ? null : constant(json, "finding", FindingKind.class, name);
    }

    private static <E extends Enum<E>> E constant(JsonRecord json, String key, Class<E> type, String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(one -> one.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> json.refuse(
                        key, "\"" + name + "\" is unknown; these are not the questions of a set of phantoms"));
    }
}

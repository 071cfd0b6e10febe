package org.llavamed.eval.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.data.answers.QuestionText;
import org.llavamed.data.file.ImageFolder;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.eval.truth.AnswerType;

/** What the published files have in common, their dirt included. */
final class PublishedRecord {
    private PublishedRecord() {}

    /** Tells a file that was converted to LLaVA-Med's form, under whose names published files are often kept. */
    static void refuseConverted(JsonRecord json) {
        if (json.find("conversations") != null || json.find("conversatons") != null) {
            throw json.refuse(
                    "conversations",
                    "is there: the file is in LLaVA-Med's form already; import it as data set llava-med, variant converted");
        }
    }

    /** An id of digits is a number, written as a number or as a text. */
    static QuestionId id(JsonRecord json, String key) {
        QuestionId id = QuestionId.of(json, key);
        String text = id.number() ? id.text() : id.text().strip();
        if (text.isEmpty()) {
            throw json.refuse(key, "is empty");
        }
        return text.matches("0|[1-9][0-9]{0,17}") ? QuestionId.of(Long.parseLong(text)) : id;
    }

    static AnswerType answerType(JsonRecord json) {
        String type = json.string("answer_type");
        return switch (type.strip().toUpperCase(Locale.ROOT)) {
            case "OPEN" -> AnswerType.OPEN;
            case "CLOSED" -> AnswerType.CLOSED;
            default -> throw json.refuse("answer_type", "\"" + type + "\" is neither OPEN nor CLOSED");
        };
    }

    /** A question without blanks at its ends. */
    static String question(JsonRecord json, String key) {
        String question = QuestionText.withoutImageMarkers(json.string(key));
        if (question.isEmpty()) {
            throw json.refuse(key, "asks nothing");
        }
        return question;
    }

    /** An answer as it stands there; a number is its digits. */
    static String answer(JsonRecord json, String key) {
        JsonNode value = json.find(key);
        String answer = value != null && value.isNumber() ? value.asText() : json.string(key);
        if (answer.isBlank()) {
            throw json.refuse(key, "is empty; no answer can be scored against it");
        }
        return answer;
    }

    static String image(JsonRecord json, String key, String image) {
        String problem = ImageFolder.problem(image);
        if (problem != null) {
            throw json.refuse(key, "\"" + image + "\" " + problem);
        }
        return image;
    }

    /** A text that tells something; blanks and the NULL of spreadsheets tell nothing. */
    static @Nullable String trait(JsonRecord json, String key) {
        String text = json.optionalName(key);
        return text == null || text.isBlank() || text.strip().equalsIgnoreCase("NULL") ? null : text.strip();
    }
}

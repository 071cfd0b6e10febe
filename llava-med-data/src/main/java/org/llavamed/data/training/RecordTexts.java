package org.llavamed.data.training;

import java.util.ArrayList;
import java.util.List;
import org.llavamed.data.dialogue.Dialogue;
import org.llavamed.data.dialogue.Phrasings;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.prompt.Turn;

/** What a record of any file of this library says, without images. */
final class RecordTexts {
    private RecordTexts() {}

    /** The texts of a record: a dialogue's turns, a text, or a figure's caption and mentions; none is blank. */
    static List<String> of(JsonRecord json) {
        List<String> texts = new ArrayList<>();
        if (json.find("conversations") != null || json.find("conversatons") != null) {
            Dialogue.turns(json).forEach(turn -> add(texts, turn.value().replace(Dialogue.IMAGE_MARKER, "")));
        } else if (json.find("text") != null) {
            add(texts, json.string("text"));
        } else if (json.find("fig_caption") != null) {
            FigureRecord figure = FigureRecord.parse(json);
            add(texts, figure.figCaption());
            figure.inTextMention().forEach(mention -> add(texts, mention.tokens()));
        } else {
            throw json.refuse("text", "is missing, and conversations and fig_caption too");
        }
        return texts;
    }

    private static void add(List<String> texts, String text) {
        if (!text.isBlank()) {
            texts.add(text.strip());
        }
    }

    /** A record whose texts are one document, a line for each. */
    static SampleRecord record(JsonRecord json) {
        List<String> texts = of(json);
        if (texts.isEmpty()) {
            throw json.refuse("text", "is empty");
        }
        String id = json.optionalName(json.find("pair_id") == null ? "id" : "pair_id");
        return document(json.place(), id == null || id.isBlank() ? "#" + json.number() : id, String.join("\n", texts));
    }

    static SampleRecord document(String place, String id, String text) {
        return new SampleRecord(place, id, List.of(), List.of(Turn.assistant(text)), Phrasings.words(text), 0);
    }
}

package org.llavamed.data.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.dialogue.Dialogue;
import org.llavamed.data.dialogue.Phrasings;
import org.llavamed.data.figure.Domain;
import org.llavamed.data.file.ImageFolder;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.prompt.PromptPart;
import org.llavamed.prompt.Turn;

/**
 * A record that can be learned from, before its images are looked for.
 *
 * @param place where it stands, for messages
 * @param id its id; where there is none, its number
 * @param images paths of its images in their folder, as the record has them
 * @param turns user and assistant by turns
 * @param words of all turns the record has, with {@code <image>}, as LLaVA counts them
 * @param domains a bit for each {@link Domain} of the image that the record names, for sampling by group
 */
record SampleRecord(String place, String id, List<String> images, List<Turn> turns, int words, int domains) {
    static SampleRecord parse(JsonRecord json) {
        String id = json.optionalName("id");
        List<String> images = images(json);
        var said = Dialogue.turns(json);
        long words = 0;
        for (var turn : said) {
            words += Phrasings.words(turn.value());
        }
        return new SampleRecord(
                json.place(),
                id == null || id.isBlank() ? "#" + json.number() : id,
                images,
                SampleTurns.of(json, said, images.size()),
                (int) words, // a record has 16 MiB at most
                domains(json.find("domain")));
    }

    /** Other domains and other forms are not looked at: they decide about nothing but the order. */
    private static int domains(@Nullable JsonNode named) {
        int bits = 0;
        int bit = 1;
        for (Domain domain : Domain.values()) {
            if (named != null && named.path(domain.key()).asBoolean(false)) {
                bits |= bit;
            }
            bit <<= 1;
        }
        return bits;
    }

    /** What a document says. */
    String text() {
        return ((PromptPart.Text) turns.get(0).parts().get(0)).text();
    }

    private static List<String> images(JsonRecord json) {
        JsonNode image = json.find("image");
        if (image == null) {
            return List.of();
        }
        List<String> paths = new ArrayList<>();
        if (image.isArray()) {
            if (image.isEmpty()) {
                throw json.refuse("image", "is an empty list; a record of text only has no such key");
            }
            for (JsonNode path : image) {
                paths.add(path(json, "image[" + paths.size() + "]", path));
            }
        } else {
            paths.add(path(json, "image", image));
        }
        return paths;
    }

    private static String path(JsonRecord json, String key, JsonNode value) {
        if (!value.isTextual()) {
            throw json.refuse(key, "is " + JsonRecord.kind(value) + ", not a string");
        }
        String path = json.encodable(key, value.textValue());
        String problem = ImageFolder.problem(path);
        if (problem != null) {
            throw json.refuse(key, "\"" + path + "\" " + problem);
        }
        return path;
    }
}

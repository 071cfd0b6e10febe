package org.llavamed.eval.sensitivity;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.data.answers.QuestionText;
import org.llavamed.data.file.ImageFolder;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordReader;
import org.llavamed.error.LlavaMedException;

/**
 * A question for a finding that is known to be absent, so that the right answer is no. A file of them has one object a line:
 * {@code {"id": 1, "image": "a.png", "question": "Is there a fracture?"}}, or {@code "finding": "a fracture"} in place of the question.
 *
 * @param id its id, unique among the probes
 * @param image path of its image relative to the image folder
 * @param question what is asked
 * @param place where it stands, for messages
 */
public record Probe(QuestionId id, String image, String question, String place) {
    /**
     * The question for a finding.
     *
     * @param finding what is known to be absent, for instance {@code pleural effusion}
     * @return a yes/no question
     */
    public static String ask(String finding) {
        return "Is there any sign of " + finding + " in this image?";
    }

    /**
     * Reads a file: JSON lines, or an array.
     *
     * @param file the file
     * @return its probes
     * @throws LlavaMedException if it cannot be read, a record is not such a probe, or an id comes twice; the message names file,
     *     record and key
     */
    public static List<Probe> read(Path file) {
        List<Probe> probes = new ArrayList<>();
        Map<String, String> places = new HashMap<>();
        try (RecordReader reader = RecordReader.open(file)) {
            for (JsonRecord json = reader.next(); json != null; json = reader.next()) {
                Probe probe = probe(json);
                String earlier = places.put(probe.id.text(), probe.place);
                if (earlier != null) {
                    throw json.refuse("id", probe.id + " is that of " + earlier + " too");
                }
                probes.add(probe);
            }
            reader.requireRecords();
        }
        return probes;
    }

    private static Probe probe(JsonRecord json) {
        QuestionId id = QuestionId.of(json, "id");
        String image = json.string("image");
        String problem = ImageFolder.problem(image);
        if (problem != null) {
            throw json.refuse("image", "\"" + image + "\" " + problem);
        }
        boolean both = json.find("question") != null && json.find("finding") != null;
        if (both) {
            throw json.refuse("finding", "stands beside a question; one of the two is needed");
        }
        String key = json.find("finding") == null ? "question" : "finding";
        String text = QuestionText.withoutImageMarkers(json.string(key));
        if (text.isEmpty()) {
            throw json.refuse(key, "is empty");
        }
        return new Probe(id, image, key.equals("finding") ? ask(text) : text, json.place());
    }
}

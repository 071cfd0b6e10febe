package org.llavamed.eval.sensitivity;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.QuestionFile;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.data.file.AtomicFile;
import org.llavamed.data.file.RecordWriter;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.truth.BenchmarkItem;

/**
 * The files of a run in its folder: {@code questions/<condition>.jsonl}, {@code <condition>.jsonl} with the answers, {@code noise/} with the
 * noise images, {@code sensitivity.json} with the result.
 *
 * @param root the folder
 */
record SensitivityFiles(Path root) {
    static final String PROBES = "probes";

    static String name(ImageCondition condition) {
        return condition.name().toLowerCase(Locale.ROOT);
    }

    Path answers(String name) {
        return root.resolve(name + ".jsonl");
    }

    Path noise() {
        return root.resolve("noise");
    }

    Path result() {
        return root.resolve("sensitivity.json");
    }

    /** Writes the questions of a condition, all of them: a limit is a matter of the run. */
    QuestionFile questions(SensitivityPlan plan, ImageCondition condition) {
        StringBuilder lines = new StringBuilder();
        for (BenchmarkItem item : plan.truth().items()) {
            ObjectNode json = line(item.id(), plan.image(item, condition), item.question());
            json.put("expected", item.expected());
            json.put("answer_type", item.type().name());
            lines.append(RecordWriter.text(json)).append('\n');
        }
        return write(name(condition), lines);
    }

    /** Writes the probes. */
    QuestionFile probes(List<Probe> probes) {
        StringBuilder lines = new StringBuilder();
        for (Probe probe : probes) {
            ObjectNode json = line(probe.id(), probe.image(), probe.question());
            json.put("expected", "no");
            json.put("answer_type", "CLOSED");
            lines.append(RecordWriter.text(json)).append('\n');
        }
        return write(PROBES, lines);
    }

    private static ObjectNode line(QuestionId id, @Nullable String image, String question) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        id.put(json, "question_id");
        if (image != null) {
            json.put("image", image);
        }
        return json.put("text", question);
    }

    private QuestionFile write(String name, StringBuilder lines) {
        Path file = root.resolve("questions").resolve(name + ".jsonl");
        byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        try {
            if (Files.exists(answers(name))
                    && Files.exists(file)
                    && (Files.size(file) != bytes.length || !Arrays.equals(Files.readAllBytes(file), bytes))) {
                throw new LlavaMedException(answers(name) + ": has answers to the questions of " + file
                        + ", and these are others now: another ground truth, other probes or images, or another seed. Use"
                        + " those again or name another output folder");
            }
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be read (" + e + ")", e);
        }
        AtomicFile.write(file, bytes);
        return QuestionFile.read(file);
    }
}

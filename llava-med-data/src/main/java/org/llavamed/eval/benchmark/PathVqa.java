package org.llavamed.eval.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.data.answers.QuestionText;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordReader;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.Traits;

/**
 * PathVQA in its JSON form, one object an image: {@code {"img_id": "test_0001", "labelf": {"pvqa": [{"yes": 1}, ...]}, "sentf":
 * {"pvqa": ["question", ...]}}}. A question's id is the image's and its number, from 1. Source: He et al. 2020, the files
 * {@code pvqa_<split>.json} of its baselines.
 */
final class PathVqa {
    private static final List<String> PLACES = List.of("", "qas/", "lxmert/", "data/lxmert/", "saved/lxmert/");

    private PathVqa() {}

    static Benchmark read(BenchmarkSplit split, Path location) {
        Path folder = Files.isDirectory(location) ? location : KnownFiles.parent(location);
        Path file = Files.isDirectory(location) ? KnownFiles.file(folder, names(split)) : location;
        if (file == null) {
            throw KnownFiles.missing(folder, List.of("pvqa_" + shortName(split) + ".json"), pickleHint(folder));
        }
        List<BenchmarkItem> items = rows(file, split);
        Path train = split == BenchmarkSplit.TRAIN ? file : KnownFiles.file(folder, names(BenchmarkSplit.TRAIN));
        List<String> notes = train == null
                ? List.of("no pvqa_train.json in " + folder + ": there are no candidate answers")
                : List.of();
        return new Benchmark(
                BenchmarkVariant.PATHVQA,
                split,
                file,
                items,
                images(folder, split),
                train == null ? null : OpenAnswers.of(train.equals(file) ? items : rows(train, BenchmarkSplit.TRAIN)),
                notes);
    }

    private static String shortName(BenchmarkSplit split) {
        return split == BenchmarkSplit.VALIDATION ? "val" : split.key();
    }

    static List<String> allNames() {
        return Arrays.stream(BenchmarkSplit.values())
                .flatMap(split -> names(split).stream())
                .toList();
    }

    private static List<String> names(BenchmarkSplit split) {
        String name = "pvqa_" + shortName(split) + ".json";
        String inFolder = "qas/" + shortName(split) + "/" + name;
        return Stream.concat(PLACES.stream().map(place -> place + name), Stream.of(inFolder))
                .toList();
    }

    /** The images lie in a folder a split; a file of qas or lxmert may be given, whose images are beside that folder. */
    private static @Nullable Path images(Path folder, BenchmarkSplit split) {
        String name = shortName(split);
        List<String> inside = List.of("images/" + name, "images", "pvqa/images/" + name);
        Path found = KnownFiles.folder(folder, inside);
        return found == null ? KnownFiles.folder(KnownFiles.parent(folder), inside) : found;
    }

    private static String pickleHint(Path folder) {
        try (Stream<Path> files = Files.find(
                folder, 3, (file, attributes) -> file.getFileName().toString().endsWith(".pkl"))) {
            return files.findFirst()
                    .map(file -> " (only pickles like " + folder.relativize(file)
                            + ", which are not read; the JSON files are published with the data set's baselines,"
                            + " in saved/lxmert)")
                    .orElse("");
        } catch (IOException e) {
            throw new LlavaMedException(folder + ": cannot be read (" + e + ")", e);
        }
    }

    private static List<BenchmarkItem> rows(Path file, BenchmarkSplit split) {
        List<BenchmarkItem> items = new ArrayList<>();
        try (RecordReader reader = RecordReader.open(file)) {
            for (JsonRecord json = reader.next(); json != null; json = reader.next()) {
                addItems(json, split, items);
            }
            reader.requireRecords();
        }
        return items;
    }

    private static void addItems(JsonRecord json, BenchmarkSplit split, List<BenchmarkItem> items) {
        PublishedRecord.refuseConverted(json);
        String imageId = json.string("img_id").strip();
        for (BenchmarkSplit other : BenchmarkSplit.values()) {
            if (other != split && imageId.startsWith(shortName(other) + "_")) {
                throw json.refuse(
                        "img_id", "\"" + imageId + "\" is of the split " + other.key() + ", not " + split.key());
            }
        }
        String image = PublishedRecord.image(json, "img_id", imageId + ".jpg");
        JsonNode labels = list(json, "labelf");
        JsonNode questions = list(json, "sentf");
        if (labels.size() != questions.size()) {
            throw json.refuse(
                    "sentf.pvqa",
                    "has " + questions.size() + " questions, but labelf.pvqa has " + labels.size() + " answers");
        }
        for (int i = 0; i < questions.size(); i++) {
            String answer = answer(json, labels.get(i), i);
            String lower = answer.strip().toLowerCase(Locale.ROOT);
            boolean closed = lower.equals("yes") || lower.equals("no");
            items.add(new BenchmarkItem(
                    QuestionId.of(imageId + "_" + (i + 1)),
                    image,
                    question(json, questions.get(i), i),
                    answer,
                    closed ? AnswerType.CLOSED : AnswerType.OPEN,
                    Traits.NONE,
                    json.place() + ", question " + (i + 1)));
        }
    }

    private static JsonNode list(JsonRecord json, String key) {
        JsonNode value = json.find(key);
        if (value == null || !value.isObject()) {
            throw json.refuse(
                    key, value == null ? "is missing" : "is " + JsonRecord.kind(value) + ", not an object with pvqa");
        }
        JsonRecord inner = json.inside(key, value);
        if (inner.find("pvqa") == null) {
            throw inner.refuse("pvqa", "is missing");
        }
        return inner.list("pvqa");
    }

    /** The only key of a label is the answer. */
    private static String answer(JsonRecord json, JsonNode label, int index) {
        String name = "labelf.pvqa[" + index + "]";
        if (!label.isObject() || label.size() != 1) {
            throw json.refuse(
                    name,
                    label.isObject()
                            ? "has " + label.size() + " keys; the only key is the answer"
                            : "is " + JsonRecord.kind(label) + ", not an object with one key, the answer");
        }
        String answer = json.encodable(name, label.fieldNames().next());
        if (answer.isBlank()) {
            throw json.refuse(name, "is an empty answer; none can be scored against it");
        }
        return answer;
    }

    private static String question(JsonRecord json, JsonNode value, int index) {
        String name = "sentf.pvqa[" + index + "]";
        String question =
                value.isTextual() ? QuestionText.withoutImageMarkers(json.encodable(name, value.textValue())) : "";
        if (question.isEmpty()) {
            throw json.refuse(
                    name, value.isTextual() ? "asks nothing" : "is " + JsonRecord.kind(value) + ", not a string");
        }
        return question;
    }
}

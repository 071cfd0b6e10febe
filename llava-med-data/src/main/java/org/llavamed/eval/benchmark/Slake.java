package org.llavamed.eval.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordReader;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.Traits;

/** SLAKE: a file a split, English and Chinese questions mixed. Source: Liu et al. 2021, its published release 1.0. */
final class Slake {
    private static final List<String> FOLDERS = List.of("imgs", "images");

    private Slake() {}

    static Benchmark read(BenchmarkVariant variant, BenchmarkSplit split, Path location) {
        Path folder = Files.isDirectory(location) ? location : KnownFiles.parent(location);
        Path file = Files.isDirectory(location) ? KnownFiles.file(folder, names(split)) : location;
        if (file == null) {
            throw KnownFiles.missing(folder, names(split), "");
        }
        refuseOtherSplit(file, split);
        List<BenchmarkItem> items = rows(file, variant);
        Path train = split == BenchmarkSplit.TRAIN ? file : KnownFiles.file(folder, names(BenchmarkSplit.TRAIN));
        List<String> notes =
                train == null ? List.of("no train.json in " + folder + ": there are no candidate answers") : List.of();
        return new Benchmark(
                variant,
                split,
                file,
                items,
                KnownFiles.folder(folder, FOLDERS),
                train == null ? null : OpenAnswers.of(train.equals(file) ? items : rows(train, variant)),
                notes);
    }

    static List<String> allNames() {
        return Arrays.stream(BenchmarkSplit.values())
                .flatMap(split -> names(split).stream())
                .toList();
    }

    private static List<String> names(BenchmarkSplit split) {
        return split == BenchmarkSplit.VALIDATION
                ? List.of("validation.json", "validate.json", "val.json")
                : List.of(split.key() + ".json");
    }

    private static void refuseOtherSplit(Path file, BenchmarkSplit split) {
        String name = file.getFileName().toString();
        for (BenchmarkSplit other : BenchmarkSplit.values()) {
            if (other != split && names(other).contains(name)) {
                throw new LlavaMedException(
                        file + ": is the split " + other.key() + " by its name, not " + split.key());
            }
        }
    }

    private static List<BenchmarkItem> rows(Path file, BenchmarkVariant variant) {
        List<BenchmarkItem> items = new ArrayList<>();
        try (RecordReader reader = RecordReader.open(file)) {
            for (JsonRecord json = reader.next(); json != null; json = reader.next()) {
                BenchmarkItem item = item(json);
                if (variant == BenchmarkVariant.SLAKE_ALL
                        || variant.key().equals(item.traits().language())) {
                    items.add(item);
                }
            }
            reader.requireRecords();
        }
        return items;
    }

    private static BenchmarkItem item(JsonRecord json) {
        PublishedRecord.refuseConverted(json);
        String language = json.string("q_lang").strip();
        if (!language.equals("en") && !language.equals("zh")) {
            throw json.refuse("q_lang", "\"" + language + "\" is neither en nor zh");
        }
        String image = PublishedRecord.image(json, "img_name", json.string("img_name"));
        Traits traits = new Traits(
                PublishedRecord.trait(json, "content_type"),
                PublishedRecord.trait(json, "location"),
                PublishedRecord.trait(json, "modality"),
                language,
                patient(image));
        return new BenchmarkItem(
                PublishedRecord.id(json, "qid"),
                image,
                PublishedRecord.question(json, "question"),
                PublishedRecord.answer(json, "answer"),
                PublishedRecord.answerType(json),
                traits,
                json.place());
    }

    /** Every patient has a folder, for instance {@code xmlab102}. */
    private static @Nullable String patient(String image) {
        int end = image.replace('\\', '/').indexOf('/');
        return end <= 0 ? null : image.substring(0, end);
    }
}

package org.llavamed.eval.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordReader;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.truth.BenchmarkItem;

/**
 * VQA-RAD: one file, the test split told by {@code phrase_type}. Source: Lau et al. 2018, section "training and test set" of
 * the data set's Readme.
 */
final class VqaRad {
    static final List<String> FILES = List.of(
            "VQA_RAD Dataset Public.json",
            "VQA_RAD_Dataset_Public.json",
            "VQA_RAD Dataset.json",
            "VQA_RAD_Dataset.json");
    private static final List<String> FOLDERS = List.of("VQA_RAD Image Folder", "VQA_RAD_Image_Folder", "images");

    private final List<BenchmarkItem> training = new ArrayList<>();
    private final List<BenchmarkItem> test = new ArrayList<>();
    private final List<BenchmarkItem> framed = new ArrayList<>();
    private final VqaRadRow.Dirt dirt = new VqaRadRow.Dirt();
    private int framedOfTest;

    private VqaRad() {}

    static Benchmark read(BenchmarkVariant variant, BenchmarkSplit split, Path location) {
        if (split == BenchmarkSplit.VALIDATION) {
            throw new LlavaMedException(location + ": VQA-RAD has no split validation, only train and test");
        }
        boolean given = !Files.isDirectory(location);
        Path file = given ? location : KnownFiles.file(location, FILES);
        if (file == null) {
            throw KnownFiles.missing(location, FILES.subList(0, 1), "");
        }
        VqaRad set = new VqaRad();
        set.readRows(file);
        if (variant == BenchmarkVariant.DATA_RAD) {
            set.training.addAll(set.framed);
        }
        return new Benchmark(
                variant,
                split,
                file,
                split == BenchmarkSplit.TEST ? set.test : set.training,
                KnownFiles.folder(KnownFiles.parent(file), FOLDERS),
                OpenAnswers.of(set.training),
                set.notes(variant));
    }

    private void readRows(Path file) {
        try (RecordReader reader = RecordReader.open(file)) {
            for (JsonRecord json = reader.next(); json != null; json = reader.next()) {
                VqaRadRow row = VqaRadRow.of(json, dirt);
                (row.test() ? test : training).add(row.item());
                BenchmarkItem frame = row.framed();
                if (frame != null) {
                    framed.add(frame);
                    framedOfTest += row.test() ? 1 : 0;
                }
            }
            reader.requireRecords();
        }
    }

    private List<String> notes(BenchmarkVariant variant) {
        List<String> notes = new ArrayList<>(dirt.notes());
        Set<String> seen = images(training);
        Set<String> tested = new HashSet<>(images(test));
        int images = tested.size();
        tested.retainAll(seen);
        if (!tested.isEmpty()) {
            notes.add(tested.size() + " of the " + images + " test images are images of the training split too");
        }
        if (variant == BenchmarkVariant.DATA_RAD && framedOfTest > 0) {
            notes.add(framedOfTest + " of the " + framed.size()
                    + " framed training questions are framed versions of test questions, with the test answer: a model"
                    + " trained on this variant has seen them");
        }
        return notes;
    }

    private static Set<String> images(List<BenchmarkItem> items) {
        return items.stream().map(BenchmarkItem::image).filter(Objects::nonNull).collect(Collectors.toSet());
    }
}

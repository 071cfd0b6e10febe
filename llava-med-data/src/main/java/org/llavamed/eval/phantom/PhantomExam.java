package org.llavamed.eval.phantom;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordReader;
import org.llavamed.data.file.Sha256;
import org.llavamed.data.phantom.PhantomTruth;
import org.llavamed.data.phantom.Split;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.GroundTruth;
import org.llavamed.eval.truth.Traits;

/**
 * A set of phantoms as an examination: its questions with their answers, and the truth about each image. Immutable.
 *
 * @param folder the set's folder with {@code questions.jsonl}, {@code truth.jsonl} and {@code images}
 * @param sha256 digest of the questions' bytes, in hexadecimal
 * @param items the questions, those about one image one after the other
 */
public record PhantomExam(Path folder, String sha256, List<PhantomItem> items) {
    /** The questions of a set. */
    public static final String QUESTIONS = "questions.jsonl";

    /** The truth of a set. */
    public static final String TRUTH = "truth.jsonl";

    /**
     * Copies the list.
     *
     * @param folder as above
     * @param sha256 as above
     * @param items as above
     */
    public PhantomExam {
        items = List.copyOf(items);
    }

    /**
     * Reads a set as {@code llava-med phantoms} draws it. The images are not looked at.
     *
     * @param folder its folder
     * @return the examination
     * @throws LlavaMedException if a file is missing or damaged, an id comes twice, a question is about a phantom of which
     *     nothing is known, or the truth is not what this version of the library draws; the message names file and line
     */
    public static PhantomExam read(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new LlavaMedException(folder + ": no such folder; `llava-med phantoms` draws one");
        }
        Map<String, PhantomTruth> truths = truths(folder.resolve(TRUTH));
        MessageDigest digest = Sha256.start();
        Map<String, List<PhantomItem>> byImage = new LinkedHashMap<>();
        Map<String, String> places = new HashMap<>();
        try (RecordReader reader = RecordReader.open(folder.resolve(QUESTIONS), digest)) {
            for (JsonRecord json = reader.next(); json != null; json = reader.next()) {
                PhantomRow row = PhantomRow.of(json);
                String earlier = places.putIfAbsent(row.id().text(), json.place());
                if (earlier != null) {
                    throw json.refuse("question_id", row.id() + " is that of " + earlier + " too");
                }
                PhantomTruth truth = truths.get(row.image());
                if (truth == null) {
                    throw json.refuse("image", "\"" + row.image() + "\" is no phantom of " + TRUTH);
                }
                byImage.computeIfAbsent(row.image(), image -> new ArrayList<>()).add(item(row, truth, json.place()));
            }
            reader.requireRecords();
        }
        return new PhantomExam(
                folder,
                Sha256.hex(digest),
                byImage.values().stream().flatMap(List::stream).toList());
    }

    private static Map<String, PhantomTruth> truths(Path file) {
        Map<String, PhantomTruth> truths = new HashMap<>();
        try (RecordReader reader = RecordReader.open(file)) {
            for (JsonRecord json = reader.next(); json != null; json = reader.next()) {
                PhantomTruth truth = PhantomTruth.of(json);
                if (truths.put(truth.image(), truth) != null) {
                    throw json.refuse("pair_id", truth.pairId() + " comes twice");
                }
            }
            reader.requireRecords();
        }
        return truths;
    }

    private static PhantomItem item(PhantomRow row, PhantomTruth truth, String place) {
        Traits traits = new Traits(
                row.topic().name().toLowerCase(Locale.ROOT),
                truth.plan().organ().word(),
                truth.plan().domain().key(),
                null,
                null);
        BenchmarkItem item =
                new BenchmarkItem(row.id(), row.image(), row.text(), row.expected(), row.type(), traits, place);
        return new PhantomItem(item, row.topic(), row.finding(), truth);
    }

    /**
     * The folder of the images.
     *
     * @return {@code images} in the set's folder
     */
    public Path imageFolder() {
        return folder.resolve("images");
    }

    /**
     * The split that the phantoms are of.
     *
     * @return test if any is
     */
    public Split split() {
        return items.stream().anyMatch(item -> item.truth().plan().split() == Split.TEST) ? Split.TEST : Split.TRAIN;
    }

    /**
     * The phantoms that are asked about.
     *
     * @return each once, in order
     */
    public List<PhantomTruth> phantoms() {
        return items.stream().map(PhantomItem::truth).distinct().toList();
    }

    /**
     * The questions as every evaluation takes them.
     *
     * @return the ground truth; topics are question types, domains are modalities
     */
    public GroundTruth truth() {
        return new GroundTruth(
                folder.resolve(QUESTIONS),
                sha256,
                items.stream().map(PhantomItem::item).toList(),
                List.of());
    }

    /**
     * The first questions. Phantoms come in random order, so that those of any number of them are a fair part.
     *
     * @param limit how many questions, or null for all
     * @return an examination with no more than these
     */
    public PhantomExam first(@Nullable Integer limit) {
        return limit == null || limit >= items.size() ? this : new PhantomExam(folder, sha256, items.subList(0, limit));
    }
}

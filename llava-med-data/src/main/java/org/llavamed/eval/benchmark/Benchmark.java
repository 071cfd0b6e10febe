package org.llavamed.eval.benchmark;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.Question;
import org.llavamed.data.answers.QuestionFile;
import org.llavamed.data.file.ImageFolder;
import org.llavamed.data.file.RecordLayout;
import org.llavamed.data.file.RecordWriter;
import org.llavamed.data.file.Sha256;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.phantom.PhantomExam;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.Candidates;
import org.llavamed.eval.truth.GroundTruth;

/**
 * The questions of a published VQA data set: one variant, one split.
 *
 * @param variant data set and variant
 * @param split which part
 * @param file the file the questions were read from
 * @param items the questions in the order of the data set; ids are unique, at least one
 * @param imageFolder the folder that the images' paths are relative to, or null if none was found
 * @param candidates the different open answers of the variant's training split in their order, or null if that split is not
 *     there or has none
 * @param notes dirt that was mended, and what a reader of the numbers must know
 */
public record Benchmark(
        BenchmarkVariant variant,
        BenchmarkSplit split,
        Path file,
        List<BenchmarkItem> items,
        @Nullable Path imageFolder,
        @Nullable Candidates candidates,
        List<String> notes) {
    /**
     * Checks and copies the lists.
     *
     * @param variant as above
     * @param split as above
     * @param file as above
     * @param items as above
     * @param imageFolder as above
     * @param candidates as above
     * @param notes as above
     * @throws LlavaMedException if there are no questions or an id comes twice
     */
    public Benchmark {
        items = List.copyOf(items);
        notes = List.copyOf(notes);
        if (items.isEmpty()) {
            throw new LlavaMedException(file + ": has no question of " + variant.dataSet() + ", variant "
                    + variant.key() + ", split " + split.key());
        }
        Map<String, String> places = new LinkedHashMap<>();
        for (BenchmarkItem item : items) {
            String earlier = places.put(item.id().text(), item.place());
            if (earlier != null) {
                throw new LlavaMedException(item.place() + ": the id " + item.id() + " is that of " + earlier + " too");
            }
        }
    }

    /**
     * Reads a data set as it was published.
     *
     * @param variant which one
     * @param split which part of it
     * @param location its folder, or the file with the questions of the split
     * @return the questions
     * @throws LlavaMedException if the files are not there or a record of them is not as published; the message names file,
     *     record and key
     */
    public static Benchmark read(BenchmarkVariant variant, BenchmarkSplit split, Path location) {
        if (!Files.exists(location)) {
            throw new LlavaMedException(location + ": no such file or folder");
        }
        return switch (variant) {
            case VQA_RAD, DATA_RAD -> VqaRad.read(variant, split, location);
            case SLAKE_EN, SLAKE_ZH, SLAKE_ALL -> Slake.read(variant, split, location);
            case PATHVQA -> PathVqa.read(split, location);
            case PHANTOMS -> phantoms(split, location);
            case CONVERTED -> converted(split, location);
        };
    }

    /**
     * The files of a data set, of every split, which no output may overwrite.
     *
     * @param variant which data set
     * @param location its folder, or a file of it
     * @return those that are there
     */
    public static List<Path> files(BenchmarkVariant variant, Path location) {
        Path folder = Files.isDirectory(location) ? location : KnownFiles.parent(location);
        List<String> names =
                switch (variant) {
                    case VQA_RAD, DATA_RAD -> VqaRad.FILES;
                    case SLAKE_EN, SLAKE_ZH, SLAKE_ALL -> Slake.allNames();
                    case PATHVQA -> PathVqa.allNames();
                    case PHANTOMS -> List.of(PhantomExam.QUESTIONS, PhantomExam.TRUTH);
                    case CONVERTED -> List.of();
                };
        Stream<Path> known = names.stream().map(folder::resolve).filter(Files::isRegularFile);
        return Stream.concat(known, Stream.of(location).filter(Files::isRegularFile))
                .toList();
    }

    /** A folder of phantoms is of one split. */
    private static Benchmark phantoms(BenchmarkSplit split, Path folder) {
        PhantomExam exam = PhantomExam.read(folder);
        if (!exam.split().key().equals(split.key())) {
            throw new LlavaMedException(
                    folder + ": these phantoms are the split " + exam.split().key() + ", not " + split.key());
        }
        GroundTruth truth = exam.truth();
        Candidates candidates = split == BenchmarkSplit.TRAIN ? OpenAnswers.of(truth.items()) : null;
        return new Benchmark(
                BenchmarkVariant.PHANTOMS,
                split,
                truth.file(),
                truth.items(),
                exam.imageFolder(),
                candidates,
                List.of());
    }

    private static Benchmark converted(BenchmarkSplit split, Path file) {
        GroundTruth truth = GroundTruth.read(file);
        Candidates candidates = split == BenchmarkSplit.TRAIN ? OpenAnswers.of(truth.items()) : null;
        return new Benchmark(BenchmarkVariant.CONVERTED, split, file, truth.items(), null, candidates, truth.notes());
    }

    /**
     * The same questions with images elsewhere.
     *
     * @param folder the folder that the images' paths are relative to
     * @return the benchmark with it
     */
    public Benchmark withImages(Path folder) {
        return new Benchmark(variant, split, file, items, folder, candidates, notes);
    }

    /**
     * The form that the reference calls {@code test_w_options}: every closed question, either-or questions too, ends in
     * {@code " Please choose from the following two options: [yes, no]"}, with capitals where the expected answer begins
     * with one.
     *
     * @return the benchmark in that form
     * @throws IllegalArgumentException if the variant has Chinese questions: the published text is English
     */
    public Benchmark withOptions() {
        if (variant == BenchmarkVariant.SLAKE_ZH || variant == BenchmarkVariant.SLAKE_ALL) {
            throw new IllegalArgumentException("the text of the options is English; take the variant "
                    + BenchmarkVariant.SLAKE_EN.key() + " of " + variant.dataSet());
        }
        List<BenchmarkItem> changed = items.stream().map(Benchmark::withOptions).toList();
        return new Benchmark(variant, split, file, changed, imageFolder, candidates, notes);
    }

    private static BenchmarkItem withOptions(BenchmarkItem item) {
        if (item.type() == AnswerType.OPEN) {
            return item;
        }
        boolean capital = !item.expected().isEmpty()
                && Character.isUpperCase(item.expected().codePointAt(0));
        String options = capital ? "[Yes, No]" : "[yes, no]";
        return new BenchmarkItem(
                item.id(),
                item.image(),
                item.question() + " Please choose from the following two options: " + options,
                item.expected(),
                item.type(),
                item.traits(),
                item.place());
    }

    /**
     * Counts the questions.
     *
     * @return the numbers
     */
    public BenchmarkCounts counts() {
        return BenchmarkCounts.of(items);
    }

    /**
     * Looks for the images, so that none is found missing in the middle of a long run.
     *
     * @return the paths that are not there, each once, in order; all if there is no folder
     * @throws LlavaMedException if the folder cannot be read or a link leads out of it
     */
    public List<String> missingImages() {
        Map<String, String> places = new LinkedHashMap<>();
        for (BenchmarkItem item : items) {
            if (item.image() != null) {
                places.putIfAbsent(item.image(), item.place());
            }
        }
        if (imageFolder == null) {
            return List.copyOf(places.keySet());
        }
        ImageFolder folder = new ImageFolder(imageFolder);
        places.entrySet().removeIf(image -> {
            if (!isFile(folder.root(), image.getKey())) {
                return false;
            }
            folder.find(image.getKey(), image.getValue());
            return true;
        });
        return List.copyOf(places.keySet());
    }

    private static boolean isFile(Path root, String image) {
        try {
            return Files.isRegularFile(root.resolve(image));
        } catch (InvalidPathException e) { // no file of this system can have that name
            return false;
        }
    }

    /**
     * The questions to be put to a model.
     *
     * @return the questions without image markers; {@code file} is {@link #file()}, the digest that of the file which {@link
     *     #writeQuestions} writes
     */
    public QuestionFile questions() {
        MessageDigest digest = Sha256.start();
        items.forEach(item -> digest.update((RecordWriter.text(toJson(item)) + "\n").getBytes(StandardCharsets.UTF_8)));
        List<Question> questions = items.stream().map(BenchmarkItem::toQuestion).toList();
        return new QuestionFile(file, Sha256.hex(digest), questions);
    }

    /**
     * Writes the questions as JSON lines for {@code llava-med answer}.
     *
     * @param to where to; it is there whole or not at all
     * @throws LlavaMedException if it cannot be written
     */
    public void writeQuestions(Path to) {
        try (RecordWriter writer = RecordWriter.create(to, RecordLayout.LINES)) {
            items.forEach(item -> writer.write(toJson(item)));
            writer.commit();
        }
    }

    private static ObjectNode toJson(BenchmarkItem item) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        item.id().put(json, "question_id");
        if (item.image() != null) {
            json.put("image", item.image());
        }
        json.put("text", item.question());
        json.put("answer_type", item.type().name());
        return json.put("expected", item.expected());
    }
}

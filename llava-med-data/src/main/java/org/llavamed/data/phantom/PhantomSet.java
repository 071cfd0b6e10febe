package org.llavamed.data.phantom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.llavamed.data.figure.Domain;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.data.file.AtomicFile;
import org.llavamed.data.file.RecordWriter;
import org.llavamed.error.LlavaMedException;

/**
 * A set of phantoms in a folder: {@code images/<pair id>.png}, {@code figures.jsonl} (what the data pipeline reads), {@code
 * truth.jsonl}, {@code questions.jsonl} (what {@code answer} reads), {@code captions.coco.json} and {@code boxes.coco.json}.
 * The pair id is made of split, seed and number and tells nothing of the image. Immutable.
 *
 * @param count how many phantoms, 1 to {@value #MAX}
 * @param seed of the set; another seed, other phantoms
 * @param split what they are for
 */
public record PhantomSet(int count, long seed, Split split) {
    /**
     * Version of the drawings, of what is told and of what is asked about them. It is raised by hand whenever a seed gives other
     * pixels, boxes, captions, mentions or questions than before, so that who keeps a set can tell that another would be drawn.
     */
    public static final int DRAWINGS = 3;

    /** The largest set. */
    public static final int MAX = 1_000_000;

    private static final int AHEAD = 64; // their images stay in memory until they are written

    /**
     * Checks the count.
     *
     * @param count as above
     * @param seed as above
     * @param split as above
     */
    public PhantomSet {
        if (count < 1 || count > MAX) {
            throw new IllegalArgumentException("a set has 1 to " + MAX + " phantoms, not " + count);
        }
    }

    /**
     * Names a phantom.
     *
     * @param index its number, from 0
     * @return its pair id
     */
    public String pairId(int index) {
        return String.format(Locale.ROOT, "%s-%d-%06d", split.key(), seed, index);
    }

    /**
     * Plans a phantom.
     *
     * @param index its number, from 0
     * @return its truth
     */
    public PhantomPlan plan(int index) {
        return PhantomPlan.of(split.seed(seed, index));
    }

    /**
     * Writes the set. Images that are there already, byte by byte, are left as they are, so that a run that was ended can be
     * run again; the other files appear whole at the end.
     *
     * @param folder made if needed
     * @param progress told after each phantom
     * @return what was written
     * @throws LlavaMedException if a file cannot be written, or another run is writing it
     */
    public PhantomCounts write(Path folder, PhantomProgress progress) {
        Map<Domain, Integer> domains = new EnumMap<>(Domain.class);
        CocoBoxes coco = new CocoBoxes();
        int drawn = 0;
        int heldOut = 0;
        int questions = 0;
        try (RecordWriter figures = RecordWriter.create(folder.resolve("figures.jsonl"));
                RecordWriter truth = RecordWriter.create(folder.resolve("truth.jsonl"));
                RecordWriter asked = RecordWriter.create(folder.resolve("questions.jsonl"))) {
            for (int first = 0; first < count; first += AHEAD) {
                for (Drawn one : drawn(first, Math.min(count, first + AHEAD))) {
                    String id = pairId(one.index);
                    PhantomPlan plan = one.phantom.plan();
                    drawn += put(folder.resolve("images").resolve(id + ".png"), one.png) ? 1 : 0;
                    FigureRecord figure = PhantomText.figure(id, plan);
                    figures.write(figure.toJson());
                    truth.write(PhantomJson.truth(id, one.phantom));
                    List<PhantomQuestion> list = PhantomQuestions.of(plan);
                    for (int n = 0; n < list.size(); n++) {
                        asked.write(PhantomJson.question(id, n + 1, id + ".png", list.get(n)));
                    }
                    questions += list.size();
                    coco.add(id + ".png", one.phantom, figure.figCaption());
                    heldOut += plan.findings().stream().anyMatch(plan::heldOut) ? 1 : 0;
                    domains.merge(plan.domain(), 1, Integer::sum);
                    progress.at(one.index + 1, count);
                }
            }
            coco.write(folder.resolve("captions.coco.json"), folder.resolve("boxes.coco.json"));
            truth.commit();
            asked.commit();
            figures.commit();
        }
        return new PhantomCounts(count, drawn, questions, heldOut, domains);
    }

    /** Draws the phantoms from one number to another, on all processors. */
    private List<Drawn> drawn(int first, int end) {
        return IntStream.range(first, end)
                .parallel()
                .mapToObj(i -> {
                    Phantom phantom = Phantom.of(plan(i));
                    return new Drawn(i, phantom, PngBytes.of(phantom.image()));
                })
                .toList();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Drawn(int index, Phantom phantom, byte[] png) {}

    /** Writes a file unless it is there; returns whether it wrote. */
    private static boolean put(Path file, byte[] bytes) {
        try {
            if (Files.isRegularFile(file)
                    && Files.size(file) == bytes.length
                    && Arrays.equals(Files.readAllBytes(file), bytes)) {
                return false;
            }
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be read (" + e + ")", e);
        }
        AtomicFile.write(file, bytes);
        return true;
    }
}

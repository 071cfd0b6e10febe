package org.llavamed.eval.sensitivity;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.ImageFolder;
import org.llavamed.data.file.Sha256;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.GroundTruth;

/**
 * What is asked to find out whether a model looks at the image: which questions, and which image is shown with each under each
 * condition. It is made before a model is loaded, so that a missing image is told at once.
 */
public final class SensitivityPlan {
    private static final int SHOWN = 10;

    private final GroundTruth truth;
    private final Map<String, Path> images;
    private final List<Probe> probes;
    private final SensitivityOptions options;
    private final @Nullable ImageSwap swap;
    private final Path folder;
    private final int left;

    private SensitivityPlan(
            GroundTruth truth,
            int left,
            Path folder,
            Map<String, Path> images,
            List<Probe> probes,
            SensitivityOptions options) {
        this.truth = truth;
        this.left = left;
        this.folder = folder;
        this.images = images;
        this.probes = probes;
        this.options = options;
        this.swap = options.conditions().contains(ImageCondition.SWAPPED)
                ? ImageSwap.of(truth.items(), digests(images), options.seed(), options.swap())
                : null;
    }

    /**
     * Makes a plan. Questions without an image are left out and counted.
     *
     * @param truth the benchmark
     * @param imageFolder folder that image paths are relative to and may not leave
     * @param probes more questions whose right answer is no; may be empty
     * @param options how
     * @return the plan
     * @throws LlavaMedException if no question has an image, a question is empty, images are missing (the message says how many
     *     and names the first ten), or all are of one patient and {@link ImageCondition#SWAPPED} is asked for
     */
    public static SensitivityPlan of(
            GroundTruth truth, Path imageFolder, List<Probe> probes, SensitivityOptions options) {
        List<BenchmarkItem> shown = new ArrayList<>();
        for (BenchmarkItem item : truth.items()) {
            if (item.question().isEmpty()) {
                throw new LlavaMedException(item.place() + ": question " + item.id() + " asks nothing");
            }
            if (item.image() != null) {
                shown.add(item);
            }
        }
        if (shown.isEmpty()) {
            throw new LlavaMedException(truth.file() + ": no question has an image");
        }
        GroundTruth asked = new GroundTruth(truth.file(), truth.sha256(), shown, truth.notes());
        int left = truth.items().size() - shown.size();
        return new SensitivityPlan(
                asked, left, imageFolder, find(shown, probes, imageFolder), List.copyOf(probes), options);
    }

    /** The file of each image, by its path. */
    private static Map<String, Path> find(List<BenchmarkItem> items, List<Probe> probes, Path imageFolder) {
        ImageFolder folder = new ImageFolder(imageFolder);
        Map<String, String> places = new LinkedHashMap<>();
        items.forEach(item -> places.putIfAbsent(Objects.requireNonNull(item.image()), item.place()));
        probes.forEach(probe -> places.putIfAbsent(probe.image(), probe.place()));
        Map<String, Path> files = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        places.forEach((image, place) -> {
            try {
                files.put(image, folder.find(image, place));
            } catch (LlavaMedException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        });
        if (problems.size() == 1) {
            throw new LlavaMedException(problems.get(0));
        }
        if (!problems.isEmpty()) {
            throw new LlavaMedException(problems.size() + " of " + places.size() + " images cannot be used:\n"
                    + String.join("\n", problems.subList(0, Math.min(SHOWN, problems.size())))
                    + (problems.size() > SHOWN ? "\nand " + (problems.size() - SHOWN) + " more" : ""));
        }
        return files;
    }

    private static Map<String, String> digests(Map<String, Path> images) {
        Map<String, String> digests = new LinkedHashMap<>();
        images.forEach((image, file) -> {
            MessageDigest digest = Sha256.start();
            try (InputStream in = Files.newInputStream(file);
                    OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
                in.transferTo(out);
            } catch (IOException e) {
                throw new LlavaMedException(file + ": cannot be read (" + e + ")", e);
            }
            digests.put(image, Sha256.hex(digest));
        });
        return digests;
    }

    /**
     * The questions with an image.
     *
     * @return all of them, whatever the limit
     */
    public GroundTruth truth() {
        return truth;
    }

    /**
     * The probes that are asked.
     *
     * @return no more than the limit
     */
    public List<Probe> probes() {
        return options.limited(probes);
    }

    /**
     * How many answers a run makes.
     *
     * @return questions under every condition, and probes
     */
    public int answers() {
        return asked().size() * options.conditions().size() + probes().size();
    }

    /**
     * The options.
     *
     * @return as they were given
     */
    public SensitivityOptions options() {
        return options;
    }

    /** All probes, for their file. */
    List<Probe> allProbes() {
        return probes;
    }

    Path folder() {
        return folder;
    }

    /** The questions that are asked. */
    List<BenchmarkItem> asked() {
        return options.limited(truth.items());
    }

    /** The images that noise is needed for. */
    Set<String> askedImages() {
        Set<String> names = new LinkedHashSet<>();
        asked().forEach(item -> names.add(Objects.requireNonNull(item.image())));
        return names;
    }

    Path file(String image) {
        return Objects.requireNonNull(images.get(image));
    }

    /** The image that is shown with a question, relative to the condition's folder; null for none. */
    @Nullable
    String image(BenchmarkItem item, ImageCondition condition) {
        String image = Objects.requireNonNull(item.image());
        return switch (condition) {
            case ORIGINAL -> image;
            case NONE -> null;
            case NOISE -> NoiseImage.fileName(options.seed(), image);
            case SWAPPED ->
                Objects.requireNonNull(Objects.requireNonNull(swap).partners().get(image));
        };
    }

    /**
     * What a reader must know of the questions.
     *
     * @return sentences; may be empty
     */
    public List<String> notes() {
        List<String> notes = new ArrayList<>(truth.notes());
        if (left > 0) {
            notes.add(left + " of " + (left + truth.items().size()) + " questions have no image and are left out");
        }
        if (asked().size() < truth.items().size()) {
            notes.add("only the first " + asked().size() + " of "
                    + truth.items().size() + " questions are asked; scores of a part are not those of the whole");
        }
        if (swap != null && options.swap() == SwapChoice.ANY) {
            notes.add(swap.partners().size() + " images are swapped with any other, whatever it shows");
        } else if (swap != null) {
            int count = swap.partners().size();
            String images = asked().size() < truth.items().size() ? " images of the whole set" : " images";
            notes.add(
                    swap.described() == 0
                            ? count + images + " are swapped; their organs and modalities are not known"
                            : swap.matched() + " of " + count + images
                                    + " are swapped with one whose organ and modality are"
                                    + " the same as far as known"
                                    + (swap.described() == count
                                            ? ""
                                            : "; nothing is known of " + (count - swap.described())));
        }
        return notes;
    }
}

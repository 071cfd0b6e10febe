package org.llavamed.eval.sensitivity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.dialogue.SeededDraws;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.truth.BenchmarkItem;

/**
 * Which image is shown in place of which: always one of another patient, the same for all questions about an image. Images of
 * one organ and modality are exchanged among themselves as far as that goes, then those of one organ, then of one modality, then any. Where no
 * patient has more than half of such a group, each of its images is shown in place of exactly one other. With {@link
 * SwapChoice#ANY} all images are one group.
 *
 * <p>Images with the same bytes, or that any question gives to the same patient, count as one patient's.
 *
 * @param partners the image to show, by the image of the question
 * @param described images of which organ or modality is known
 * @param matched how many of them are replaced by one with the same organ and modality
 */
record ImageSwap(Map<String, String> partners, int described, int matched) {
    /** What images are told apart by, most exact first. */
    private static final List<Function<Image, @Nullable String>> LEVELS = List.of(
            image -> image.organ == null || image.modality == null ? null : image.organ + '\n' + image.modality,
            image -> image.organ,
            image -> image.modality,
            image -> "");

    /** An image and what is known of it. */
    private record Image(
            String path,
            String patient,
            @Nullable String organ,
            @Nullable String modality) {
        boolean isDescribed() {
            return organ != null || modality != null;
        }

        boolean looksLike(Image other) {
            return Objects.equals(organ, other.organ) && Objects.equals(modality, other.modality);
        }
    }

    /**
     * Chooses.
     *
     * @param items questions with images
     * @param digests digest of each image's file, by its path
     * @throws LlavaMedException if all images are one patient's
     */
    static ImageSwap of(List<BenchmarkItem> items, Map<String, String> digests, long seed, SwapChoice choice) {
        List<Image> images = images(items, digests);
        if (images.stream().map(Image::patient).distinct().count() < 2) {
            throw new LlavaMedException("all images are of one patient (or the same image), so there is none to swap"
                    + " them with; leave the condition swapped out");
        }
        Map<String, Image> partners = new LinkedHashMap<>();
        List<Image> pending = images;
        for (int level = choice == SwapChoice.ANY ? LEVELS.size() - 1 : 0; level < LEVELS.size(); level++) {
            List<Image> left = new ArrayList<>();
            for (Map.Entry<String, List<Image>> group :
                    groups(pending, LEVELS.get(level), left).entrySet()) {
                List<Image> ordered = byPatient(group.getValue(), SeededDraws.of(seed, level + ":" + group.getKey()));
                if (ordered.get(0).patient.equals(ordered.get(ordered.size() - 1).patient)) {
                    left.addAll(ordered);
                } else {
                    exchange(ordered, partners);
                }
            }
            pending = left;
        }
        for (Image image : pending) {
            partners.put(image.path, other(image, images, SeededDraws.of(seed, image.path)));
        }
        return of(images, partners);
    }

    private static ImageSwap of(List<Image> images, Map<String, Image> partners) {
        Map<String, String> paths = new LinkedHashMap<>();
        int described = 0;
        int matched = 0;
        for (Image image : images) {
            Image partner = Objects.requireNonNull(partners.get(image.path));
            paths.put(image.path, partner.path);
            described += image.isDescribed() ? 1 : 0;
            matched += image.isDescribed() && image.looksLike(partner) ? 1 : 0;
        }
        return new ImageSwap(paths, described, matched);
    }

    private static List<Image> images(List<BenchmarkItem> items, Map<String, String> digests) {
        Components patients = new Components();
        Map<String, BenchmarkItem> first = new LinkedHashMap<>();
        for (BenchmarkItem item : items) {
            String image = Objects.requireNonNull(item.image());
            first.putIfAbsent(image, item);
            patients.join("image " + image, "patient " + item.cluster());
            patients.join("image " + image, "bytes " + Objects.requireNonNull(digests.get(image)));
        }
        List<Image> images = new ArrayList<>();
        first.forEach((path, item) -> images.add(new Image(
                path,
                patients.root("image " + path),
                item.traits().organ(),
                item.traits().modality())));
        return images;
    }

    /** Images by what they have in common; those of which it is not known are left. */
    private static Map<String, List<Image>> groups(
            List<Image> images, Function<Image, @Nullable String> level, List<Image> left) {
        Map<String, List<Image>> groups = new LinkedHashMap<>();
        for (Image image : images) {
            String key = level.apply(image);
            if (key == null) {
                left.add(image);
            } else {
                groups.computeIfAbsent(key, k -> new ArrayList<>()).add(image);
            }
        }
        return groups;
    }

    /** The images in random order, those of a patient side by side. */
    private static List<Image> byPatient(List<Image> images, SplittableRandom random) {
        Map<String, List<Image>> patients = new LinkedHashMap<>();
        shuffled(images, random)
                .forEach(image -> patients.computeIfAbsent(image.patient, k -> new ArrayList<>())
                        .add(image));
        return patients.values().stream().flatMap(List::stream).toList();
    }

    /** Finds partners among images that lie patient by patient. */
    private static void exchange(List<Image> ordered, Map<String, Image> partners) {
        int count = ordered.size();
        int begin = 0;
        int longest = 0;
        int longestBegin = 0;
        for (int i = 1; i <= count; i++) {
            if (i == count || !ordered.get(i).patient.equals(ordered.get(begin).patient)) {
                if (i - begin > longest) {
                    longest = i - begin;
                    longestBegin = begin;
                }
                begin = i;
            }
        }
        if (2 * longest <= count) {
            for (int i = 0; i < count; i++) { // as far on as the longest run: out of every patient's own
                partners.put(ordered.get(i).path, ordered.get((i + longest) % count));
            }
            return;
        }
        List<Image> majority = ordered.subList(longestBegin, longestBegin + longest);
        List<Image> others = new ArrayList<>(ordered.subList(0, longestBegin));
        others.addAll(ordered.subList(longestBegin + longest, count));
        for (int i = 0; i < longest; i++) {
            partners.put(majority.get(i).path, others.get(i % others.size()));
        }
        for (int i = 0; i < others.size(); i++) {
            partners.put(others.get(i).path, majority.get(i % longest));
        }
    }

    /** Any image of another patient, as much alike as there is. */
    private static Image other(Image image, List<Image> all, SplittableRandom random) {
        List<Image> strangers = all.stream()
                .filter(other -> !other.patient.equals(image.patient))
                .toList();
        for (Function<Image, @Nullable String> level : LEVELS) {
            String key = level.apply(image);
            List<Image> alike = key == null
                    ? List.of()
                    : strangers.stream()
                            .filter(other -> key.equals(level.apply(other)))
                            .toList();
            if (!alike.isEmpty()) {
                return alike.get(random.nextInt(alike.size()));
            }
        }
        throw new IllegalStateException("there are two patients");
    }

    private static List<Image> shuffled(List<Image> images, SplittableRandom random) {
        List<Image> shuffled = new ArrayList<>(images);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            shuffled.set(i, shuffled.set(random.nextInt(i + 1), shuffled.get(i)));
        }
        return shuffled;
    }
}

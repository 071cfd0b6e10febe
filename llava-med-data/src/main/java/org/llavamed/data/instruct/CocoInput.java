package org.llavamed.data.instruct;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/**
 * Images of COCO-style files as samples, in the order of the captions file's {@code images}: those that have a caption. The
 * pair id is the name of the image file without its ending. The files are read several times, so that only the list of
 * images and the texts of the chosen ones are kept in memory.
 *
 * @param kind conversation, detail or reasoning; a conversation shows no boxes
 * @param captions file with {@code images}, and {@code annotations} that each hold one sentence
 * @param instances file with {@code images}, {@code categories} and {@code annotations} that have a {@code bbox} of left,
 *     top, width and height in pixels; or null
 */
public record CocoInput(
        InstructKind kind, Path captions, @Nullable Path instances) implements InstructInput {
    /**
     * Checks the kind.
     *
     * @param kind as above
     * @param captions as above
     * @param instances as above
     */
    public CocoInput {
        if (kind == InstructKind.DIALOGUE) {
            throw new IllegalArgumentException("dialogues are written from figure records");
        }
    }

    @Override
    public List<Path> files() {
        return instances == null ? List.of(captions) : List.of(captions, instances);
    }

    /** An image of the list. */
    private record Image(String file, double width, double height) {}

    @Override
    public InstructSamples choose(int maxSize, Path spool) {
        if (maxSize < 1) {
            throw new IllegalArgumentException("maxSize " + maxSize + " is less than 1");
        }
        CocoFile file = new CocoFile(captions);
        Map<String, Image> images = images(file, captions);
        Set<String> captioned = new HashSet<>();
        need(captions, "annotations", file.read("annotations", note -> {
            if (!note.need("caption").isBlank()) {
                captioned.add(note.need("image_id"));
            }
        }));
        Map<String, ImageText> chosen = new LinkedHashMap<>();
        SeenIds seen = new SeenIds();
        long skipped = 0;
        for (Map.Entry<String, Image> image : images.entrySet()) {
            String stem = ImageText.stem(image.getValue().file());
            if (stem.isBlank() || !captioned.contains(image.getKey()) || !seen.add(stem)) {
                skipped++;
            } else if (chosen.size() < maxSize) {
                chosen.put(image.getKey(), new ImageText(stem, image.getValue().file()));
            }
        }
        file.read("annotations", note -> {
            ImageText text = chosen.get(note.need("image_id"));
            if (text != null && !note.need("caption").isBlank()) {
                text.addCaption(note.need("caption"), note.place());
            }
        });
        if (kind.usesBoxes() && instances != null) {
            addBoxes(instances, images, chosen);
        }
        return write(chosen, skipped, spool);
    }

    private InstructSamples write(Map<String, ImageText> chosen, long skipped, Path spool) {
        try (InstructSamples.Writer writer = new InstructSamples.Writer(spool)) {
            List<InstructSamples.Slot> order = new ArrayList<>();
            for (ImageText text : chosen.values()) {
                InstructSample sample = text.sample(kind);
                if (sample != null) {
                    order.add(writer.add(sample));
                }
            }
            return writer.samples(order, skipped);
        }
    }

    private static Map<String, Image> images(CocoFile file, Path path) {
        Map<String, Image> images = new LinkedHashMap<>();
        need(path, "images", file.read("images", element -> {
            String id = element.need("id");
            String name = element.texts().getOrDefault("file_name", id);
            Image image = new Image(name, element.size("width"), element.size("height"));
            if (images.put(id, image) != null) {
                throw new LlavaMedException(element.place() + ": image id " + id + " is there twice");
            }
        }));
        return images;
    }

    private static void addBoxes(Path instances, Map<String, Image> images, Map<String, ImageText> chosen) {
        CocoFile file = new CocoFile(instances);
        Map<String, Image> sizes = images(file, instances);
        Map<String, String> categories = new HashMap<>();
        need(instances, "categories", file.read("categories", c -> categories.put(c.need("id"), c.need("name"))));
        need(instances, "annotations", file.read("annotations", note -> {
            String id = note.need("image_id");
            ImageText text = chosen.get(id);
            if (text == null) {
                return;
            }
            Image image = sizes.getOrDefault(id, images.get(id));
            if (image == null || image.width() <= 0 || image.height() <= 0) {
                throw new LlavaMedException(note.place() + ": image " + id + " has no width and height");
            }
            String category = categories.get(note.need("category_id"));
            if (category == null) {
                throw new LlavaMedException(
                        note.place() + ": category_id " + note.need("category_id") + " is not in categories");
            }
            text.addBox(box(note, category, image), note.place());
        }));
    }

    private static Box box(CocoFile.Element note, String category, Image image) {
        List<Double> edges = note.numbers().get("bbox");
        boolean usable = edges != null
                && edges.size() == 4
                && edges.stream().allMatch(Double::isFinite)
                && edges.get(2) >= 0
                && edges.get(3) >= 0;
        if (!usable || edges == null) {
            throw new LlavaMedException(
                    note.place() + ": bbox is not [left, top, width, height] in pixels, width and height at least 0");
        }
        double left = edges.get(0);
        double top = edges.get(1);
        return Box.ofPixels(
                category, left, top, left + edges.get(2), top + edges.get(3), image.width(), image.height());
    }

    private static void need(Path file, String list, boolean found) {
        if (!found) {
            throw new LlavaMedException(file + ": has no list \"" + list + "\", which COCO's files have");
        }
    }
}

package org.llavamed.data.instruct;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordReader;
import org.llavamed.error.LlavaMedException;

/**
 * Images with PASCAL VOC annotations as samples, in the order of their names. The pair id is the name of the annotation file
 * without its ending.
 *
 * @param kind conversation, detail or reasoning; a conversation shows captions only
 * @param annotations one XML file, or a folder of them
 * @param captions records that say more about the images, or null: {@code {"image": "a.jpg", "caption": "..."}} (or
 *     {@code "captions": [...]}), or figure records whose {@code pair_id} is the name of an annotation file
 */
public record VocInput(
        InstructKind kind, Path annotations, @Nullable Path captions) implements InstructInput {
    /**
     * Checks the kind.
     *
     * @param kind as above
     * @param annotations as above
     * @param captions as above
     */
    public VocInput {
        if (kind == InstructKind.DIALOGUE) {
            throw new IllegalArgumentException("dialogues are written from figure records");
        }
    }

    @Override
    public List<Path> files() {
        return captions == null ? List.of(annotations) : List.of(annotations, captions);
    }

    @Override
    public InstructSamples choose(int maxSize, Path spool) {
        if (maxSize < 1) {
            throw new IllegalArgumentException("maxSize " + maxSize + " is less than 1");
        }
        List<Path> files = xmlFiles();
        Set<String> stems = new HashSet<>();
        files.forEach(file -> stems.add(stem(file)));
        Map<String, List<Caption>> texts = captions == null ? Map.of() : captions(captions, stems);
        try (InstructSamples.Writer writer = new InstructSamples.Writer(spool)) {
            List<InstructSamples.Slot> order = new ArrayList<>();
            SeenIds seen = new SeenIds();
            long skipped = 0;
            for (Path file : files) {
                if (order.size() == maxSize) {
                    break;
                }
                VocFile voc = VocFile.read(file);
                String stem = stem(file);
                ImageText text =
                        new ImageText(stem, voc.image() == null || voc.image().isBlank() ? stem : voc.image());
                texts.getOrDefault(stem, List.of()).forEach(c -> text.addCaption(c.text(), c.place()));
                voc.boxes().forEach(box -> text.addBox(box, file.toString()));
                InstructSample sample = text.sample(kind);
                if (sample == null || !seen.add(stem)) {
                    skipped++;
                } else {
                    order.add(writer.add(sample));
                }
            }
            return writer.samples(order, skipped);
        }
    }

    private static String stem(Path file) {
        return ImageText.stem(String.valueOf(file.getFileName()));
    }

    private List<Path> xmlFiles() {
        if (!Files.isDirectory(annotations)) {
            if (!Files.exists(annotations)) {
                throw new LlavaMedException(annotations + ": no such file or folder");
            }
            return List.of(annotations);
        }
        try (Stream<Path> files = Files.list(annotations)) {
            List<Path> found = files.filter(
                            file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".xml"))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new LlavaMedException(annotations + ": has no .xml file");
            }
            return found;
        } catch (IOException e) {
            throw new LlavaMedException(annotations + ": cannot be read (" + e + ")", e);
        }
    }

    /** A caption and where it stands. */
    private record Caption(String text, String place) {}

    private static Map<String, List<Caption>> captions(Path file, Set<String> stems) {
        Map<String, List<Caption>> found = new HashMap<>();
        try (RecordReader reader = RecordReader.open(file)) {
            for (JsonRecord json = reader.next(); json != null; json = reader.next()) {
                String image = json.optionalString("image");
                String stem = image == null ? json.optionalString("pair_id") : ImageText.stem(image);
                if (stem == null) {
                    throw json.refuse("image", "is missing, and so is pair_id");
                }
                if (stems.contains(stem)) {
                    read(json, found.computeIfAbsent(stem, key -> new ArrayList<>()));
                }
            }
        }
        return found;
    }

    private static void read(JsonRecord json, List<Caption> into) {
        int before = into.size();
        for (String key : List.of("caption", "fig_caption")) {
            String caption = json.optionalString(key);
            if (caption != null) {
                into.add(new Caption(caption, json.place()));
            }
        }
        for (var node : json.list("captions")) {
            if (!node.isTextual()) {
                throw json.refuse("captions", "holds " + JsonRecord.kind(node) + ", not a string");
            }
            into.add(new Caption(json.encodable("captions", node.textValue()), json.place()));
        }
        if (into.size() == before) {
            throw json.refuse("caption", "is missing, and so are captions and fig_caption");
        }
    }
}

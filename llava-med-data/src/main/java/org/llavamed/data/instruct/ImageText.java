package org.llavamed.data.instruct;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.RecordWriter;
import org.llavamed.error.LlavaMedException;

/** What is known of an image in words: captions, and the boxes of its objects. */
final class ImageText {
    /** More than any real image has; a file that goes beyond is damaged or hostile. */
    private static final int MAX_CAPTIONS = 1_000;

    private static final int MAX_BOXES = 10_000;

    private final String pairId;
    private final String image;
    private final List<String> captions = new ArrayList<>();
    private final List<Box> boxes = new ArrayList<>();

    ImageText(String pairId, String image) {
        this.pairId = pairId;
        this.image = image;
    }

    void addCaption(String caption, String place) {
        if (captions.size() == MAX_CAPTIONS) {
            throw new LlavaMedException(place + ": image " + pairId + " has more than " + MAX_CAPTIONS + " captions");
        }
        captions.add(PromptContext.line(caption));
    }

    void addBox(Box box, String place) {
        if (boxes.size() == MAX_BOXES) {
            throw new LlavaMedException(place + ": image " + pairId + " has more than " + MAX_BOXES + " boxes");
        }
        boxes.add(box);
    }

    /** The sample of a kind, or null if there is nothing to show to the teacher. */
    @Nullable
    InstructSample sample(InstructKind kind) {
        List<Box> shown = kind.usesBoxes() ? boxes : List.of();
        String context = PromptContext.image(captions, shown);
        return context.isEmpty() ? null : new InstructSample(pairId, context, json(shown));
    }

    private String json(List<Box> shown) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("pair_id", pairId).put("image", image);
        ArrayNode texts = node.putArray("captions");
        captions.forEach(texts::add);
        if (!shown.isEmpty()) {
            ArrayNode objects = node.putArray("boxes");
            shown.forEach(box -> box.write(objects.addObject()));
        }
        return RecordWriter.text(node);
    }

    /** The name of an image file without folder and ending. */
    static String stem(String image) {
        String name = image.substring(Math.max(image.lastIndexOf('/'), image.lastIndexOf('\\')) + 1);
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}

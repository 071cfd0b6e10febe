package org.llavamed.data.phantom;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.llavamed.data.file.RecordLayout;
import org.llavamed.data.file.RecordWriter;

/** The boxes and captions of a set as a pair of files in COCO's form. Kept in memory until written: some 500 bytes a phantom. */
final class CocoBoxes {
    private static final List<FindingKind> KINDS = List.of(FindingKind.values());

    private final List<ObjectNode> images = new ArrayList<>();
    private final List<ObjectNode> captions = new ArrayList<>();
    private final List<ObjectNode> boxes = new ArrayList<>();

    void add(String file, Phantom phantom, String caption) {
        int id = images.size() + 1;
        images.add(object().put("id", id)
                .put("file_name", file)
                .put("width", phantom.image().width())
                .put("height", phantom.image().height()));
        captions.add(object().put("id", id).put("image_id", id).put("caption", caption));
        for (Mark mark : phantom.marks()) {
            ObjectNode box = object().put("id", boxes.size() + 1)
                    .put("image_id", id)
                    .put("category_id", KINDS.indexOf(mark.kind()) + 1);
            box.set("bbox", PhantomJson.box(mark.box()));
            boxes.add(box);
        }
    }

    void write(Path captionFile, Path boxFile) {
        try (RecordWriter writer = RecordWriter.create(captionFile, RecordLayout.GROUPS)) {
            images.forEach(node -> writer.write("images", node));
            captions.forEach(node -> writer.write("annotations", node));
            writer.commit();
        }
        try (RecordWriter writer = RecordWriter.create(boxFile, RecordLayout.GROUPS)) {
            images.forEach(node -> writer.write("images", node));
            for (FindingKind kind : KINDS) {
                writer.write(
                        "categories",
                        object().put("id", KINDS.indexOf(kind) + 1).put("name", kind.noun()));
            }
            boxes.forEach(node -> writer.write("annotations", node));
            writer.commit();
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}

package org.llavamed.examples.commands;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.Layout;
import org.llavamed.checkpoint.RandomShape;
import org.llavamed.examples.demo.DemoTokenizer;

/** Shapes of random checkpoints by name: those of published checkpoints, and a tiny one of each layout. */
final class RandomShapes {
    private static final Map<String, RandomShape> TINY = tiny();

    private RandomShapes() {}

    static List<String> names() {
        List<String> names = new ArrayList<>(RandomShape.names());
        names.addAll(TINY.keySet());
        return names;
    }

    /** The shape of a name, or null. */
    static @Nullable RandomShape find(String name) {
        return RandomShape.names().contains(name) ? RandomShape.like(name) : TINY.get(name);
    }

    private static Map<String, RandomShape> tiny() {
        int pieces = DemoTokenizer.VOCABULARY;
        Map<String, RandomShape> shapes = new LinkedHashMap<>();
        shapes.put("tiny-llava-med-v1.5", RandomShape.tiny(Layout.ORIGINAL_MISTRAL, pieces));
        // patch, start and end token behind the tokenizer's own
        shapes.put(
                "tiny-llava-med-v1.0",
                RandomShape.tiny(Layout.ORIGINAL_LLAMA, pieces + 3).asVersionOne());
        shapes.put("tiny-llava-v1.5", RandomShape.tiny(Layout.ORIGINAL_LLAMA, pieces));
        shapes.put("tiny-hf", RandomShape.tiny(Layout.HF_GEN1, pieces));
        shapes.put("tiny-hf-since-4.52", RandomShape.tiny(Layout.HF_GEN2, pieces));
        return shapes;
    }
}

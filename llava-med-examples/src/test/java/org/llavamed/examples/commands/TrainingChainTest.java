package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.checkpoint.Layout;
import org.llavamed.checkpoint.RandomCheckpoint;
import org.llavamed.checkpoint.RandomShape;
import org.llavamed.examples.demo.DemoImage;
import org.llavamed.examples.demo.DemoTokenizer;
import org.llavamed.safetensors.SafetensorsFile;
import org.llavamed.safetensors.SafetensorsType;

/** From a start checkpoint with image markers through all stages; each result is used by the next command. */
class TrainingChainTest {
    private static final String REST = ", \"learning_rate\": 0.01, \"batch_size\": 2, \"max_steps\": 2}";

    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void prepare() throws IOException {
        RandomShape shape = RandomShape.tiny(Layout.ORIGINAL_LLAMA, DemoTokenizer.VOCABULARY + 3)
                .asVersionOne();
        DemoTokenizer.withFile(tokenizer -> RandomCheckpoint.of(shape)
                .withType(SafetensorsType.F32)
                .withTokenizerModel(tokenizer)
                .write(folder.resolve("start"), written -> {}));
        DemoImage.copyTo(folder.resolve("a.png"));
        List<String> records = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            records.add("{\"id\": \"" + i + "\", \"image\": \"a.png\", \"conversations\": [{\"from\": \"human\","
                    + " \"value\": \"What?\\n<image>\"}, {\"from\": \"gpt\", \"value\": \"A chest.\"}]}");
        }
        Files.write(folder.resolve("data.jsonl"), records);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private Run train(String output, String recipe, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("recipe.json"), recipe);
        List<String> args = new ArrayList<>(List.of("train", "--recipe", file.toString(), "--output", path(output)));
        args.addAll(List.of("--data", path("data.jsonl"), "--images", folder.toString()));
        args.addAll(Arrays.asList(more));
        return Run.of(args.toArray(new String[0]));
    }

    private String answer(String... more) {
        List<String> args = new ArrayList<>(List.of("ask", "--image", path("a.png"), "--question", "What?", "--json"));
        args.addAll(List.of("--max-new-tokens", "4", "--precision", "f32"));
        args.addAll(Arrays.asList(more));
        return Run.of(args.toArray(new String[0]))
                .expect(0)
                .json()
                .get("token_ids")
                .toString();
    }

    private Set<String> tensors(String file) {
        return SafetensorsFile.read(folder.resolve(file)).tensors().keySet();
    }

    @Test
    void everyStageGoesOnFromTheOneBefore() throws IOException {
        String markers = "model.embed_tokens.weight";
        train("stage1", "{\"train\": [\"projector\", \"image_markers\"]" + REST, "--model", path("start"))
                .expect(0);
        String projector = path("stage1/mm_projector.safetensors");
        assertTrue(tensors("stage1/mm_projector.safetensors").contains(markers));

        // An adapter alone has to answer as the run did, so what the projector file had is in its folder too.
        train(
                        "adapter",
                        "{\"train\": [\"lora\"], \"lora\": {\"rank\": 2}" + REST,
                        "--model",
                        path("start"),
                        "--projector",
                        projector)
                .expect(0);
        assertEquals(
                answer("--model", path("start"), "--adapter", path("adapter"), "--projector", projector),
                answer("--model", path("start"), "--adapter", path("adapter")));
        assertEquals(-1, Files.mismatch(Path.of(projector), folder.resolve("adapter/mm_projector.safetensors")));

        train("stage2", recipe2(), "--model", path("start"), "--projector", projector)
                .expect(0);
        answer("--model", path("stage2"));
        train("vqa", recipe2(), "--model", path("stage2")).expect(0);
        answer("--model", path("vqa"));
        assertEquals(tensors("stage2/model.safetensors"), tensors("vqa/model.safetensors"));
    }

    private static String recipe2() {
        return "{\"train\": [\"projector\", \"language_model\"]" + REST;
    }

    @Test
    void resultsAreNotWrittenOver() throws IOException {
        String recipe = "{\"train\": [\"projector\"]" + REST;
        train("out", recipe, "--model", path("start")).expect(0);
        try (var checkpoint = Files.walk(folder.resolve("out/checkpoint-2"))) {
            checkpoint
                    .sorted((a, b) -> b.compareTo(a))
                    .forEach(file -> assertTrue(file.toFile().delete()));
        }
        Run again = train("out", recipe, "--model", path("start")).expect(1);
        assertTrue(again.err().contains("holds a model or a part of one (mm_projector.safetensors)"), again.err());
        Run onFile = train("data.jsonl", recipe, "--model", path("start")).expect(1);
        assertTrue(onFile.err().contains("is no folder"), onFile.err());
    }
}

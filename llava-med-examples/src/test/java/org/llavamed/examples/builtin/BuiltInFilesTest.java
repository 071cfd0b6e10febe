package org.llavamed.examples.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.GenerationOptions;
import org.llavamed.LlavaMed;
import org.llavamed.checkpoint.Layout;
import org.llavamed.checkpoint.RandomCheckpoint;
import org.llavamed.checkpoint.RandomShape;
import org.llavamed.error.LlavaMedException;
import org.llavamed.examples.demo.DemoImage;

class BuiltInFilesTest {
    private static final String TOKENIZER = "/org/llavamed/examples/phantom/stories260k/tokenizer.model";
    private static final int VOCABULARY = 512;

    @TempDir
    Path folder = Path.of("");

    private Path tokenizer = Path.of("");

    @BeforeEach
    void copyTokenizer() throws IOException {
        tokenizer = folder.resolve("tokenizer.model");
        try (InputStream in = Objects.requireNonNull(BuiltInFiles.class.getResourceAsStream(TOKENIZER))) {
            Files.copy(in, tokenizer);
        }
    }

    private static RandomShape tiny() {
        return RandomShape.tiny(Layout.ORIGINAL_MISTRAL, VOCABULARY);
    }

    private Path model(String name, RandomShape shape, long shardBytes) {
        Path model = folder.resolve(name);
        RandomCheckpoint.of(shape)
                .withTokenizerModel(tokenizer)
                .withShardBytes(shardBytes)
                .write(model, written -> {});
        return model;
    }

    private static List<Integer> answer(Path model) {
        try (LlavaMed opened = LlavaMed.load(model)) {
            return opened.ask(
                            DemoImage.source(),
                            "What?",
                            GenerationOptions.builder().maxNewTokens(6).build())
                    .tokenIds();
        }
    }

    @Test
    void shipsWhatIsNeededAndNothingElse() throws IOException {
        Path model = model("trained", tiny(), 1 << 20);
        Files.createDirectories(model.resolve("checkpoints/step-100"));
        Files.writeString(model.resolve("checkpoints/step-100/state.bin"), "state");
        Files.writeString(model.resolve("metrics.jsonl"), "{}");
        Files.writeString(model.resolve("recipe.json"), "{}");
        Path output = folder.resolve("resources/org/llavamed/examples/builtin/model");
        BuiltInFiles shipped = BuiltInFiles.write(model, output);
        assertEquals(
                List.of(
                        "config.json",
                        "generation_config.json",
                        "model.safetensors",
                        "special_tokens_map.json",
                        "tokenizer.model",
                        "tokenizer_config.json",
                        "tower/config.json",
                        "tower/preprocessor_config.json"),
                shipped.files());
        assertFalse(Files.exists(output.resolve("metrics.jsonl")));
        try (Stream<Path> beside = Files.list(Objects.requireNonNull(output.getParent()))) {
            assertEquals(List.of(output), beside.toList());
        }

        ModelResources resources = name -> {
            Path file = output.resolve(name);
            return Files.exists(file) ? Files.newInputStream(file) : null;
        };
        Path unpacked = new BuiltInModel(resources, List.of(folder.resolve("cache"))).unpacked();
        assertEquals("built-in-" + shipped.id(), String.valueOf(unpacked.getFileName()));
        assertEquals(answer(model), answer(unpacked));

        assertSays("exists; name a new folder", model, output);
    }

    @Test
    void shipsShardsAndTowersInTheirOwnFolder() {
        Path model = model("apart", tiny().withTowerFolder(true), 40_000);
        Path output = folder.resolve("shipped");
        BuiltInFiles shipped = BuiltInFiles.write(model, output);
        assertTrue(shipped.files().contains("tower/model.safetensors"), shipped.files()::toString);
        assertTrue(shipped.files().contains("model.safetensors.index.json"), shipped.files()::toString);
        assertEquals(answer(model), answer(output));
    }

    @Test
    void refusesWhatCannotBeShipped() throws IOException {
        Path text = model("text", tiny().withVision(null), 1 << 20);
        assertSays("has no vision tower", text, folder.resolve("a"));
        Path large = model("large", RandomShape.tiny(Layout.ORIGINAL_MISTRAL, 120_000), 1L << 30);
        assertSays("but at most 12000000 can be shipped; are its weights 16 bit?", large, folder.resolve("a"));
        Path damaged = model("damaged", tiny(), 1 << 20);
        Files.delete(damaged.resolve("tokenizer.model"));
        assertSays("tokenizer.model", damaged, folder.resolve("a"));
        assertSays("is not a checkpoint folder", folder.resolve("nothing"), folder.resolve("a"));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(
                    0,
                    left.filter(file -> String.valueOf(file.getFileName()).startsWith("a"))
                            .count());
        }
    }

    private static void assertSays(String part, Path model, Path output) {
        LlavaMedException e = assertThrows(LlavaMedException.class, () -> BuiltInFiles.write(model, output));
        assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
    }
}

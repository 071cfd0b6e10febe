package org.llavamed.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.error.CheckpointException;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.tokenizer.Tokenizer;

/** A start checkpoint holds both parts unchanged, a projector of torch's law and mean rows for its new tokens. */
class AssemblyTest {
    private static final AssemblyOptions PLAIN = AssemblyOptions.defaults();

    @TempDir
    Path temp = Path.of("");

    private Path language = Path.of("");
    private Path tower = Path.of("");
    private Path output = Path.of("");

    @BeforeEach
    void parts() throws IOException {
        Path tokenizer = temp.resolve("tokenizer.model");
        GoldenCheckpoint.tokenizer(tokenizer);
        RandomShape shape = RandomShape.tiny(Layout.ORIGINAL_LLAMA, 32000);
        language = temp.resolve("language");
        RandomCheckpoint.of(shape.withVision(null))
                .withType(SafetensorsType.F32)
                .withTokenizerModel(tokenizer)
                .write(language, n -> {});
        new CheckpointFolder(language)
                .config(json -> json.put("model_type", "llama")
                        .putArray("architectures")
                        .add("LlamaForCausalLM"));
        Path whole = temp.resolve("whole");
        RandomCheckpoint.of(shape.withTowerFolder(true))
                .withType(SafetensorsType.F32)
                .write(whole, n -> {});
        tower = whole.resolve("tower");
        output = temp.resolve("output");
    }

    private Checkpoint assemble(AssemblyOptions options) {
        Assembly.of(language, tower, options).write(output, n -> {});
        return Checkpoint.open(output, CheckpointOptions.defaults());
    }

    @Test
    void bothPartsAreUnchangedAndTheProjectorHasTorchsLaw() {
        Checkpoint made = assemble(PLAIN);
        Checkpoint text = Checkpoint.open(language, CheckpointOptions.defaults());
        for (String name : text.tensors().keySet()) {
            assertArrayEquals(StoredFloats.read(text.tensor(name)), StoredFloats.read(made.tensor(name)), name);
        }
        assertEquals(List.of(), made.report().missing());
        assertEquals(Layout.ORIGINAL_LLAMA, made.config().layout());
        assertTrue(made.config().preprocessing() != null
                && made.config().preprocessing().padToSquare());
        float[] weight = StoredFloats.read(made.tensor("projector.0.weight")); // [32, 16]
        float bound = 1 / 4f;
        double sum = 0;
        double squares = 0;
        for (float value : weight) {
            assertTrue(Math.abs(value) < bound);
            sum += value;
            squares += value * value;
        }
        assertEquals(0, sum / weight.length, 0.02);
        assertEquals(bound / Math.sqrt(3), Math.sqrt(squares / weight.length), 0.01);
        float[] second = StoredFloats.read(made.tensor("projector.2.bias"));
        for (float value : second) {
            assertTrue(Math.abs(value) < 1 / Math.sqrt(32));
        }
    }

    @Test
    void theSeedDecidesTheProjectorAndTheTypeIsAsAsked() {
        float[] first =
                StoredFloats.read(assemble(PLAIN.withType(SafetensorsType.F32)).tensor("projector.0.weight"));
        Path same = temp.resolve("same");
        Assembly.of(language, tower, PLAIN).write(same, n -> {});
        Path other = temp.resolve("other");
        Assembly.of(language, tower, PLAIN.withSeed(1).withType(SafetensorsType.BF16))
                .write(other, n -> {});
        assertArrayEquals(first, projector(same));
        assertFalse(Arrays.equals(first, projector(other)));
        CheckpointReport report =
                Checkpoint.open(other, CheckpointOptions.defaults()).report();
        assertEquals(
                List.of("BF16"),
                report.types().stream().map(CheckpointReport.TypeSummary::type).toList());
    }

    private static float[] projector(Path folder) {
        return StoredFloats.read(
                Checkpoint.open(folder, CheckpointOptions.defaults()).tensor("projector.0.weight"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"added_tokens", "decoder", "nothing"})
    void newTokensGetMeanRowsAndIds(String files) throws IOException {
        CheckpointFolder folder = new CheckpointFolder(language);
        if (files.equals("decoder")) {
            folder.edit("tokenizer_config.json", json -> {
                ObjectNode listed = json.putObject("added_tokens_decoder");
                listed.putObject("1").put("content", "<s>").put("special", true);
            });
        } else if (files.equals("added_tokens")) {
            Files.writeString(language.resolve("added_tokens.json"), "{\"</s>\": 2}");
        } else {
            Files.delete(language.resolve("tokenizer_config.json"));
            Files.delete(language.resolve("special_tokens_map.json"));
        }
        Checkpoint made = assemble(PLAIN.withStartEnd(true).withProjectorType("linear"));
        Tokenizer tokenizer = Tokenizer.load(output);
        assertEquals(32000, tokenizer.id("<im_patch>").orElseThrow());
        assertEquals(32001, tokenizer.id("<im_start>").orElseThrow());
        assertEquals(32002, tokenizer.id("<im_end>").orElseThrow());
        assertEquals(32003, made.config().language().vocabularySize());
        assertTrue(made.config().imageTokens().startEnd()
                && made.config().imageTokens().patchToken());
        for (String table : List.of("embed_tokens.weight", "lm_head.weight")) {
            float[] rows = StoredFloats.read(made.tensor(table));
            for (int column = 0; column < 32; column++) {
                double sum = 0;
                for (int row = 0; row < 32000; row++) {
                    sum += rows[row * 32 + column];
                }
                for (int row = 32000; row < 32003; row++) {
                    assertEquals(sum / 32000, rows[row * 32 + column], 1e-7, table);
                }
            }
        }
    }

    @Test
    void rowsWithoutATokenAreUsedFirst() {
        Path padded = temp.resolve("padded");
        RandomCheckpoint.of(RandomShape.tiny(Layout.ORIGINAL_MISTRAL, 32064).withVision(null))
                .withTokenizerModel(temp.resolve("tokenizer.model"))
                .write(padded, n -> {});
        Assembly assembly = Assembly.of(padded, tower, PLAIN.withStartEnd(true));
        assertEquals(Map.of("<im_patch>", 32000, "<im_start>", 32001, "<im_end>", 32002), assembly.addedTokens());
        assembly.write(output, n -> {});
        Checkpoint made = Checkpoint.open(output, CheckpointOptions.defaults());
        assertEquals(32064, made.config().language().vocabularySize());
        float[] before = StoredFloats.read(
                Checkpoint.open(padded, CheckpointOptions.defaults()).tensor("embed_tokens.weight"));
        float[] after = StoredFloats.read(made.tensor("embed_tokens.weight"));
        for (int i = 0; i < before.length; i++) {
            assertEquals(i / 32 < 32000 || i / 32 >= 32003, before[i] == after[i], "row " + i / 32);
        }
    }

    @Test
    void wrongPartsAreRefused() throws IOException {
        Path llava = temp.resolve("whole");
        refused("has a vision tower already", llava, tower);
        refused("clip_vision_model", language, language);
        refused("not a vision tower's folder", language, temp.resolve("none"));
        refused("is not a checkpoint folder", temp.resolve("none"), tower);
        new CheckpointFolder(tower).config(json -> json.put("num_hidden_layers", 5));
        refused("tensors of the vision tower are missing", language, tower);
        new CheckpointFolder(tower).config(json -> json.put("num_hidden_layers", 1));
        CheckpointException e = assertThrows(
                CheckpointException.class,
                () -> Assembly.of(
                        language, tower, new AssemblyOptions("mlp2x_gelu", false, -4, true, null, 0, 1_000_000)));
        assertTrue(String.valueOf(e.getMessage()).contains("1 layers"), e.getMessage());
        new CheckpointFolder(tower).config(json -> json.put("model_type", "siglip_vision_model"));
        refused("siglip_vision_model", language, tower);
        new CheckpointFolder(tower)
                .config(json -> json.put("model_type", "clip_vision_model").put("num_hidden_layers", 3));
        Files.writeString(language.resolve("added_tokens.json"), "{\"<extra>\": 32000}");
        refused("only 32000 embeddings", language, tower);
    }

    private static void refused(String words, Path language, Path tower) {
        CheckpointException e = assertThrows(CheckpointException.class, () -> Assembly.of(language, tower, PLAIN));
        assertTrue(String.valueOf(e.getMessage()).contains(words), e.getMessage());
    }

    @Test
    void aFailureLeavesNothingAndAnOutputIsNotOverwritten() throws IOException {
        Assembly assembly = Assembly.of(language, tower, PLAIN);
        assertThrows(
                IllegalStateException.class,
                () -> assembly.write(output, written -> {
                    throw new IllegalStateException("stop");
                }));
        Thread.currentThread().interrupt();
        assertThrows(CheckpointException.class, () -> assembly.write(output, written -> {}));
        assertTrue(Thread.interrupted());
        try (Stream<Path> left = Files.list(temp)) {
            assertTrue(left.noneMatch(path -> path.getFileName().toString().startsWith("output")));
        }
        Files.createDirectories(output);
        Files.writeString(output.resolve("mine"), "x");
        CheckpointException e = assertThrows(CheckpointException.class, () -> assembly.write(output, n -> {}));
        assertTrue(String.valueOf(e.getMessage()).contains("not empty"), e.getMessage());
    }

    @Test
    void everyHalfAndBfloatIsReadAndWrittenExactly() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float half = FloatBits.ofHalf(bits);
            float wide = FloatBits.ofBfloat16(bits);
            if (!Float.isNaN(half)) {
                assertEquals(bits, FloatBits.half(half));
            }
            if (!Float.isNaN(wide)) {
                assertEquals(bits, FloatBits.bfloat16(wide));
            }
            assertEquals(Float.isNaN(half), Float.isNaN(FloatBits.ofHalf(FloatBits.half(half))));
            assertEquals(Float.isNaN(wide), Float.isNaN(FloatBits.ofBfloat16(FloatBits.bfloat16(wide))));
        }
        assertEquals(5.9604645e-8f, FloatBits.ofHalf(1));
        assertEquals(-2f, FloatBits.ofHalf(0xC000));
        assertTrue(Float.isNaN(FloatBits.ofBfloat16(FloatBits.bfloat16(Float.intBitsToFloat(0x7FFFFFFF)))));
        FloatBuffer values = FloatBuffer.allocate(3);
        new UniformValues("a", 1, 1).fill(5, values);
        FloatBuffer piece = FloatBuffer.allocate(1);
        new UniformValues("a", 1, 1).fill(6, piece);
        assertEquals(values.get(1), piece.get(0));
    }
}

package org.llavamed.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.llavamed.checkpoint.VisionConfig.SelectFeature;
import org.llavamed.error.CheckpointException;
import org.llavamed.image.ImagePreprocessing;
import org.llavamed.image.ImagePreprocessing.Resampling;
import org.llavamed.image.ImagePreprocessing.Resize;

class ModelConfigTest {
    @TempDir
    Path temp;

    /** Sets a key, also a nested one ("text_config.vocab_size"), to JSON text. */
    private static void set(ObjectNode json, String key, String value) {
        try {
            int dot = key.indexOf('.');
            if (dot > 0) {
                set((ObjectNode) json.get(key.substring(0, dot)), key.substring(dot + 1), value);
            } else {
                json.set(key, CheckpointFolder.JSON.readTree(value));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(value, e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hidden_size | 33 | multiple of num_attention_heads 4",
                "hidden_size | 36 | even head width, not 9",
                "hidden_size | 0 | 1..",
                "hidden_size | -32 | 1..",
                "hidden_size | 1e30 | whole number",
                "hidden_size | 99999999999999999999999 | 1..",
                "hidden_size | \"32\" | whole number",
                "hidden_size | 64 | shape",
                "num_attention_heads | [4] | whole number",
                "num_key_value_heads | 3 | not a multiple",
                "head_dim | 7 | even",
                "num_hidden_layers | 100000 | 1..1024",
                "num_hidden_layers | 3 | 9 needed tensors are missing",
                "vocab_size | 65 | [64, 32]",
                "rms_norm_eps | -1 | 0.0..1.0",
                "rms_norm_eps | null | ``",
                "rope_theta | \"x\" | number",
                "rope_theta | 0 | 0.001",
                "rope_scaling | {\"rope_type\":\"yarn\",\"factor\":2} | yarn",
                "rope_scaling | {\"type\":\"linear\",\"factor\":2} | linear",
                "rope_parameters | {\"rope_theta\":5,\"rope_type\":\"default\"} | 10000.0",
                "max_position_embeddings | 2147483647 | 1..",
                "sliding_window | 0 | 1..",
                "tie_word_embeddings | 1 | true or false",
                "hidden_act | \"gelu\" | silu",
                "attention_bias | true | biases",
                "mlp_bias | true | biases",
                "quantization_config | {\"bits\":4} | quantized",
                "model_type | \"llava_next\" | supported are",
                "model_type | 5 | string",
                "architectures | \"x\" | list",
                "architectures | [\"LlavaForConditionalGeneration\"] | conversion",
                "mm_hidden_size | 17 | width 16",
                "mm_projector_type | \"mlp3x_gelu\" | model.mm_projector.4",
                "mm_projector_type | \"linear\" | model.mm_projector.weight",
                "mm_projector_type | \"identity\" | embeddings",
                "mm_projector_type | \"mlp999x_gelu\" | 1..64",
                "mm_projector_type | \"resampler\" | supported are",
                "mm_vision_select_layer | -5 | 3 layers",
                "mm_vision_select_layer | 4 | 3 layers",
                "mm_vision_select_layer | [] | entries",
                "mm_vision_select_feature | \"cls\" | cls_patch",
                "image_aspect_ratio | \"anyres\" | not supported",
                "image_aspect_ratio | \"keep\" | not supported",
                "mm_use_im_start_end | \"yes\" | true or false",
                "mm_vision_tower | [\"a\"] | string",
                "tokenizer_model_max_length | 0 | 1..",
            })
    void contradictionsAreRefusedWithKeyAndValue(String key, String value, String problem) {
        CheckpointFolder folder =
                CheckpointFolder.tiny(temp, Layout.ORIGINAL_MISTRAL).config(json -> set(json, key, value));
        if (problem.isEmpty()) {
            assertNotNull(folder.model());
        } else {
            folder.assertRefused(problem);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "model_type | \"llava_mistral\" | llava",
                "text_config | 3 | object",
                "text_config.model_type | \"qwen2\" | llama and mistral",
                "text_config.hidden_size | 40 | shape",
                "vision_config.model_type | \"siglip_vision_model\" | CLIP",
                "vision_config.hidden_act | \"relu\" | quick_gelu",
                "vision_config.num_channels | 1 | 3 colour",
                "vision_config.patch_size | 29 | larger than image_size",
                "vision_config.image_size | [28,14] | squares",
                "vision_config.image_size | 56 | crop_size",
                "vision_config.num_attention_heads | 3 | multiple",
                "vision_feature_layer | [-2,-1] | shape",
                "vision_feature_select_strategy | \"patch\" | default",
                "image_seq_length | 5 | 4 features",
                "projector_hidden_act | \"relu\" | gelu",
                "image_token_id | 5 | image_token_index says 64",
                "eos_token_id | -1 | ``",
            })
    void contradictionsOfAConversionAreRefused(String key, String value, String problem) {
        CheckpointFolder folder = CheckpointFolder.tiny(temp, Layout.HF_GEN2).config(json -> set(json, key, value));
        if (problem.isEmpty()) {
            assertNotNull(folder.model()); // generation_config.json goes first
        } else {
            folder.assertRefused(problem);
        }
    }

    @Test
    void valuesThatWritersOfConversionsLeaveAreAccepted() {
        CheckpointFolder folder = CheckpointFolder.tiny(temp, Layout.HF_GEN1).config(json -> {
            json.put("image_seq_length", 576)
                    .put("image_token_index", 1_000_000)
                    .put("unknown", "x");
            ObjectNode text = (ObjectNode) json.get("text_config");
            text.remove("rope_theta");
            text.putObject("rope_parameters").put("rope_theta", 5e5).put("rope_type", "default");
            text.remove(List.of("sliding_window"));
        });
        ModelConfig config = folder.model();
        assertEquals(5e5, config.language().ropeTheta());
        assertEquals(4096, config.language().slidingWindow(), "MistralConfig's default for an absent key");
        assertEquals(1_000_000, config.imageTokens().hfImageTokenId());
    }

    @Test
    void absentKeysTakeTheDefaultsOfTheReference() throws IOException {
        Path file = Files.writeString(temp.resolve("c.json"), "{}");
        LanguageConfig llama = LanguageConfigReader.read(JsonObject.read(file), LanguageConfig.Family.LLAMA, false);
        assertEquals(
                new LanguageConfig(
                        LanguageConfig.Family.LLAMA, 4096, 11008, 32, 32, 32, 128, 1e-6, 1e4, 2048, 32000, null, false),
                llama);
        LanguageConfig mistral = LanguageConfigReader.read(JsonObject.read(file), LanguageConfig.Family.MISTRAL, false);
        assertEquals(
                new LanguageConfig(
                        LanguageConfig.Family.MISTRAL,
                        4096,
                        14336,
                        32,
                        32,
                        8,
                        128,
                        1e-6,
                        1e4,
                        131072,
                        32000,
                        4096,
                        false),
                mistral);
        VisionConfig clip = VisionConfigReader.read(
                JsonObject.read(file), new VisionConfigReader.Selection(List.of(-2), SelectFeature.PATCH));
        assertEquals(
                new VisionConfig(
                        768,
                        3072,
                        12,
                        12,
                        224,
                        32,
                        1e-5,
                        VisionConfig.Activation.QUICK_GELU,
                        List.of(-2),
                        SelectFeature.PATCH),
                clip);
    }

    @Test
    void originalKeysHaveTheirDefaults() {
        CheckpointFolder folder = CheckpointFolder.tiny(temp, Layout.ORIGINAL_MISTRAL)
                .config(json -> json.remove(List.of(
                        "image_aspect_ratio",
                        "mm_use_im_patch_token",
                        "mm_use_im_start_end",
                        "mm_vision_select_layer",
                        "mm_vision_select_feature",
                        "mm_hidden_size",
                        "tokenizer_model_max_length")));
        ModelConfig config = folder.model();
        assertEquals(new ImageTokens(false, true, null), config.imageTokens());
        assertEquals(ImagePreprocessing.clip(28, false), config.preprocessing());
        assertNull(config.tokenizerModelMaxLength());
        assertEquals(RandomShape.tiny(Layout.ORIGINAL_MISTRAL, 64).vision(), config.vision());
    }

    @Test
    void anOptionOverridesThePadding() {
        for (Layout layout : List.of(Layout.ORIGINAL_LLAMA, Layout.HF_GEN1)) {
            CheckpointFolder folder = CheckpointFolder.tiny(temp, layout);
            for (String ratio : List.of("pad", "square")) {
                ImagePreprocessing preprocessing = Checkpoint.open(
                                folder.path(), CheckpointOptions.defaults().withImageAspectRatio(ratio))
                        .config()
                        .preprocessing();
                assertEquals(ImagePreprocessing.clip(28, ratio.equals("pad")), preprocessing);
            }
        }
    }

    @Test
    void preprocessorSpellingsAreRead() {
        CheckpointFolder folder = CheckpointFolder.tiny(temp, Layout.HF_GEN1);
        folder.edit("preprocessor_config.json", json -> {
            json.put("size", 28).put("crop_size", 28).put("resample", 2).put("do_pad", true);
            json.put("do_rescale", false).put("do_normalize", false);
        });
        assertEquals(
                new ImagePreprocessing(
                        true,
                        new Resize(28, 0, 0),
                        Resampling.BILINEAR,
                        28,
                        28,
                        1,
                        List.of(0., 0., 0.),
                        List.of(1., 1., 1.)),
                folder.model().preprocessing());
        folder.edit("preprocessor_config.json", json -> {
            json.putObject("size").put("height", 28).put("width", 28);
            json.put("do_center_crop", false);
        });
        ImagePreprocessing exact = folder.model().preprocessing();
        assertNotNull(exact);
        assertEquals(new Resize(0, 28, 28), exact.resize());
        assertEquals(0, exact.cropHeight());
    }

    @Test
    void nestedImageProcessorIsRead() throws IOException {
        CheckpointFolder folder = CheckpointFolder.tiny(temp, Layout.HF_GEN2);
        Path old = folder.path().resolve("preprocessor_config.json");
        ObjectNode nested = CheckpointFolder.JSON.createObjectNode();
        nested.set(
                "image_processor",
                ((ObjectNode) CheckpointFolder.JSON.readTree(Files.readString(old))).put("do_pad", true));
        Files.delete(old);
        assertEquals(ImagePreprocessing.clip(28, false), folder.model().preprocessing());
        Files.writeString(folder.path().resolve("processor_config.json"), nested.toString());
        assertEquals(ImagePreprocessing.clip(28, true), folder.model().preprocessing());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "resample | 1 | bilinear",
                "size | {\"longest_edge\":28} | shortest_edge",
                "size | {\"height\":28} | no width",
                "size | \"28\" | object",
                "size | {\"height\":0,\"width\":28} | 1..",
                "crop_size | {\"height\":28} | height and width",
                "crop_size | {\"height\":28,\"width\":14} | 28 pixels",
                "do_center_crop | false | square",
                "image_mean | [0.5] | 3 numbers",
                "image_std | [0,1,1] | 1.0E-9",
                "rescale_factor | true | number",
                "image_processor_type | \"LlavaNextImageProcessor\" | only CLIPImageProcessor",
            })
    void preprocessorContradictionsAreRefused(String key, String value, String problem) {
        CheckpointFolder.tiny(temp, Layout.HF_GEN1)
                .edit("preprocessor_config.json", json -> set(json, key, value))
                .assertRefused("preprocessor_config.json", problem);
    }

    @Test
    void endTokensComeFromTheGenerationConfigFirst() throws IOException {
        CheckpointFolder folder = CheckpointFolder.tiny(temp, Layout.ORIGINAL_MISTRAL);
        folder.edit(
                "generation_config.json",
                json -> json.putArray("eos_token_id").add(2).add(7));
        assertEquals(List.of(2, 7), folder.model().eosIds());
        Files.delete(folder.path().resolve("generation_config.json"));
        folder.config(json -> json.put("eos_token_id", 5).putNull("bos_token_id"));
        assertEquals(List.of(5), folder.model().eosIds());
        assertEquals(1, folder.model().bosId());
        folder.config(json -> json.put("eos_token_id", 64));
        folder.assertRefused("eos_token_id is 64", "0..63");
    }

    @Test
    void textThatIsNoConfigurationIsRefused() throws IOException {
        CheckpointFolder folder = CheckpointFolder.tiny(temp, Layout.ORIGINAL_MISTRAL);
        Path file = folder.path().resolve("config.json");
        for (String text : List.of(
                "",
                "null",
                "[]",
                "{",
                "{\"a\":1,\"a\":2}",
                "{} {}",
                "[".repeat(100_000),
                "{\"a\":" + "[".repeat(100_000),
                "{\"model_type\":" + "9".repeat(5000) + "}",
                "{\"architectures\":[]}")) {
            Files.writeString(file, text);
            folder.assertRefused("config.json");
        }
        Files.write(file, new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}'});
        folder.assertRefused("config.json", "UTF-8");
        Files.delete(file);
        folder.assertRefused("config.json", "no such file");
        Files.createDirectory(file);
        folder.assertRefused("config.json");
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void damagedFilesAreReadOrRefusedByName(Layout layout) throws IOException {
        CheckpointFolder folder = CheckpointFolder.of(
                temp, RandomCheckpoint.of(RandomShape.tiny(layout, 64)).withShardBytes(60_000));
        List<String> names = List.of(
                "config.json",
                "generation_config.json",
                "model.safetensors.index.json",
                layout.isHuggingFace() ? "preprocessor_config.json" : "tower/config.json");
        Random random = new Random(layout.name().hashCode());
        int refused = 0;
        for (int round = 0; round < 200; round++) {
            Path file = folder.path().resolve(names.get(random.nextInt(names.size())));
            byte[] good = Files.readAllBytes(file);
            Files.write(file, mutate(good, random));
            try {
                assertNotNull(folder.open().report());
            } catch (CheckpointException e) {
                assertTrue(String.valueOf(e.getMessage()).contains("checkpoint"), e.getMessage());
                refused++;
            } finally {
                Files.write(file, good);
            }
        }
        assertTrue(refused > 50, "refused " + refused);
        assertNotNull(folder.open());
    }

    private static final List<String> VALUES = List.of(
            "0",
            "-1",
            "1e999",
            "NaN",
            "Infinity",
            "2147483648",
            "9223372036854775807",
            "1.5",
            "null",
            "true",
            "[]",
            "{}",
            "\"\"",
            "[1,2]",
            "{\"rope_type\":[]}",
            "\"\\u0000\"",
            "[[[]]]",
            "4");

    private static byte[] mutate(byte[] good, Random random) {
        String text = new String(good, StandardCharsets.UTF_8);
        switch (random.nextInt(4)) {
            case 0 -> {
                byte[] cut = Arrays.copyOf(good, random.nextInt(good.length));
                return cut;
            }
            case 1 -> {
                byte[] flipped = good.clone();
                flipped[random.nextInt(good.length)] ^= (byte) (1 << random.nextInt(8));
                return flipped;
            }
            default -> {
                // A value of another kind behind a random colon.
                List<Integer> colons = text.chars().boxed().toList().stream()
                        .filter(c -> c == ':')
                        .toList();
                int wanted = random.nextInt(colons.size());
                int at = -1;
                for (int seen = 0; seen <= wanted; seen++) {
                    at = text.indexOf(':', at + 1);
                }
                int end = at + 1;
                while (",}\n".indexOf(text.charAt(end)) < 0) {
                    end++;
                }
                String value = VALUES.get(random.nextInt(VALUES.size()));
                return (text.substring(0, at + 1) + value + text.substring(end)).getBytes(StandardCharsets.UTF_8);
            }
        }
    }
}

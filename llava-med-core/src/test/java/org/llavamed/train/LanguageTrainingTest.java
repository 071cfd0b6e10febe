package org.llavamed.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.checkpoint.FreshLanguageModel;
import org.llavamed.checkpoint.LanguageConfig.Family;
import org.llavamed.checkpoint.Layout;
import org.llavamed.checkpoint.RandomShape;
import org.llavamed.image.ImageSource;
import org.llavamed.prompt.Turn;
import org.llavamed.safetensors.SafetensorsFile;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.tokenizer.Tokenizer;
import org.llavamed.tokenizer.TokenizerTrainer;

/** The recipe {@code language}: a model that knows nothing learns text, and what comes out is a plain folder. */
class LanguageTrainingTest {
    private static final List<String> TEXTS = texts();

    @TempDir
    Path temp;

    private Path tokenizer = Path.of("");

    private static List<String> texts() {
        Random random = new Random(3);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            String side = random.nextBoolean() ? "left" : "right";
            String finding = List.of("nodule", "bleed", "mass").get(random.nextInt(3));
            texts.add("There is a large " + finding + " on the " + side + " side.");
        }
        return texts;
    }

    /** One document each, as the assistant's only turn; an image where one is wanted, which is not looked at. */
    private record Texts(boolean images) implements SampleSource {
        @Override
        public int size() {
            return TEXTS.size();
        }

        @Override
        public TrainingSample sample(int index) {
            List<ImageSource> none = images ? List.of(ImageSource.of(Path.of("not there.png"))) : List.of();
            return new TrainingSample("t" + index, none, List.of(Turn.assistant(TEXTS.get(index))));
        }

        @Override
        public Length length(int index) {
            return new Length(9, images);
        }

        @Override
        public String fingerprint() {
            return "texts";
        }
    }

    @BeforeEach
    void tokenizer() {
        tokenizer = temp.resolve("tokenizer");
        TokenizerTrainer trainer = new TokenizerTrainer(400);
        TEXTS.forEach(trainer::add);
        trainer.train().write(tokenizer);
    }

    private Path fresh(Family family) {
        Path folder = temp.resolve("fresh-" + family);
        FreshLanguageModel.builder(tokenizer)
                .family(family)
                .width(32)
                .layers(2)
                .heads(4)
                .kvHeads(2)
                .positions(64)
                .build()
                .write(folder, written -> {});
        return folder;
    }

    private static TrainingRecipeBuilder recipe(long steps) {
        return TrainingRecipe.language().toBuilder()
                .batchSize(8)
                .maxSteps(steps)
                .maxLength(48);
    }

    private TinyRun.Losses train(Path model, TrainingRecipe recipe, Path output, boolean images) {
        TinyRun.Losses losses = new TinyRun.Losses();
        TrainingReport report =
                Trainer.train(model, new Texts(images), recipe, TinyRun.options(output, losses, more -> more));
        assertTrue(report.finished());
        assertEquals(0, report.unlearnedSamples());
        return losses;
    }

    @Test
    void theReadyMadeRecipe() {
        TrainingRecipe recipe = TrainingRecipe.language();
        assertEquals(List.of(TrainedModule.LANGUAGE_MODEL), recipe.train());
        assertEquals("text", recipe.template());
        assertEquals(1e-3, recipe.learningRate().get(TrainedModule.LANGUAGE_MODEL));
        assertEquals(0.95, recipe.beta2());
        assertEquals(0.1, recipe.weightDecay());
        assertEquals(32, recipe.batchSize());
        assertEquals(512, recipe.maxLength());
        assertTrue(TrainingRecipe.names().contains("language"));
    }

    @Test
    void aFreshModelKnowsNothingAndLearns() throws IOException {
        for (Family family : Family.values()) {
            Path model = fresh(family);
            Path output = temp.resolve("run-" + family);
            TinyRun.Losses losses = train(
                    model,
                    recipe(24).learningRate(TrainedModule.LANGUAGE_MODEL, 1e-2).build(),
                    output,
                    false);
            double nothing = Math.log(Tokenizer.load(tokenizer).vocabularySize());
            assertEquals(nothing, losses.loss(1), 0.15);
            // Which words there are, without their order, is a loss of about 2.4.
            assertTrue(losses.loss(24) < 2, family + ": " + losses.loss(24));
            assertPlain(model, output, family);
        }
    }

    /** Same names, same configuration, same tokenizer as the start, which transformers opens. */
    private static void assertPlain(Path start, Path result, Family family) throws IOException {
        Checkpoint checkpoint = Checkpoint.open(result, CheckpointOptions.defaults());
        assertNull(checkpoint.config().vision());
        assertEquals(List.of(), checkpoint.report().unused());
        assertEquals(names(start), names(result));
        assertTrue(names(result).contains("model.layers.1.mlp.down_proj.weight"));
        JsonNode json =
                new ObjectMapper().readTree(result.resolve("config.json").toFile());
        assertEquals(new ObjectMapper().readTree(start.resolve("config.json").toFile()), json);
        assertEquals(
                family == Family.MISTRAL ? "mistral" : "llama",
                json.get("model_type").asText());
        assertEquals(-1, Files.mismatch(start.resolve("tokenizer.model"), result.resolve("tokenizer.model")));
    }

    private static List<String> names(Path folder) {
        return SafetensorsFile.read(folder.resolve("model.safetensors")).tensors().keySet().stream()
                .sorted()
                .collect(Collectors.toList());
    }

    @Test
    void anAdapterCanBeTrainedOnText() {
        Path model = fresh(Family.MISTRAL);
        TrainingRecipe lora = TrainingRecipe.builder()
                .train(List.of(TrainedModule.LORA))
                .learningRate(TrainedModule.LORA, 1e-2)
                .template("text")
                .batchSize(8)
                .maxSteps(6)
                .lora(new LoraSettings(4, 8, 0, LoraSettings.ALL_TARGETS))
                .build();
        Path output = temp.resolve("lora");
        TinyRun.Losses losses = train(model, lora, output, false);
        assertTrue(losses.loss(6) < losses.loss(1));
        Checkpoint.open(model, CheckpointOptions.defaults().withAdapter(output));
    }

    @Test
    void imagesOfSamplesAreNotLookedAtAlsoWithVision() {
        Path model =
                TinyRun.model(temp, RandomShape.tiny(Layout.ORIGINAL_MISTRAL, TinyRun.VOCABULARY), SafetensorsType.F32);
        Path output = temp.resolve("vision");
        train(model, recipe(2).build(), output, true);
        assertFalse(
                Checkpoint.open(output, CheckpointOptions.defaults()).config().vision() == null);
    }

    /** What calls itself a LLaVA model but has no vision becomes what it is. */
    @Test
    void aTextOnlyLlavaFolderBecomesAPlainOne() throws IOException {
        for (Layout layout : List.of(Layout.ORIGINAL_MISTRAL, Layout.ORIGINAL_LLAMA)) {
            RandomShape shape = RandomShape.tiny(layout, TinyRun.VOCABULARY).withVision(null);
            Path model = TinyRun.model(temp, shape, SafetensorsType.F32);
            Path output = temp.resolve("plain-" + layout);
            train(model, recipe(1).build(), output, false);
            JsonNode json =
                    new ObjectMapper().readTree(output.resolve("config.json").toFile());
            boolean mistral = layout == Layout.ORIGINAL_MISTRAL;
            assertEquals(mistral ? "mistral" : "llama", json.get("model_type").asText());
            assertEquals(
                    mistral ? "[\"MistralForCausalLM\"]" : "[\"LlamaForCausalLM\"]",
                    json.get("architectures").toString());
            assertNull(Checkpoint.open(output, CheckpointOptions.defaults())
                    .config()
                    .vision());
        }
    }

    @Test
    void textAndModulesThatLearnFromImagesContradict() {
        TrainingRecipeBuilder builder = TrainingRecipe.stage1().toBuilder().template("text");
        String message =
                assertThrows(IllegalArgumentException.class, builder::build).getMessage();
        assertTrue(message != null && message.contains("projector") && message.contains("text"), message);
        TrainingRecipe.stage1().toBuilder().template("v1").build();
    }

    @Test
    void aSampleIsShownAsItIsLearned() {
        LabelPreview preview = LabelPreview.of(fresh(Family.LLAMA), "text", 512);
        LabelledTokens tokens = preview.label(new Texts(true).sample(0));
        assertEquals("text", preview.template());
        assertFalse(tokens.tokens().get(0).learned());
        assertEquals("<s>", tokens.tokens().get(0).text());
        assertEquals(tokens.tokens().size() - 1, tokens.learnedTokens());
        LabelledToken last = tokens.tokens().get(tokens.tokens().size() - 1);
        assertEquals("</s>", last.text());
        assertEquals(
                " " + TEXTS.get(0),
                tokens.tokens().subList(1, tokens.tokens().size() - 1).stream()
                        .map(LabelledToken::text)
                        .collect(Collectors.joining()));
    }
}

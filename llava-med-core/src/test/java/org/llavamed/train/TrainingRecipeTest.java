package org.llavamed.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.llavamed.train.TrainedModule.IMAGE_MARKERS;
import static org.llavamed.train.TrainedModule.LANGUAGE_MODEL;
import static org.llavamed.train.TrainedModule.LORA;
import static org.llavamed.train.TrainedModule.PROJECTOR;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.error.LlavaMedException;
import org.llavamed.train.TrainingRecipe.Precision;
import org.llavamed.train.TrainingRecipe.Sampling;
import org.llavamed.train.TrainingRecipe.Schedule;

class TrainingRecipeTest {
    @TempDir
    Path folder;

    @Test
    void stage1HasThePapersValues() {
        TrainingRecipe recipe = TrainingRecipe.stage1();
        assertEquals(List.of(PROJECTOR), recipe.train());
        assertEquals(Map.of(PROJECTOR, 2e-3), recipe.learningRate());
        assertEquals(128, recipe.batchSize() * recipe.accumulation());
        assertEquals(1.0, recipe.epochs());
        assertNull(recipe.lora());
        assertCommon(recipe);
    }

    @Test
    void stage2HasThePapersValues() {
        TrainingRecipe recipe = TrainingRecipe.stage2();
        assertEquals(List.of(PROJECTOR, LANGUAGE_MODEL), recipe.train());
        assertEquals(Map.of(PROJECTOR, 2e-5, LANGUAGE_MODEL, 2e-5), recipe.learningRate());
        assertEquals(128, recipe.batchSize() * recipe.accumulation());
        assertEquals(3.0, recipe.epochs());
        assertCommon(recipe);
    }

    @Test
    void vqaHasThePapersValues() {
        TrainingRecipe recipe = TrainingRecipe.vqa();
        assertEquals(Map.of(PROJECTOR, 2e-5, LANGUAGE_MODEL, 2e-5), recipe.learningRate());
        assertEquals(64, recipe.batchSize() * recipe.accumulation());
        assertEquals(15.0, recipe.epochs());
        assertCommon(recipe);
    }

    @Test
    void loraHasTheValuesOfLlava15() {
        TrainingRecipe recipe = TrainingRecipe.loraTuning();
        assertEquals(List.of(LORA, PROJECTOR), List.copyOf(recipe.learningRate().keySet()));
        assertEquals(Map.of(LORA, 2e-4, PROJECTOR, 2e-5), recipe.learningRate());
        assertEquals(new LoraSettings(128, 256, 0.05, LoraSettings.ALL_TARGETS), recipe.lora());
        assertEquals(128, recipe.batchSize() * recipe.accumulation());
        assertEquals(Sampling.BY_LENGTH, recipe.sampling());
        assertCommon(recipe);
    }

    /** What section 4 and appendix of the paper and the published scripts share. */
    private static void assertCommon(TrainingRecipe recipe) {
        assertNull(recipe.maxSteps());
        assertEquals(0.03, recipe.warmupRatio());
        assertEquals(Schedule.COSINE, recipe.schedule());
        assertEquals(0, recipe.weightDecay());
        assertEquals(0.9, recipe.beta1());
        assertEquals(0.999, recipe.beta2());
        assertEquals(1e-8, recipe.eps());
        assertEquals(1, recipe.clipNorm());
        assertEquals(2048, recipe.maxLength());
        assertNull(recipe.template());
        assertEquals(Precision.BF16, recipe.precision());
        assertEquals(42, recipe.seed());
        assertTrue(recipe.gradientCheckpointing());
    }

    @Test
    void theReadyMadeFilesAreWrittenAsToJsonWrites() throws IOException {
        for (String name : TrainingRecipe.names()) {
            try (var in = TrainingRecipe.class.getResourceAsStream(name + ".json")) {
                assertEquals(
                        new String(in.readAllBytes(), StandardCharsets.UTF_8),
                        TrainingRecipe.named(name).toJson());
            }
        }
    }

    @Test
    void everyOtherKeyHasADefault() {
        TrainingRecipe recipe = TrainingRecipe.parse(
                "r", "{\"train\": [\"projector\"], \"learning_rate\": {\"projector\": 1e-3}, \"max_steps\": 5}");
        TrainingRecipe expected = new TrainingRecipe(
                List.of(PROJECTOR),
                Map.of(PROJECTOR, 1e-3),
                1,
                1,
                null,
                5L,
                0.03,
                Schedule.COSINE,
                0,
                0.9,
                0.999,
                1e-8,
                1.0,
                2048,
                null,
                Precision.F32,
                42,
                null,
                Sampling.RANDOM,
                false);
        assertEquals(expected, recipe);
    }

    @Test
    void lowRankDefaultsFollowTheRank() {
        String start = "{\"train\": [\"lora\"], \"learning_rate\": 1, \"epochs\": 1, \"lora\": ";
        assertEquals(
                new LoraSettings(128, 256, 0.05, LoraSettings.ALL_TARGETS),
                TrainingRecipe.parse("r", start + "{}}").lora());
        assertEquals(
                new LoraSettings(8, 16, 0.05, LoraSettings.ALL_TARGETS),
                TrainingRecipe.parse("r", start + "{\"rank\": 8}}").lora());
        assertEquals(
                new LoraSettings(8, 8, 0, List.of("v_proj", "q_proj")),
                TrainingRecipe.parse(
                                "r",
                                start
                                        + "{\"alpha\": 8, \"rank\": 8, \"dropout\": 0, \"targets\": [\"v_proj\", \"q_proj\"]}}")
                        .lora());
    }

    @Test
    void oneNumberIsTheRateOfAllModules() {
        TrainingRecipe recipe = TrainingRecipe.parse(
                "r", "{\"learning_rate\": 2e-5, \"train\": [\"projector\", \"language_model\"], \"epochs\": 0.5}");
        assertEquals(Map.of(PROJECTOR, 2e-5, LANGUAGE_MODEL, 2e-5), recipe.learningRate());
    }

    @Test
    void anyRecipeIsReadBackAsItWas() {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            TrainingRecipe recipe = random(random);
            assertEquals(recipe, TrainingRecipe.parse("r", recipe.toJson()), recipe::toJson);
            assertEquals(recipe, recipe.toBuilder().build());
            assertEquals(
                    recipe.train(), List.copyOf(recipe.learningRate().keySet()), "rates in the order of the modules");
        }
    }

    private static TrainingRecipe random(Random random) {
        List<TrainedModule> train = new ArrayList<>(List.of(PROJECTOR, random.nextBoolean() ? LANGUAGE_MODEL : LORA));
        if (train.contains(LORA) && random.nextBoolean()) {
            train.add(IMAGE_MARKERS);
        }
        Collections.shuffle(train, random);
        TrainingRecipeBuilder builder = TrainingRecipe.builder().train(train);
        train.forEach(module -> builder.learningRate(module, Math.pow(10, -12 * random.nextDouble())));
        if (train.contains(LORA)) {
            builder.lora(new LoraSettings(
                    1 + random.nextInt(300),
                    1e-3 + 300 * random.nextDouble(),
                    random.nextDouble(),
                    LoraSettings.ALL_TARGETS.subList(0, 1 + random.nextInt(7))));
        }
        return (random.nextBoolean()
                        ? builder.epochs(1e-4 + 9 * random.nextDouble())
                        : builder.maxSteps(1 + random.nextInt(9999)))
                .batchSize(1 + random.nextInt(100_000))
                .accumulation(1 + random.nextInt(100_000))
                .warmupRatio(random.nextDouble())
                .schedule(List.of(Schedule.values()).get(random.nextInt(3)))
                .weightDecay(random.nextBoolean() ? -0.0 : random.nextDouble())
                .betas(random.nextDouble(), random.nextDouble())
                .eps(Math.pow(10, -29 * random.nextDouble()))
                .clipNorm(1e9 * random.nextDouble())
                .maxLength(2 + random.nextInt(5000))
                .template(List.of("v0", "v1", "mistral_instruct", "plain", "llama_2")
                        .get(random.nextInt(5)))
                .template(random.nextBoolean() ? null : "mistral_instruct")
                .precision(List.of(Precision.values()).get(random.nextInt(2)))
                .seed(random.nextLong())
                .sampling(List.of(Sampling.values()).get(random.nextInt(Sampling.values().length)))
                .gradientCheckpointing(random.nextBoolean())
                .build();
    }

    @Test
    void doesNotChangeWithWhatItWasMadeOf() {
        List<TrainedModule> train = new ArrayList<>(List.of(PROJECTOR));
        TrainingRecipeBuilder builder = TrainingRecipe.builder()
                .train(train)
                .learningRate(PROJECTOR, 1e-3)
                .epochs(1);
        TrainingRecipe recipe = builder.build();
        train.add(LANGUAGE_MODEL);
        builder.learningRate(PROJECTOR, 1);
        assertEquals(List.of(PROJECTOR), recipe.train());
        assertEquals(Map.of(PROJECTOR, 1e-3), recipe.learningRate());
        assertThrows(
                UnsupportedOperationException.class, () -> recipe.learningRate().put(PROJECTOR, 0.5));
    }

    @Test
    void aReadyMadeRecipeCanBeChanged() {
        TrainingRecipe recipe = TrainingRecipe.stage1().toBuilder()
                .train(List.of(PROJECTOR, IMAGE_MARKERS))
                .learningRate(IMAGE_MARKERS, 2e-3)
                .maxSteps(10)
                .build();
        assertEquals(Map.of(PROJECTOR, 2e-3, IMAGE_MARKERS, 2e-3), recipe.learningRate());
        assertNull(recipe.epochs());
        assertEquals(10L, recipe.maxSteps());
        TrainingRecipe fewer =
                TrainingRecipe.stage2().toBuilder().train(List.of(PROJECTOR)).build();
        assertEquals(Map.of(PROJECTOR, 2e-5), fewer.learningRate());
    }

    @Test
    void filesAreWrittenWholeAndReplaced() throws IOException {
        Path file = folder.resolve("recipe.json");
        TrainingRecipe.stage1().write(file);
        TrainingRecipe.loraTuning().write(file);
        assertEquals(TrainingRecipe.loraTuning(), TrainingRecipe.read(file));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
        Path missing = folder.resolve("none").resolve("recipe.json");
        LlavaMedException error = assertThrows(
                LlavaMedException.class, () -> TrainingRecipe.stage1().write(missing));
        assertTrue(error.getMessage().startsWith(missing + ": cannot be written: "), error.getMessage());
        Path occupied = folder.resolve("occupied");
        Files.createDirectories(occupied.resolve("inner"));
        assertThrows(LlavaMedException.class, () -> TrainingRecipe.stage1().write(occupied));
        assertThrows(LlavaMedException.class, () -> TrainingRecipe.stage1().write(Path.of("/")));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(occupied, file), files.sorted().toList());
        }
        assertFalse(Files.exists(missing));
    }

    /** Whatever the bytes, the answer is a recipe or an exception of ours. */
    @Test
    void damagedTextIsNeverMoreThanAMessage() {
        byte[] good = TrainingRecipe.loraTuning().toJson().getBytes(StandardCharsets.UTF_8);
        Random random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 1500; i++) {
            byte[] bytes = Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(good.length) : good.length);
            for (int n = random.nextInt(4); n >= 0 && bytes.length > 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte)
                        (random.nextBoolean()
                                ? random.nextInt(256)
                                : "{}[],:\"0123456789.eE-+ntf".charAt(random.nextInt(25)));
            }
            try {
                RecipeReader.parse("damaged.json", bytes);
            } catch (LlavaMedException e) {
                refused++;
                assertTrue(e.getMessage().startsWith("damaged.json: "), e.getMessage());
                assertTrue(e.getMessage().length() < 1000, e.getMessage());
            }
        }
        assertTrue(refused > 1000, "refused " + refused);
    }
}

package org.llavamed.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.checkpoint.ClipCheckpoint;
import org.llavamed.error.ImageException;
import org.llavamed.error.LlavaMedException;
import org.llavamed.image.ImageSource;
import org.llavamed.prompt.Turn;
import org.llavamed.tokenizer.Tokenizer;

/** A contrastive run stops, goes on, refuses and ends as every other run does. */
class ContrastiveRunTest {
    private final ContrastiveGolden golden = new ContrastiveGolden();
    private Path start = Path.of("");

    @TempDir
    Path temporary;

    @BeforeEach
    void writeStart() throws IOException {
        start = golden.folder(temporary.resolve("start"));
    }

    @Test
    void resumesToTheBitAndWritesAWholeFolder() throws IOException {
        Files.writeString(start.resolve("preprocessor_config.json"), "{\"crop_size\": 28, \"size\": 28}");
        TinyRun.Losses whole = new TinyRun.Losses();
        run("whole", golden.recipe(), whole, options -> options);
        TinyRun.Losses parts = new TinyRun.Losses();
        AtomicLong left = new AtomicLong(5);
        TrainingReport stopped =
                run("parts", golden.recipe(), parts, options -> options.stop(() -> left.decrementAndGet() < 0));
        assertEquals(5, stopped.steps());
        run("parts", golden.recipe(), parts, options -> options.resume(true));
        assertEquals(whole.steps, parts.steps);
        assertEquals(6, parts.starts.get(1).firstStep());
        assertEquals(files("whole"), files("parts"));

        ClipCheckpoint result = ClipCheckpoint.open(temporary.resolve("whole"));
        assertEquals(ClipCheckpoint.open(start).config(), result.config());
        assertEquals(
                Files.readString(start.resolve("preprocessor_config.json")),
                Files.readString(temporary.resolve("whole").resolve("preprocessor_config.json")));
        assertEquals(512, Tokenizer.load(result.folder()).vocabularySize());
        long numbers = result.tensors().values().stream()
                .mapToLong(info -> info.shape().stream().reduce(1L, (a, b) -> a * b))
                .sum();
        assertEquals(numbers, whole.starts.get(0).trainedParameters());
        assertEquals(0, whole.starts.get(0).frozenParameters());
        assertEquals(
                List.of(),
                whole.warnings.stream().filter(text -> !text.contains("cut")).toList());
    }

    @Test
    void imagesInMemoryAreTheSameAndNeedNoFile() {
        AtomicBoolean gone = new AtomicBoolean();
        SampleSource source = changed(sample -> new TrainingSample(
                sample.id(),
                gone.get() ? List.of(ImageSource.of(new byte[] {1, 2, 3})) : sample.images(),
                sample.turns()));
        ClipCheckpoint checkpoint = ClipCheckpoint.open(start);
        ContrastiveText text = new ContrastiveText(Tokenizer.load(start), 1, 512, 20);
        long each = 28 * 28 * 3;
        List<PreparedSample> expected =
                prepared(new ContrastivePreparation(golden, text, checkpoint.preprocessing(), 10, 0));
        for (int kept : List.of(0, 5, 20)) {
            gone.set(false);
            ContrastivePreparation preparation =
                    new ContrastivePreparation(source, text, checkpoint.preprocessing(), 10, kept * each + 1);
            assertPixels(expected, prepared(preparation));
            gone.set(true);
            for (int i = kept; i < golden.size(); i++) {
                int number = i;
                assertThrows(ImageException.class, () -> preparation.prepare(number));
            }
            for (int i = 0; i < kept; i++) {
                assertPixels(expected.subList(i, i + 1), List.of(preparation.prepare(i)));
            }
        }
    }

    private List<PreparedSample> prepared(ContrastivePreparation preparation) {
        return IntStream.range(0, golden.size()).mapToObj(preparation::prepare).toList();
    }

    private static void assertPixels(List<PreparedSample> expected, List<PreparedSample> actual) {
        assertEquals(
                expected.stream().map(PreparedSample::pictures).toList(),
                actual.stream().map(PreparedSample::pictures).toList());
    }

    @Test
    void theScaleStaysBelowAHundred() throws IOException {
        TrainingRecipe recipe = golden.recipe().toBuilder()
                .learningRate(TrainedModule.TEXT_TOWER, 1)
                .maxSteps(3)
                .build();
        run("hot", recipe, TrainingListener.NONE, options -> options);
        ContrastiveModel result = ContrastiveModel.open(
                temporary.resolve("hot"),
                recipe,
                TrainingOptions.builder(temporary).build());
        try (Objective objective = result.load(null, message -> {})) {
            assertTrue(objective.network().tensor("logit_scale").toFloats()[0] <= (float) Math.log(100));
        }
    }

    @Test
    void aSampleAloneIsNotLearned() throws IOException {
        TinyRun.Losses losses = new TinyRun.Losses();
        TrainingRecipe recipe = golden.recipe().toBuilder()
                .batchSize(19)
                .accumulation(2)
                .maxSteps(2)
                .build();
        run("alone", recipe, losses, options -> options);
        assertTrue(losses.loss(2) > 0);
        assertTrue(
                losses.warnings.stream().anyMatch(text -> text.startsWith("sample pair-19 is alone")),
                losses.warnings::toString);
    }

    @Test
    void badSamplesAreNamedOrSkipped() throws IOException {
        Map<String, UnaryOperator<TrainingSample>> bad = new TreeMap<>();
        bad.put("has no image", sample -> new TrainingSample(sample.id(), List.of(), sample.turns()));
        bad.put(
                "has 2 images",
                sample -> new TrainingSample(
                        sample.id(), List.of(ContrastiveGolden.image(1), ContrastiveGolden.image(2)), sample.turns()));
        bad.put(
                "the assistant says nothing",
                sample -> new TrainingSample(
                        sample.id(), sample.images(), List.of(Turn.user("What?", 1), Turn.assistant(" \n"))));
        bad.put(
                "cannot be read",
                sample ->
                        new TrainingSample(sample.id(), List.of(ImageSource.of(new byte[] {1, 2, 3})), sample.turns()));
        int number = 0;
        for (Map.Entry<String, UnaryOperator<TrainingSample>> entry : bad.entrySet()) {
            SampleSource source = changed(
                    sample -> sample.id().equals("pair-3") ? entry.getValue().apply(sample) : sample);
            String folder = "bad" + number++;
            LlavaMedException e = assertThrows(
                    LlavaMedException.class,
                    () -> Trainer.train(
                            start,
                            source,
                            golden.recipe(),
                            TrainingOptions.builder(temporary.resolve(folder)).build()));
            assertTrue(e.getMessage().contains("sample pair-3: "), e.getMessage());
            if (!entry.getKey().equals("cannot be read")) {
                assertTrue(e.getMessage().contains(entry.getKey()), e.getMessage());
            }
            TrainingReport report = Trainer.train(
                    start,
                    source,
                    golden.recipe().toBuilder().maxSteps(1).build(),
                    TrainingOptions.builder(temporary.resolve(folder + "-skipped"))
                            .skipBadSamples(true)
                            .build());
            assertEquals(1, report.skippedSamples());
        }
    }

    @Test
    void whatCannotWorkIsRefusedBeforeAnythingIsWritten() throws IOException {
        refused(
                "model_type is \"llava_mistral\"",
                json -> json.replace("\"model_type\": \"clip\"", "\"model_type\": \"llava_mistral\"")
                        .replace("\"model_type\":\"clip\"", "\"model_type\":\"llava_mistral\""));
        refused("text_config is absent", json -> json.replace("\"text_config\"", "\"other\""));
        refused("vision_config is absent", json -> json.replace("\"vision_config\"", "\"other\""));
        refused(
                "text_config.eos_token_id is 2",
                json -> json.replaceFirst("\"eos_token_id\": ?512", "\"eos_token_id\":2"));
        refused("has shape", json -> json.replaceFirst("\"hidden_size\": ?12", "\"hidden_size\":15"));
        Path added = Files.writeString(start.resolve("added_tokens.json"), "{\"<more>\": 512}");
        refused("the tokenizer has 513 tokens", json -> json);
        Files.delete(added);
        TrainingOptions.Builder options = TrainingOptions.builder(temporary.resolve("none"));
        refused("needs about", golden, options.memoryLimit(1000L).build());
        refused(
                "leave the feature cache out",
                golden,
                options.featureCache(temporary).build());
        options = TrainingOptions.builder(temporary.resolve("none"));
        refused("leave these options out", golden, options.projector(temporary).build());
        options = TrainingOptions.builder(temporary.resolve("none"));
        refused("there is 1 sample only", new One(golden), options.build());
        Files.delete(start.resolve("tokenizer.model"));
        refused("tokenizer", golden, options.build());
        assertTrue(Files.notExists(temporary.resolve("none")));
    }

    private record One(SampleSource source) implements SampleSource {
        @Override
        public int size() {
            return 1;
        }

        @Override
        public TrainingSample sample(int index) {
            return source.sample(index);
        }

        @Override
        public Length length(int index) {
            return source.length(index);
        }

        @Override
        public String fingerprint() {
            return "one";
        }
    }

    private void refused(String message, UnaryOperator<String> change) throws IOException {
        Path config = start.resolve("config.json");
        String json = Files.readString(config);
        Files.writeString(config, change.apply(json));
        refused(
                message,
                golden,
                TrainingOptions.builder(temporary.resolve("none")).build());
        Files.writeString(config, json);
    }

    private void refused(String message, SampleSource samples, TrainingOptions options) {
        LlavaMedException e =
                assertThrows(LlavaMedException.class, () -> Trainer.train(start, samples, golden.recipe(), options));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    private TrainingReport run(
            String name,
            TrainingRecipe recipe,
            TrainingListener listener,
            UnaryOperator<TrainingOptions.Builder> more) {
        return Trainer.train(start, golden, recipe, TinyRun.options(temporary.resolve(name), listener, more));
    }

    private Map<String, Integer> files(String name) throws IOException {
        return TinyRun.result(temporary.resolve(name));
    }

    /** The golden's samples, each changed when it is read. */
    private SampleSource changed(UnaryOperator<TrainingSample> change) {
        return new SampleSource() {
            @Override
            public int size() {
                return golden.size();
            }

            @Override
            public TrainingSample sample(int index) {
                return change.apply(golden.sample(index));
            }

            @Override
            public Length length(int index) {
                return golden.length(index);
            }

            @Override
            public String fingerprint() {
                return "changed";
            }
        };
    }
}

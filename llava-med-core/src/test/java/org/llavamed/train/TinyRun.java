package org.llavamed.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.llavamed.checkpoint.GoldenCheckpoint;
import org.llavamed.checkpoint.Layout;
import org.llavamed.checkpoint.RandomCheckpoint;
import org.llavamed.checkpoint.RandomShape;
import org.llavamed.image.ImageSource;
import org.llavamed.image.RgbImage;
import org.llavamed.prompt.PromptPart;
import org.llavamed.prompt.Turn;
import org.llavamed.safetensors.SafetensorsType;

/** A tiny random model, made-up samples and short recipes: what a run needs. */
final class TinyRun {
    static final int VOCABULARY = 32000;

    private TinyRun() {}

    static Path model(Path parent) {
        return model(parent, RandomShape.tiny(Layout.ORIGINAL_MISTRAL, VOCABULARY), SafetensorsType.F32);
    }

    static Path model(Path parent, RandomShape shape, SafetensorsType type) {
        try {
            Path folder = Files.createTempDirectory(parent, "model");
            Path tokenizer = parent.resolve("tokenizer.model");
            if (!Files.exists(tokenizer)) {
                GoldenCheckpoint.tokenizer(tokenizer);
            }
            RandomCheckpoint.of(shape)
                    .withType(type)
                    .withSeed(5)
                    .withTokenizerModel(tokenizer)
                    .write(folder, bytes -> {});
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** 12 steps of 2 x 2 samples with a little of everything: warm-up, random order, clipping. */
    static TrainingRecipe recipe(TrainedModule... modules) {
        List<TrainedModule> train = List.of(modules);
        TrainingRecipeBuilder builder = TrainingRecipe.builder()
                .train(train)
                .batchSize(2)
                .accumulation(2)
                .maxSteps(12L)
                .weightDecay(0.01);
        train.forEach(module -> builder.learningRate(module, module == TrainedModule.PROJECTOR ? 2e-2 : 2e-3));
        if (train.contains(TrainedModule.LORA)) {
            builder.lora(new LoraSettings(4, 8, 0.1, LoraSettings.ALL_TARGETS));
        }
        return builder.build();
    }

    /** Samples by a seed, a third of them without image. */
    static class Samples implements SampleSource {
        private final int size;

        Samples(int size) {
            this.size = size;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public TrainingSample sample(int index) {
            Random random = new Random(index);
            boolean image = index % 3 != 0;
            List<PromptPart> parts = new ArrayList<>();
            if (image) {
                parts.add(new PromptPart.Image());
            }
            parts.add(new PromptPart.Text("What is shown, case " + words(random) + "?"));
            return new TrainingSample(
                    "case-" + index,
                    image ? List.of(image(index)) : List.of(),
                    List.of(Turn.user(parts), Turn.assistant("It is " + words(random) + ".")));
        }

        private static String words(Random random) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(8); i >= 0; i--) {
                text.append(List.of("lung", "heart", "left", "opacity", "no", "large")
                                .get(random.nextInt(6)))
                        .append(' ');
            }
            return text.toString().strip();
        }

        @Override
        public Length length(int index) {
            return new Length(20, index % 3 != 0);
        }

        @Override
        public String fingerprint() {
            return "made up";
        }
    }

    static ImageSource image(long seed) {
        byte[] rgb = new byte[20 * 31 * 3];
        new Random(seed).nextBytes(rgb);
        return ImageSource.of(new RgbImage(20, 31, rgb));
    }

    /** Losses and norms to the bit. */
    static final class Losses implements TrainingListener {
        final Map<Long, List<Double>> steps = new TreeMap<>();
        final List<String> warnings = new ArrayList<>();
        final List<Long> saved = new ArrayList<>();
        final List<TrainingStart> starts = new ArrayList<>();

        double loss(long step) {
            return Objects.requireNonNull(steps.get(step)).get(0);
        }

        @Override
        public void started(TrainingStart start) {
            starts.add(start);
        }

        @Override
        public void step(TrainingStep step) {
            steps.put(step.step(), List.of(step.loss(), step.gradNorm()));
        }

        @Override
        public void saved(long step, Path checkpoint) {
            saved.add(step);
        }

        @Override
        public void warning(String message) {
            warnings.add(message);
        }
    }

    static TrainingOptions options(
            Path output, TrainingListener listener, UnaryOperator<TrainingOptions.Builder> more) {
        return more.apply(TrainingOptions.builder(output)
                        .listener(listener)
                        .saveSteps(3)
                        .keep(2)
                        .workers(2))
                .build();
    }

    /** Every file of the result, checkpoints aside, to the bit. */
    static Map<String, Integer> result(Path output) throws IOException {
        Map<String, Integer> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(output)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                String name = output.relativize(path).toString();
                if (!name.startsWith("checkpoint-") && !name.equals("run.lock")) {
                    files.put(name, java.util.Arrays.hashCode(Files.readAllBytes(path)));
                }
            }
        }
        return files;
    }
}

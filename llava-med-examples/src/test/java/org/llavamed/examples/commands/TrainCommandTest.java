package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.error.LlavaMedException;
import org.llavamed.train.SampleSource;
import org.llavamed.train.TrainedModule;
import org.llavamed.train.TrainingOptions;
import org.llavamed.train.TrainingRecipe;
import org.llavamed.train.TrainingReport;
import org.llavamed.train.TrainingStart;
import org.llavamed.train.TrainingStep;

/** The command around a run that only counts. */
class TrainCommandTest {
    private static final int STEPS = 6;

    @TempDir
    Path folder = Path.of("");

    private final Interrupts interrupts = new Interrupts();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path data = Path.of("");
    private Path output = Path.of("");

    private @Nullable TrainingOptions options;
    private @Nullable TrainingRecipe recipe;
    private int samples;
    private int interruptAt;
    private int failAt;
    private int warnings;

    @BeforeEach
    void prepare() throws IOException {
        data = Files.writeString(
                folder.resolve("data.json"),
                "[{\"id\":\"1\",\"conversations\":[{\"from\":\"human\",\"value\":\"a?\"},{\"from\":\"gpt\",\"value\":\"b\"}]},"
                        + "{\"id\":\"2\",\"conversations\":[]}]");
        output = folder.resolve("out");
    }

    private int train(String... more) {
        String[] args = {"train", "--model", "m", "--data", data.toString(), "--output", output.toString()};
        String[] all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        out.reset();
        err.reset();
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(new byte[0]), Terminal.writer(out), Terminal.writer(err), false, interrupts);
        return Commands.run(terminal, Commands.create(terminal, this::count), all);
    }

    private TrainingReport count(Path model, SampleSource source, TrainingRecipe given, TrainingOptions how) {
        options = how;
        recipe = given;
        samples = source.size();
        long first = how.resume() ? 4 : 1;
        how.listener()
                .started(new TrainingStart(
                        first, STEPS, samples, 1_000, 2_000, List.of(TrainedModule.PROJECTOR), 1L << 30));
        for (int i = 0; i < warnings; i++) {
            how.listener().warning("warning " + i + "\u001b[2J");
        }
        long step = first - 1;
        while (step < STEPS && !how.stop().getAsBoolean()) {
            step++;
            if (step == failAt) {
                throw new LlavaMedException("step " + step + ": the loss is NaN");
            }
            how.listener().step(step(step));
            if (step == interruptAt) {
                interrupts.raise();
            }
        }
        how.listener().saved(step, how.output());
        return new TrainingReport(step, STEPS, 1.0 / step, 1, 2, 0, 125, how.output());
    }

    private static TrainingStep step(long step) {
        return new TrainingStep(
                step, STEPS, step / 3.0, 1.0 / step, Map.of(TrainedModule.PROJECTOR, 1e-3), 2, 4, 3, 90, 30, 0.5, 9000);
    }

    @Test
    void aRunIsToldAndKept() throws IOException {
        assertEquals(0, train("--recipe", "stage1", "--skip-bad"), err::toString);
        assertEquals(
                output + ": 6 of 6 steps, last loss 0.1667, 2 min; 1 sample skipped; 2 samples cut to the recipe's"
                        + " max_length",
                text(out).strip());
        assertTrue(text(err).startsWith("Research use only"), text(err));
        for (String told : List.of(
                "1 record left out of " + data,
                "training projector: 1,000 parameters, 2,000 frozen; 1 sample; about 1.0 GiB of memory",
                "6 steps to take",
                "step 1 of 6, loss 1.0000, lr 0.00100, gradient norm 2.000, 8.00 samples/s, 2 h 30 min left",
                "step 6 of 6, loss 0.1667",
                "curves: " + output.resolve("loss.html"))) {
            assertTrue(text(err).contains(told), told + " in " + text(err));
        }
        assertEquals(
                Arrays.asList(1, 2, 3, 4, 5, 6).stream()
                        .map(i -> step(i).toJson())
                        .toList(),
                Files.readAllLines(output.resolve("metrics.jsonl")));
        String page = Files.readString(output.resolve("loss.html"));
        assertTrue(page.contains("Step 6 of 6 (100 %)") && page.contains("learning_rate.projector"), page);
        assertFalse(Files.exists(output.resolve("tensorboard")));
    }

    @Test
    void jsonIsOneObjectALoggedStep() throws IOException {
        assertEquals(0, train("--recipe", "stage1", "--skip-bad", "--json", "--log-steps", "4", "--tensorboard"));
        List<JsonNode> steps = new ArrayList<>();
        for (String line : text(out).lines().toList()) {
            steps.add(new ObjectMapper().readTree(line));
        }
        assertEquals(
                List.of(4, 6), steps.stream().map(s -> s.get("step").asInt()).toList());
        List<String> keys = new ArrayList<>();
        steps.get(0).fieldNames().forEachRemaining(keys::add);
        assertEquals(List.of("step", "loss", "lr", "grad_norm", "samples", "learned_tokens"), keys.subList(0, 6));
        assertTrue(text(err).contains("6 of 6 steps"), text(err));
        try (var files = Files.list(output.resolve("tensorboard"))) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void ctrlCStopsAfterTheStepAndResumeGoesOn() throws IOException {
        interruptAt = 4;
        assertEquals(130, train("--recipe", "stage1", "--skip-bad"));
        assertTrue(text(out).contains("4 of 6 steps"), text(out));
        assertTrue(text(out).contains("stopped, go on with the same command and --resume"), text(out));
        assertTrue(text(err).contains("stopping after this step, with a checkpoint"), text(err));
        interruptAt = 0;
        assertEquals(0, train("--recipe", "stage1", "--skip-bad", "--resume")); // from step 4, which is taken again
        assertEquals(6, Files.readAllLines(output.resolve("metrics.jsonl")).size());
        assertTrue(text(err).contains("resumed: going on with step 4 of 6"), text(err));
    }

    @Test
    void ctrlCAsksOnceAndThenDoesWhatItDid() {
        List<String> done = new ArrayList<>();
        try (Interrupts.Scope outer = interrupts.during(() -> done.add("end"))) {
            try (Interrupts.Scope inner = interrupts.once(() -> done.add("stop"))) {
                interrupts.raise();
                interrupts.raise();
            }
            interrupts.raise();
        }
        assertEquals(List.of("stop", "end", "end"), done);
    }

    @Test
    void aFailureIsToldAndThePageWritten() throws IOException {
        failAt = 3;
        warnings = 25;
        assertEquals(1, train("--recipe", "stage1", "--skip-bad"));
        assertTrue(text(err).stripTrailing().endsWith("error: step 3: the loss is NaN"), text(err));
        assertTrue(text(err).contains("warning: warning 19 [2J"), text(err));
        assertFalse(text(err).contains("warning 20"), text(err));
        assertTrue(text(err).contains("5 more warnings"), text(err));
        assertTrue(Files.readString(output.resolve("loss.html")).contains("Step 2 of 6"));
    }

    @Test
    void optionsReachTheRun() throws IOException {
        Path file = Files.writeString(
                folder.resolve("r.json"), TrainingRecipe.named("vqa").toJson());
        String[] all = ("--resume --save-steps 7 --keep 2 --skip-bad --workers 3 --feature-cache c --projector p"
                        + " --memory-limit 0.5 --max-steps 9 --image-aspect-ratio pad --recipe " + file)
                .split(" ");
        assertEquals(0, train(all), err::toString);
        TrainingOptions given = Objects.requireNonNull(options);
        assertTrue(given.resume() && given.skipBadSamples());
        assertEquals(7, given.saveSteps());
        assertEquals(2, given.keep());
        assertEquals(3, given.workers());
        assertEquals(Path.of("c"), given.featureCache());
        assertEquals(Path.of("p"), given.projector());
        assertEquals(1L << 29, given.memoryLimit());
        assertEquals("pad", given.checkpoint().imageAspectRatio());
        TrainingRecipe used = Objects.requireNonNull(recipe);
        assertEquals(9L, used.maxSteps());
        assertNull(used.epochs());
        assertEquals(1, samples);
    }

    @Test
    void wrongUseAndWrongFilesAreTold() throws IOException {
        for (String wrong : List.of(
                "--log-steps 0",
                "--keep 0",
                "--workers 0",
                "--save-steps -1",
                "--memory-limit 0",
                "--max-steps 0",
                "--image-aspect-ratio round")) {
            assertEquals(2, train(("--recipe stage1 " + wrong).split(" ")), wrong);
        }
        assertEquals(1, train("--recipe", "stage3"));
        assertTrue(text(err).contains("ready-made recipes are stage1, stage2, vqa, lora, language"), text(err));
        assertEquals(1, train("--recipe", "stage1")); // record 2 is bad
        assertTrue(text(err).contains(data.toString()), text(err));
        assertFalse(Files.exists(output));
        Files.createDirectories(output);
        Files.writeString(output.resolve("metrics.jsonl"), "my notes\n");
        assertEquals(1, train("--recipe", "stage1", "--skip-bad"));
        assertEquals("my notes\n", Files.readString(output.resolve("metrics.jsonl")));
    }

    @Test
    void readyMadeRecipesArePrinted() {
        for (String name : TrainingRecipe.names()) {
            assertEquals(
                    TrainingRecipe.named(name),
                    TrainingRecipe.parse(name, Run.of("recipe", name).expect(0).out()));
        }
        Run.of("recipe").expect(2);
        Run.of("recipe", "stage9").expect(1);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}

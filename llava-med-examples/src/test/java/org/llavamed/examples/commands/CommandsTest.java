package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.examples.builtin.BuiltInModel;
import org.llavamed.examples.demo.DemoImage;
import org.llavamed.safetensors.SafetensorsFile;

class CommandsTest {
    @TempDir
    static Path shared = Path.of("");

    private static String model = "";
    private static String image = "";

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void prepare() {
        model = shared.resolve("tiny").toString();
        image = shared.resolve("phantom.png").toString();
        DemoImage.copyTo(Path.of(image));
        Run made = Run.of("random-checkpoint", "--like", "tiny-llava-med-v1.5", "--output", model)
                .expect(0);
        assertEquals(model + System.lineSeparator(), made.out());
    }

    private static Run ask(String... more) {
        String[] args = {"ask", "--model", model, "--image", image, "--question", " What? ", "--max-new-tokens", "5"};
        String[] all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return Run.of(all);
    }

    @Test
    void askPrintsTheAnswerAloneOnStdout() {
        JsonNode json = ask("--json").expect(0).json();
        Run plain = ask().expect(0);
        assertEquals(json.get("text").asText() + System.lineSeparator(), plain.out());
        assertTrue(plain.err().startsWith("Research use only, not for clinical use."), plain.err());
        String last = plain.err().lines().reduce((first, second) -> second).orElse("");
        assertTrue(
                last.matches("\\[cut at .+; prompt \\d+ tokens; answer 5 tokens; \\d+\\.\\d\\d s to the first, then"
                        + " \\d+\\.\\d a second; \\d+\\.\\d\\d s to load, \\d+\\.\\d\\d s in all]"),
                last);
    }

    @Test
    void askPrintsOneObject() {
        Run run = ask("--json", "--precision", "F32", "--template", "vicuna_v1").expect(0);
        assertEquals(1, run.out().lines().count());
        JsonNode json = run.json();
        assertTrue(json.get("prompt").asText().endsWith("USER: <image>\nWhat? ASSISTANT:"), run.out());
        int marks = 0;
        for (JsonNode id : json.get("prompt_token_ids")) {
            marks += id.asInt() == -200 ? 1 : 0;
        }
        assertEquals(1, marks);
        assertEquals(5, json.get("token_ids").size());
        assertEquals("length", json.get("finish_reason").asText());
        assertEquals(
                "{\"prompt_tokens\":" + (json.get("prompt_token_ids").size() + 3)
                        + ",\"image_tokens\":4,\"cached_tokens\":0,\"generated_tokens\":5}",
                json.get("usage").toString());
        assertEquals(4, json.get("timings_ms").size());
        for (String step : List.of("load", "image", "prefill", "decode")) {
            assertTrue(json.get("timings_ms").get(step).asDouble() > 0, step);
        }
        assertEquals("f32", json.get("precision").asText());
        assertEquals("vicuna_v1", json.get("template").asText());
    }

    @Test
    void askTakesNoImageOrTwo() {
        Run none = Run.of("ask", "--model", model, "--question", "@x -y", "--max-new-tokens", "1", "--json");
        assertEquals("[INST] @x -y [/INST]", none.expect(0).json().get("prompt").asText());
        Run two = ask("--image", image, "--json").expect(0);
        assertEquals(
                "[INST] <image>\n<image>\nWhat? [/INST]",
                two.json().get("prompt").asText());
    }

    @Test
    void askIsTheSameForTheSameSeed() {
        List<String> texts = new ArrayList<>();
        for (String seed : List.of("1", "1", "2")) {
            texts.add(ask("--temperature", "1", "--top-p", "0.9", "--seed", seed, "--json")
                    .expect(0)
                    .json()
                    .get("token_ids")
                    .toString());
        }
        assertEquals(texts.get(0), texts.get(1));
        assertFalse(texts.get(0).equals(texts.get(2)));
    }

    @Test
    void askWithoutAModelSaysWhatAnswers() {
        Run run = Run.of("ask", "--image", image, "--question", "What finding does the image show?")
                .expect(0);
        assertTrue(run.err().startsWith(BuiltInModel.NOTICE + System.lineSeparator() + "built-in-"), run.err());
        assertEquals(1, run.err().split("clinical", -1).length - 1, run.err());
        assertFalse(run.out().isBlank());
    }

    @Test
    void ctrlCCancelsAnAnswer() {
        String[] args = {"ask", "--model", model, "--question", "What?", "--max-new-tokens", "400"};
        Run stream = Run.interruptedByOutput("", args);
        stream.expect(130);
        assertTrue(stream.err().contains("[cancelled; "), stream.err());
    }

    /** Options apart by blanks. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing",
                "ask",
                "ask --question",
                "ask --question a --precision f64",
                "ask --question a --template mistral",
                "ask --question a --temperature -1",
                "ask --question a --temperature hot",
                "ask --question a --top-p 1.5",
                "ask --question a --top-k -1",
                "ask --question a --min-p 2",
                "ask --question a --repetition-penalty 0",
                "ask --question a --max-new-tokens 0",
                "ask --question a --seed x",
                "ask --question a --window 5",
                "ask --question a --window 5,0",
                "ask --question a --window 5,x",
                "ask --question a --image-aspect-ratio round",
                "ask --question a --memory-limit 0",
                "ask --question a --unknown",
                "ask --question \t",
                "ask --question a --image a\u0000b",
                "chat --top-p 7",
                "answer --questions q.jsonl",
                "answer --questions q.jsonl --answers a.jsonl --top-p 7",
                "trace --image a.png --question b",
                "random-checkpoint --like nothing --output x",
                "random-checkpoint --like tiny-hf --layers 0 --output x",
                "random-checkpoint --like tiny-hf",
            })
    void wrongUseIsTwo(String options) {
        Run run = Run.of(options.isEmpty() ? new String[0] : options.split(" ")).expect(2);
        assertEquals("", run.out());
        assertTrue(
                run.err().matches("error: .+\\R((Possible|Did you mean).+\\R)?See 'llava-med.*--help'\\.\\R"),
                run.err());
    }

    @Test
    void failuresAreOneLineAndOne() throws IOException {
        Path bad = Files.writeString(folder.resolve("bad.png"), "no image");
        for (String[] args : new String[][] {
            {"ask", "--model", folder.resolve("none").toString(), "--question", "a"},
            {"ask", "--model", model, "--question", "a", "--image", "none.png"},
            {"ask", "--model", model, "--question", "a", "--image", bad.toString()},
            {"ask", "--model", model, "--question", "a", "--max-new-tokens", "4000"},
            {"ask", "--model", model, "--question", "a", "--memory-limit", "0.000001"},
            {"answer", "--model", model, "--questions", "none.jsonl", "--answers", "x"},
            {"inspect", "--model", folder.toString()},
            {"trace", "--model", model, "--image", image, "--question", "a", "--output", model},
            {"trace", "--model", model, "--image", image, "--question", "a", "--output", model + "/no/t"},
            {"trace", "--model", model, "--image", image, "--question", "a", "--output", model + "/model.safetensors"},
            {"random-checkpoint", "--like", "tiny-hf", "--output", model},
        }) {
            Run run = Run.of(args).expect(1);
            assertEquals("", run.out());
            assertEquals(
                    1,
                    run.err().lines().filter(line -> line.startsWith("error: ")).count(),
                    run.err());
            assertTrue(run.err()
                    .lines()
                    .toList()
                    .get((int) run.err().lines().count() - 1)
                    .startsWith("error: "));
            assertFalse(run.err().contains("unexpected"), run.err());
        }
    }

    @Test
    void debugShowsTheStack() {
        Run run = Run.of("ask", "--model", "none", "--question", "a", "--debug").expect(1);
        assertTrue(run.err().contains("\tat org.llavamed."), run.err());
    }

    @Test
    void aRandomCheckpointThatDoesNotFitIsRefusedWithBothNumbers() {
        Run run = Run.of(
                        "random-checkpoint",
                        "--like",
                        "llava-med-v1.5-mistral-7b",
                        "--layers",
                        "1000",
                        "--output",
                        folder.resolve("a").resolve("b").toString())
                .expect(1);
        assertTrue(run.err().matches("(?s).*needs 437\\.\\d\\d GB, but only \\d+\\.\\d\\d GB are free.*"), run.err());
        assertFalse(Files.exists(folder.resolve("a")));
    }

    @Test
    void inspectListsEveryTensor() throws IOException {
        JsonNode json = Run.of("inspect", "--model", model, "--json").expect(0).json();
        assertEquals("original_mistral", json.get("layout").asText());
        assertEquals("mistral_instruct", json.get("template").asText());
        assertEquals(32_000, json.get("tokenizer").get("vocabulary_size").asInt());
        assertEquals(0, json.get("missing").size());
        assertTrue(json.get("memory").get("bf16").get("mapped_bytes").asLong() > 0);
        assertEquals(0, json.get("problems").size());

        String table = Run.of("inspect", "--model", model).expect(0).out();
        for (String row : List.of(
                "layout",
                "language model",
                "vision tower",
                "projector",
                "tokens",
                "template",
                "licence file",
                "memory in f32",
                "memory in bf16")) {
            assertTrue(table.lines().anyMatch(line -> line.startsWith(row + " ")), row);
        }
        for (JsonNode unused : json.get("unused")) {
            assertTrue(table.contains(unused.asText()), unused.asText());
        }
    }

    @Test
    void inspectSaysWhatIsMissing() throws IOException {
        Path copy = Files.createDirectories(folder.resolve("copy"));
        try (var files = Files.walk(Path.of(model))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(Path.of(model).relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        Files.delete(copy.resolve("tokenizer.model"));
        Path config = copy.resolve("config.json");
        Files.writeString(
                config, Files.readString(config).replace("\"num_hidden_layers\" : 2", "\"num_hidden_layers\" : 3"));
        Run run = Run.of("inspect", "--model", copy.toString(), "--json").expect(0);
        assertEquals(9, run.json().get("missing").size());
        assertEquals(2, run.json().get("problems").size());
        assertTrue(run.err().contains("warning: 9 needed tensors are missing"), run.err());
        assertTrue(Run.of("inspect", "--model", copy.toString())
                .expect(0)
                .out()
                .contains("missing          model.layers.2.self_attn.q_proj.weight"));
    }

    @Test
    void traceWritesFourTensors() {
        Path output = folder.resolve("t.safetensors");
        Run run = Run.of(
                        "trace",
                        "--model",
                        model,
                        "--image",
                        image,
                        "--question",
                        "What?",
                        "--output",
                        output.toString())
                .expect(0);
        assertEquals("", run.out());
        Map<String, List<Long>> shapes = new TreeMap<>();
        SafetensorsFile.read(output).tensors().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        assertEquals(
                "{last_logits=[32000], pixel_values=[3, 28, 28], projected=[4, 32], vision_features=[4, 16]}",
                shapes.toString());
    }

    @Test
    void helpHasAnExampleForEveryCommand() {
        for (String command : List.of("ask", "chat", "answer", "inspect", "trace", "random-checkpoint")) {
            Run run = Run.of(command, "--help").expect(0);
            assertTrue(run.out().contains("Example:\n  llava-med " + command + " "), run.out());
            assertEquals("", run.err());
        }
        assertTrue(Run.of("--help").expect(0).out().contains("Example:\n  llava-med ask "));
        assertTrue(Run.of("--version").expect(0).out().startsWith("llava-med "));
    }

    @Test
    void argumentsThatTheLocaleDamagedAreRestored() {
        String line = "java\0-jar\0x.jar\0ask\0--question\0日é?\0";
        String[] lost = {"ask", "--question", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD?"};
        assertArrayEquals(new String[] {"ask", "--question", "日é?"}, CommandText.restore(lost, line));
        String[] other = {"ask", "--question", "\uFFFD!"};
        assertArrayEquals(other, CommandText.restore(other, line)); // not the arguments of this process
        assertArrayEquals(lost, CommandText.restore(lost, "java\0"));
    }

    @Test
    void chatAnswersLineByLine() {
        Run run = Run.typing(
                        "/image \"" + image + "\"\n\n First? \nSecond?\n/rewind\n/help\n/reset\nThird?\n/quit\nnever\n",
                        "chat",
                        "--model",
                        model,
                        "--max-new-tokens",
                        "3")
                .expect(0);
        assertEquals(3, run.out().lines().count(), run.out());
        assertTrue(run.err().contains("The conversation is forgotten."));
        assertTrue(run.err().contains(ChatCommand.HELP));
    }

    @Test
    void chatGoesOnAfterAnError() {
        Run run = Run.typing(
                        "/image none.png\n/image\n/nothing\n/rewind\n" + "word ".repeat(600) + "\nGood?\n",
                        "chat",
                        "--model",
                        model,
                        "--max-new-tokens",
                        "3")
                .expect(1); // a script should know
        assertEquals(
                5, run.err().lines().filter(line -> line.startsWith("error: ")).count(), run.err());
        assertEquals(1, run.out().lines().count());
    }

    @Test
    void ctrlCStopsAnAnswerAndNotTheChat() throws IOException {
        Run run = Run.interruptedByOutput("First?\nSecond?\n", "chat", "--model", model, "--max-new-tokens", "300");
        run.expect(0);
        assertEquals(
                2,
                run.err()
                        .lines()
                        .filter(line -> line.startsWith("[cancelled; "))
                        .count(),
                run.err());
        assertEquals(2, run.out().lines().count());
    }

    @Test
    void answerIsCancelledAndGoesOn() throws IOException {
        Path questions = Files.write(
                folder.resolve("q.jsonl"),
                List.of(
                        "{\"question_id\": 1, \"image\": \"phantom.png\", \"text\": \"<image> A?\"}",
                        "{\"question_id\": \"2\", \"text\": \"B?\"}",
                        "{\"question_id\": 3, \"text\": \"C?\"}"));
        Path answers = folder.resolve("a.jsonl");
        String[] args = {
            "answer",
            "--model",
            model,
            "--questions",
            questions.toString(),
            "--image-folder",
            shared.toString(),
            "--answers",
            answers.toString(),
            "--max-new-tokens",
            "4",
            "--with-token-ids"
        };
        Run cancelled = Run.interruptedByProgress("s left", args).expect(130);
        assertTrue(
                cancelled.err().contains("1 of 3 answers, 0 of them from before; cancelled, run again"),
                cancelled.err());
        assertEquals(1, Files.readAllLines(answers).size());
        Run rest = Run.of(args).expect(0);
        assertEquals("", rest.out());
        assertTrue(rest.err().contains("3 of 3 answers, 1 of them from before"), rest.err());
        assertEquals(3, Files.readAllLines(answers).size());

        args[10] = "5";
        Run other = Run.of(args).expect(1);
        assertTrue(
                other.err()
                        .contains("error: " + answers + ": was made with other settings: max_new_tokens was 4 and is"
                                + " now 5"),
                other.err());

        Files.write(
                questions,
                "{\"question_id\": 1, \"image\": \"../x\", \"text\": \"A\"}".getBytes(StandardCharsets.UTF_8));
        Run escape = Run.of(args).expect(1);
        assertEquals(
                "error: " + questions + ":1: image \"../x\" leaves the image folder" + System.lineSeparator(),
                escape.err());
    }
}

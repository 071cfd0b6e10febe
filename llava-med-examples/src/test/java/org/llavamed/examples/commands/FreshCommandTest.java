package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.CheckpointOptions;

/** From texts to a tokenizer, a language model that learned from them, and a whole start checkpoint. */
class FreshCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern DEFAULT = Pattern.compile("(--[a-z-]+)=N\\s[^=]*?\\(default:\\s+(\\d+)\\)");

    @TempDir
    Path temp = Path.of("");

    private Path texts = Path.of("");
    private Path dialogues = Path.of("");

    @BeforeEach
    void files() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            lines.append("There is a ").append(i % 2 == 0 ? "large" : "small").append(" nodule in the lung.\n");
        }
        texts = Files.writeString(temp.resolve("texts.txt"), lines);
        dialogues = Files.writeString(
                temp.resolve("talk.json"),
                "[{\"id\":\"a\",\"image\":\"no.png\",\"conversations\":[{\"from\":\"human\",\"value\":\"<image>\\nIs it"
                        + " large?\"},{\"from\":\"gpt\",\"value\":\"It is large.\"}]}]");
    }

    private String path(String name) {
        return temp.resolve(name).toString();
    }

    private String tokenizer() {
        Run.of(
                        "fresh",
                        "tokenizer",
                        "--input",
                        texts.toString(),
                        dialogues.toString(),
                        "--vocabulary",
                        "400",
                        "--output",
                        path("tokenizer"))
                .expect(0);
        return path("tokenizer");
    }

    @Test
    void fromTextsToAStartCheckpoint() throws IOException {
        String tokenizer = tokenizer();
        languageModel();
        String trained = Run.of(
                        "train",
                        "--recipe",
                        "language",
                        "--model",
                        path("start"),
                        "--data",
                        texts.toString(),
                        "--output",
                        path("language"),
                        "--max-steps",
                        "6",
                        "--json")
                .expect(0)
                .out();
        List<String> steps = trained.lines().toList();
        assertTrue(JSON.readTree(steps.get(5)).get("loss").asDouble()
                < JSON.readTree(steps.get(0)).get("loss").asDouble());
        Run.of(
                        "train",
                        "--recipe",
                        "language",
                        "--model",
                        path("start"),
                        "--data",
                        dialogues.toString(),
                        "--output",
                        path("talk"),
                        "--max-steps",
                        "2")
                .expect(0);
        String shown = Run.of(
                        "show-sample",
                        "--recipe",
                        "language",
                        "--model",
                        path("start"),
                        "--data",
                        dialogues.toString(),
                        "--colour",
                        "never")
                .expect(0)
                .out();
        assertTrue(shown.contains("[[ Is it large?"), shown);
        assertTrue(shown.contains("It is large.</s>]]"), shown);
        Run.of(
                        "fresh",
                        "towers",
                        "--tokenizer",
                        tokenizer,
                        "--image-size",
                        "28",
                        "--vision-width",
                        "24",
                        "--vision-layers",
                        "2",
                        "--vision-heads",
                        "2",
                        "--text-width",
                        "24",
                        "--text-heads",
                        "2",
                        "--output",
                        path("towers"))
                .expect(0);
        Run.of(
                        "assemble",
                        "--language-model",
                        path("language"),
                        "--vision-tower",
                        path("towers"),
                        "--output",
                        path("whole"))
                .expect(0);
        Checkpoint whole = Checkpoint.open(temp.resolve("whole"), CheckpointOptions.defaults());
        assertEquals(28, Objects.requireNonNull(whole.config().vision()).imageSize());
        String answer = Run.of(
                        "ask",
                        "--model",
                        path("language"),
                        "--question",
                        "Is it large?",
                        "--max-new-tokens",
                        "4",
                        "--json")
                .expect(0)
                .out();
        assertTrue(JSON.readTree(answer).has("text"), answer);
    }

    @Test
    void towersLearnFromDrawings() throws IOException {
        Run.of("phantoms", "--output", path("drawn"), "--count", "24", "--seed", "4")
                .expect(0);
        Run.of(
                        "align",
                        "--input",
                        path("drawn/figures.jsonl"),
                        "--images",
                        path("drawn/images"),
                        "--output",
                        path("pairs.json"))
                .expect(0);
        Run.of(
                        "fresh",
                        "towers",
                        "--tokenizer",
                        tokenizer(),
                        "--pad",
                        "--image-size",
                        "28",
                        "--vision-width",
                        "24",
                        "--vision-layers",
                        "2",
                        "--vision-heads",
                        "2",
                        "--text-width",
                        "24",
                        "--text-heads",
                        "2",
                        "--output",
                        path("towers-start"))
                .expect(0);
        ObjectNode recipe = (ObjectNode)
                JSON.readTree(Run.of("recipe", "contrastive").expect(0).out());
        recipe.put("batch_size", 4).put("epochs", 3).put("sampling", "by_group");
        Files.writeString(temp.resolve("recipe.json"), recipe.toString());
        String trained = Run.of(
                        "train",
                        "--recipe",
                        path("recipe.json"),
                        "--model",
                        path("towers-start"),
                        "--data",
                        path("pairs.json"),
                        "--images",
                        path("drawn/images"),
                        "--output",
                        path("towers"),
                        "--json")
                .expect(0)
                .out();
        List<String> steps = trained.lines().toList();
        assertEquals(18, steps.size(), trained);
        assertEquals(Math.log(4), JSON.readTree(steps.get(0)).get("loss").asDouble(), 0.5);
        assertTrue(JSON.readTree(temp.resolve("towers/preprocessor_config.json").toFile())
                .get("do_pad")
                .asBoolean());
        Run.of(
                        "assemble",
                        "--language-model",
                        languageModel(),
                        "--vision-tower",
                        path("towers"),
                        "--output",
                        path("whole"))
                .expect(0);
        assertTrue(Files.exists(temp.resolve("whole/config.json")));
    }

    private String languageModel() {
        Run.of(
                        "fresh",
                        "language-model",
                        "--tokenizer",
                        path("tokenizer"),
                        "--width",
                        "32",
                        "--layers",
                        "2",
                        "--heads",
                        "4",
                        "--output",
                        path("start"))
                .expect(0);
        return path("start");
    }

    @Test
    void aTokenizerIsDescribedAndNeverOverwritten() throws IOException {
        String out = Run.of("fresh", "tokenizer", "--input", texts.toString(), "--output", path("t"), "--json")
                .expect(0)
                .out();
        JsonNode summary = JSON.readTree(out);
        assertEquals(40, summary.get("texts").asInt());
        assertTrue(summary.get("pieces").asInt() > 260, out);
        assertTrue(Files.exists(temp.resolve("t/tokenizer_config.json")));
        byte[] before = Files.readAllBytes(temp.resolve("t/tokenizer.model"));
        Run.of("fresh", "tokenizer", "--input", dialogues.toString(), "--output", path("t"))
                .expect(1);
        assertArrayEquals(before, Files.readAllBytes(temp.resolve("t/tokenizer.model")));
        Run.of("fresh", "tokenizer", "--input", texts.toString(), "--vocabulary", "9", "--output", path("u"))
                .expect(2);
        Run.of("fresh", "tokenizer", "--input", path("none.txt"), "--output", path("u"))
                .expect(1);
        assertFalse(Files.exists(temp.resolve("u")));
    }

    @Test
    void wrongSizesAreWrongUse() {
        String tokenizer = tokenizer();
        Run.of("fresh", "language-model", "--tokenizer", tokenizer, "--width", "33", "--output", path("x"))
                .expect(2);
        Run.of("fresh", "towers", "--tokenizer", tokenizer, "--image-size", "113", "--output", path("x"))
                .expect(2);
        Run.of("fresh", "language-model", "--tokenizer", path("none"), "--output", path("x"))
                .expect(1);
        Run.of("fresh", "language-model", "--tokenizer", tokenizer, "--output", tokenizer)
                .expect(1);
        Run.of("fresh").expect(2);
        assertFalse(Files.exists(temp.resolve("x")));
    }

    /** The numbers in the help are those of the library. */
    @Test
    void theHelpTellsTheDefaults() throws IOException {
        String tokenizer = tokenizer();
        for (String part : List.of("language-model", "towers")) {
            List<String> given = new ArrayList<>(List.of("fresh", part, "--tokenizer", tokenizer));
            String help = Run.of("fresh", part, "--help").expect(0).out();
            Matcher matcher = DEFAULT.matcher(help);
            int found = 0;
            while (matcher.find()) {
                given.addAll(List.of(matcher.group(1), matcher.group(2)));
                found++;
            }
            assertEquals(part.equals("towers") ? 11 : 5, found, help);
            given.addAll(List.of("--output", path(part)));
            Run.of(given.toArray(String[]::new)).expect(0);
            Run.of("fresh", part, "--tokenizer", tokenizer, "--output", path(part + 2))
                    .expect(0);
            for (String file : List.of("config.json", "model.safetensors")) {
                assertEquals(
                        -1,
                        Files.mismatch(
                                temp.resolve(part).resolve(file),
                                temp.resolve(part + 2).resolve(file)));
            }
        }
    }
}

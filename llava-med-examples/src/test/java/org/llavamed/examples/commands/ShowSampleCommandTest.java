package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.checkpoint.Layout;
import org.llavamed.checkpoint.RandomCheckpoint;
import org.llavamed.checkpoint.RandomShape;
import org.llavamed.examples.demo.DemoImage;
import org.llavamed.examples.demo.DemoTokenizer;

class ShowSampleCommandTest {
    @TempDir
    static Path folder = Path.of("");

    private static Path data = Path.of("");

    @BeforeAll
    static void prepare() throws IOException {
        Run.of("random-checkpoint", "--like", "tiny-llava-med-v1.5", "--output", model())
                .expect(0);
        DemoImage.copyTo(folder.resolve("a.png"));
        data = Files.writeString(
                folder.resolve("d.jsonl"),
                "{\"id\":\"one\",\"image\":\"a.png\",\"conversations\":[{\"from\":\"human\",\"value\":\"<image>\\nWhat?\"},"
                        + "{\"from\":\"gpt\",\"value\":\"A lung.\"},{\"from\":\"human\",\"value\":\"Sure?\"},"
                        + "{\"from\":\"gpt\",\"value\":\"Yes.\"}]}\n"
                        + "{\"id\":\"bad\",\"conversations\":[]}\n"
                        + "{\"id\":\"<two>\",\"conversations\":[{\"from\":\"human\",\"value\":\"Q <b>\\u001b[2J\"},"
                        + "{\"from\":\"gpt\",\"value\":\"line\\nend <i>\"}]}\n");
    }

    private static String model() {
        return folder.resolve("model").toString();
    }

    private static Run show(String more) {
        String[] options = more.isEmpty() ? new String[0] : more.split(" ");
        String[] args = {"show-sample", "--model", model(), "--data", data.toString(), "--images", folder.toString()};
        String[] all = Arrays.copyOf(args, args.length + options.length);
        System.arraycopy(options, 0, all, args.length, options.length);
        return Run.of(all);
    }

    @Test
    void learnedTextStandsInBrackets() {
        Run run = show("").expect(0);
        String plain = run.out();
        assertTrue(plain.contains("[INST] <image> \u21b5\nWhat? [/INST]"), plain);
        assertTrue(
                plain.matches("(?s).*\\[/INST]\\[\\[ *A lung\\. *</s>]].*\\[/INST]\\[\\[ *Yes\\. *</s>]]\\R"), plain);
        assertTrue(run.err().contains("one: template mistral_instruct, "), run.err());
        assertTrue(run.err().contains("warning: 1 record of " + data + " cannot be used, the first: "), run.err());
    }

    @Test
    void learnedTextIsGreen() {
        String coloured = show("--colour always").expect(0).out();
        assertTrue(coloured.contains("\u001b[1;32m"), coloured);
        assertEquals(
                show("").expect(0).out(),
                coloured.replaceAll("\u001b\\[1;32m([^\u001b]*)\u001b\\[0m", "[[$1]]")
                        .replaceAll("\u001b\\[(2|0)m", ""));
    }

    @Test
    void everyTokenIsListed() {
        JsonNode json = show("--json --template vicuna_v1").expect(0).json();
        int learned = 0;
        int images = 0;
        for (JsonNode token : json.get("tokens")) {
            learned += token.get("learned").asBoolean() ? 1 : 0;
            images += token.get("image").asBoolean() ? 1 : 0;
            assertFalse(token.get("learned").asBoolean() && token.get("image").asBoolean());
        }
        assertEquals(json.get("learned_tokens").asInt(), learned);
        assertTrue(learned > 4, "" + learned);
        assertEquals(1, images);
        assertEquals(
                json.get("positions").asInt(), json.get("tokens").size() + 3, "an image is 4 positions of this model");
    }

    @Test
    void aPageIsEscapedAndATerminalIsNotSteered() throws IOException {
        String plain = show("--number 2").expect(0).out();
        assertFalse(plain.contains("\u001b"), plain);
        assertTrue(plain.contains("line\u21b5\nend <i>"), plain);
        Path page = folder.resolve("s.html");
        Run run = show("--number 2 --html " + page).expect(0);
        assertEquals("", run.out());
        String html = Files.readString(page);
        assertTrue(html.contains("Sample &lt;two&gt;") && html.contains("end &lt;i&gt;"), html);
        assertTrue(html.contains("<mark>"), html);
        assertFalse(html.contains("<b>") || html.contains("<i>"), html);
    }

    @Test
    void aRecipeGivesTemplateAndLength() throws IOException {
        Path recipe = Files.writeString(
                folder.resolve("r.json"),
                "{\"train\":[\"projector\"],\"learning_rate\":1e-3,\"max_steps\":1,\"template\":\"vicuna_v1\",\"max_length\":8}");
        Run run = show("--recipe " + recipe + " --number 2").expect(0);
        assertTrue(
                run.err().contains("<two>: template vicuna_v1, ") && run.err().contains("; cut to"), run.err());
    }

    @Test
    void versionOneIsShownInTheTemplateItIsTrainedWith() {
        Path versionOne = folder.resolve("v1.0");
        DemoTokenizer.withFile(tokenizer -> RandomCheckpoint.of(
                        RandomShape.tiny(Layout.ORIGINAL_LLAMA, DemoTokenizer.VOCABULARY + 3)
                                .asVersionOne())
                .withTokenizerModel(tokenizer)
                .write(versionOne, written -> {}));
        Run run = Run.of(
                        "show-sample",
                        "--model",
                        versionOne.toString(),
                        "--data",
                        data.toString(),
                        "--images",
                        folder.toString(),
                        "--recipe",
                        "stage1")
                .expect(0);
        assertTrue(run.err().contains("one: template v0, "), run.err());
        assertTrue(run.out().contains("[[###]] Human: <im_start><image><im_end>"), run.out());
    }

    @Test
    void whatCannotBeShownIsTold() {
        show("--number 0").expect(2);
        show("--max-length 0").expect(2);
        show("--colour blue").expect(2);
        assertTrue(show("--number 3").expect(1).err().contains("2 usable samples, --number is 3"));
        assertTrue(show("--template nothing").expect(1).err().contains("mistral_instruct"));
        assertTrue(show("--template mpt").expect(1).err().contains("error: "));
    }
}

package org.llavamed.data.clean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.dialogue.Dialogue;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordReader;
import org.llavamed.error.LlavaMedException;

class CleaningFileTest {
    private static final String REPLIES = """
            {"pair_id":"1_F1","result":"User: What?\\nAssistant: A cyst.","domain":{"mri":true}}
            {"pair_id":"2_F1","result":"User: What?\\nAssistant: A cyst.","domain":{"mri":true}}
            {"pair_id":"2_F1","result":"User: What?\\nAssistant: I cannot see the image.\\nUser: Why?"}
            {"pair_id":"3_F1","result":null}
            {"pair_id":"4_F1","result":"nobody talks"}
            {"pair_id":"5_F1","result":"A lung.","kind":"detail"}
            {"id":"6_F1","image":"6_F1.jpg","conversatons":[{"from":"human","value":"<image>\\nDescribe."},{"from":"gpt","value":"According to the caption, a bone."}]}
            {"pair_id":"7_F1","fig_caption":"x","conversations":[{"from":"human","value":"Who?"},{"from":"gpt","value":"A man."}]}
            """;

    @TempDir
    Path folder = Path.of("");

    private CleaningSummary clean(String text, CleaningOptions options) throws IOException {
        Path input = Files.writeString(folder.resolve("in.jsonl"), text);
        return CleaningFile.clean(input, folder.resolve("out.json"), options, read -> {});
    }

    private List<Dialogue> output() {
        List<Dialogue> all = new ArrayList<>();
        try (RecordReader reader = RecordReader.open(folder.resolve("out.json"))) {
            for (JsonRecord json = reader.next(); json != null; json = reader.next()) {
                all.add(Dialogue.parse(json));
            }
        }
        return all;
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void nothingIsLostSilently() throws IOException {
        Path dropped = folder.resolve("dropped.jsonl");
        CleaningSummary summary = clean(REPLIES, new CleaningOptions(1, null, dropped));
        assertEquals(8, summary.recordsIn());
        assertEquals(5, summary.recordsOut());
        assertEquals(Map.of("empty-reply", 1L, "no-turns", 1L, "nothing-left", 1L), summary.recordsDropped());
        assertEquals(Map.of("refusal-cannot-see", 1L, "no-answer", 1L), summary.pairsDropped());
        assertEquals(Map.of("cut-according-to", 1L), summary.changed());
        assertEquals(summary.recordsIn(), summary.recordsOut() + sum(summary.recordsDropped()));
        assertEquals(summary.pairsIn(), summary.pairsOut() + sum(summary.pairsDropped()));
        assertEquals(1, summary.repeatedDialogues());
        assertEquals(0, summary.repeatedIds());
        List<Dialogue> output = output();
        assertEquals(
                List.of("1_F1", "2_F1", "5_F1", "6_F1", "7_F1"),
                output.stream().map(Dialogue::id).toList());
        assertEquals("7_F1.jpg", output.get(4).image());
        assertEquals("A bone.", output.get(3).conversations().get(1).value());
        List<String> lines = Files.readAllLines(dropped);
        assertEquals(5, lines.size());
        assertEquals(
                "{\"id\":\"2_F1\",\"dropped\":\"pair\",\"reason\":\"refusal-cannot-see\",\"question\":\"What?\","
                        + "\"answer\":\"I cannot see the image.\"}",
                lines.get(0));
        assertTrue(lines.get(4).endsWith("\"reason\":\"no-turns\",\"result\":\"nobody talks\"}"), lines.get(4));
    }

    @Test
    void imagesGetTheirRealNamesAndMissingOnesAreCounted() throws IOException {
        Path images = Files.createDirectory(folder.resolve("images"));
        Files.writeString(images.resolve("1_F1.png"), "x");
        Files.writeString(images.resolve("6_F1.TIF"), "x");
        CleaningSummary summary = clean(REPLIES, new CleaningOptions(1, images, null));
        assertEquals(
                List.of("1_F1.png", "6_F1.TIF"),
                output().stream().map(Dialogue::image).toList());
        assertEquals(3L, summary.recordsDropped().get("no-image"));
        assertEquals(summary.recordsIn(), summary.recordsOut() + sum(summary.recordsDropped()));
        assertEquals(summary.pairsIn(), summary.pairsOut() + sum(summary.pairsDropped()));
    }

    @Test
    void wrongFilesAreRefused() throws IOException {
        CleaningOptions options = new CleaningOptions(1, null, null);
        for (String[] bad : new String[][] {
            {"{\"pair_id\":\"1\",\"result\":3}", "in.jsonl:1: result is a number, not a string"},
            {"{\"pair_id\":\"1\",\"fig_caption\":\"a\"}", "in.jsonl:1: result is missing"},
            {"{\"result\":\"a\"}", "in.jsonl:1: pair_id is missing"},
            {"{\"pair_id\":\" \",\"result\":\"a\"}", "in.jsonl:1: pair_id is empty"},
            {"{\"pair_id\":\"1\",\"result\":\"a\",\"kind\":\"poem\"}", "in.jsonl:1: kind is \"poem\""},
            {"{\"pair_id\":\"1\",\"result\":\"\\ud800\"}", "in.jsonl:1: result holds half"},
        }) {
            String message = assertThrows(LlavaMedException.class, () -> clean(bad[0], options))
                    .getMessage();
            assertTrue(message.contains(bad[1]), message);
            assertFalse(Files.exists(folder.resolve("out.json")));
        }
        Path input = Files.writeString(folder.resolve("in.jsonl"), REPLIES);
        Path link = Files.createSymbolicLink(folder.resolve("link.jsonl"), input);
        for (Path output : List.of(input, link, folder.resolve("x/../in.jsonl"))) {
            Files.createDirectories(folder.resolve("x"));
            assertThrows(LlavaMedException.class, () -> CleaningFile.clean(input, output, options, read -> {}));
        }
        Path same = folder.resolve("same.jsonl");
        CleaningOptions twice = new CleaningOptions(1, null, same);
        assertThrows(LlavaMedException.class, () -> CleaningFile.clean(input, same, twice, read -> {}));
        assertEquals(REPLIES, Files.readString(input));
    }

    /** Real conversations: what names the text is dropped, and little else. */
    @Test
    void realConversations() {
        String shared = System.getProperty("llavamed.shared");
        Assumptions.assumeTrue(shared != null, "no real material");
        Path input = Path.of(String.valueOf(shared), "data/captions/figure_records_20.json");
        input = Files.exists(input) ? input : Path.of(String.valueOf(shared), "captions/figure_records_20.json");
        Assumptions.assumeTrue(Files.exists(input));
        CleaningSummary summary =
                CleaningFile.clean(input, folder.resolve("out.json"), new CleaningOptions(1, null, null), read -> {});
        assertEquals(20, summary.recordsOut());
        assertEquals(77, summary.pairsIn());
        assertTrue(summary.pairsOut() >= 66 && summary.pairsOut() < 77, summary.toString());
    }
}

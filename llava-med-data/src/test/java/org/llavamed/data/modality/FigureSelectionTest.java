package org.llavamed.data.modality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.figure.Domain;
import org.llavamed.data.figure.Domains;
import org.llavamed.error.LlavaMedException;

class FigureSelectionTest {
    private static final String CT = "{\"pair_id\":\"1_F1\",\"x\":7.10,\"fig_caption\":\"CT\",\"note\":null}";
    private static final String TWO = "{\"pair_id\":\"1_F2\",\"fig_caption\":\"(A) CT (B) MRI\"}";
    private static final String NONE = "{\"pair_id\":\"1_F3\",\"fig_caption\":\"A map\"}";

    @TempDir
    Path folder = Path.of("");

    private Path input(String text) throws IOException {
        return Files.writeString(folder.resolve("in.json"), text);
    }

    private static SelectionCounts run(Path in, Path out, SelectionOptions options) {
        return new FigureSelection(new RuleClassifier(), options).run(in, out, read -> {});
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> nodes = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            nodes.add(new ObjectMapper().readTree(line));
        }
        return nodes;
    }

    @Test
    void keepsUsableFiguresWithAllTheirKeys() throws IOException {
        Path out = folder.resolve("out.jsonl");
        for (String text : List.of(
                CT + "\n" + TWO + "\n" + NONE + "\n",
                "[" + CT + "," + TWO + "," + NONE + "]",
                "{\"a\":[" + CT + "," + TWO + "],\"b\":[" + NONE + "]}")) {
            SelectionCounts counts = run(input(text), out, SelectionOptions.DEFAULT);
            assertEquals(
                    new SelectionCounts(
                            3,
                            1,
                            1,
                            1,
                            0,
                            0,
                            Map.of(
                                    Domain.CHEST_XRAY, 0L,
                                    Domain.MRI, 0L,
                                    Domain.HISTOLOGY, 0L,
                                    Domain.GROSS, 0L,
                                    Domain.CT_SCAN, 1L),
                            false),
                    counts);
            assertEquals(
                    "{\"pair_id\":\"1_F1\",\"x\":7.10,\"fig_caption\":\"CT\",\"note\":null,\"domain\":{\"chest_xray\":false,"
                            + "\"mri\":false,\"histology\":false,\"gross\":false,\"ct_scan\":true}}\n",
                    Files.readString(out));
        }
    }

    @Test
    void keepsAllAndExplains() throws IOException {
        Path out = folder.resolve("out.jsonl");
        SelectionCounts counts = run(input(CT + "\n" + TWO + "\n" + NONE), out, new SelectionOptions(null, true, true));
        assertEquals(3, counts.written());
        assertEquals(2, counts.domains().get(Domain.CT_SCAN));
        List<JsonNode> records = lines(out);
        assertFalse(records.get(0).get("modality").get("multi_panel").asBoolean());
        assertTrue(records.get(1).get("modality").get("multi_panel").asBoolean());
        assertTrue(records.get(0).get("modality").get("scores").get("ct_scan").asDouble() >= 2);
    }

    @Test
    void findsImagesByPairId() throws IOException {
        Path images = Files.createDirectory(folder.resolve("images"));
        Files.write(images.resolve("1_F1.png"), new byte[] {1, 2});
        SelectionCounts counts =
                run(input(CT + "\n" + NONE), folder.resolve("out.jsonl"), new SelectionOptions(images, false, false));
        assertEquals(1, counts.unreadableImage());
        assertEquals(1, counts.noImage());
        assertEquals(1, counts.written());
        for (String id : List.of("../1_F1", "/etc/passwd", "a\\u0000b")) {
            Path in = input(CT + "\n{\"pair_id\":\"" + id + "\",\"fig_caption\":\"\"}");
            LlavaMedException e = assertThrows(
                    LlavaMedException.class,
                    () -> run(in, folder.resolve("o"), new SelectionOptions(images, false, false)));
            assertTrue(e.getMessage().contains("in.json:2: pair_id"), e.getMessage());
            assertFalse(Files.exists(folder.resolve("o")));
        }
    }

    @Test
    void badInputNamesItsPlace() throws IOException {
        Path out = folder.resolve("out.jsonl");
        for (String bad : List.of("{\"pair_id\":\"1\"}", "{\"pair_id\":\"1\",\"fig_caption\":3}", "[1]", "7", "{")) {
            Path in = input(CT + "\n" + bad);
            LlavaMedException e = assertThrows(LlavaMedException.class, () -> run(in, out, SelectionOptions.DEFAULT));
            assertTrue(e.getMessage().contains("in.json:2"), e.getMessage());
        }
        assertFalse(Files.exists(out));
        Path in = input(CT);
        LlavaMedException same = assertThrows(LlavaMedException.class, () -> run(in, in, SelectionOptions.DEFAULT));
        assertTrue(same.getMessage().contains("is the input"), same.getMessage());
        assertEquals(CT, Files.readString(in));
    }

    @Test
    void cancelsWithoutOutput() throws IOException {
        Path out = folder.resolve("out.jsonl");
        FigureSelection selection = new FigureSelection(new RuleClassifier(), SelectionOptions.DEFAULT);
        SelectionCounts counts = selection.run(input(CT + "\n" + CT), out, read -> selection.cancel());
        assertTrue(counts.cancelled());
        assertEquals(1, counts.read());
        assertFalse(Files.exists(out));
    }

    @Test
    void anotherClassifierCanTakeItsPlace() throws IOException {
        FigureClassifier gross =
                (figure, image) -> new FigureVerdict(Domains.of(Domain.GROSS), false, Map.of(), List.of(), null);
        Path out = folder.resolve("out.jsonl");
        new FigureSelection(gross, SelectionOptions.DEFAULT).run(input(NONE), out, read -> {});
        assertTrue(lines(out).get(0).get("domain").get("gross").asBoolean());
    }

    @Test
    void scoresLabelledFigures() throws IOException {
        String right = "{\"pair_id\":\"1\",\"fig_caption\":\"CT\",\"domain\":{\"ct_scan\":true}}";
        String wrong = "{\"pair_id\":\"2\",\"fig_caption\":\"CT\",\"domain\":{\"mri\":true}}";
        FigureSelection selection = new FigureSelection(new RuleClassifier(), SelectionOptions.DEFAULT);
        ClassifierScore score = selection.score(input(right + "\n" + wrong), read -> {});
        assertEquals(new ClassifierScore.Counts(1, 1, 0), score.of(Domain.CT_SCAN));
        assertEquals(new ClassifierScore.Counts(0, 0, 1), score.of(Domain.MRI));
        assertEquals(2.0 / 3, score.of(Domain.CT_SCAN).f1(), 1e-12);
        assertEquals(new Interval(1, 2), score.exact());
        assertTrue(score.table().contains("ct_scan     0.50 [0.09, 0.91] 1/2"), score.table());
        Path unlabelled = input(CT);
        assertThrows(LlavaMedException.class, () -> selection.score(unlabelled, read -> {}));
    }

    @Test
    void intervalsAreWilsons() {
        // Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662, 15 of 148 0.0624 to 0.1605, 1 of 29 0.0061 to
        // 0.1718.
        for (double[] row : new double[][] {
            {81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}
        }) {
            Interval interval = new Interval((int) row[0], (int) row[1]);
            assertEquals(row[2], interval.low(), 5e-5);
            assertEquals(row[3], interval.high(), 5e-5);
        }
        assertEquals(1, new Interval(0, 0).high());
        assertThrows(IllegalArgumentException.class, () -> new Interval(2, 1));
    }
}

package org.llavamed.data.instruct;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.error.LlavaMedException;

class FigureInputTest {
    @TempDir
    private Path folder;

    private List<String> chosen(String text, int maxSize) throws IOException {
        Path file = Files.writeString(folder.resolve("in.json"), text);
        List<String> ids = new ArrayList<>();
        try (InstructSamples samples = new FigureInput(file, false).choose(maxSize, folder.resolve("spool"))) {
            for (int i = 0; i < samples.size(); i++) {
                InstructSample sample = samples.get(i);
                assertTrue(sample.json().contains("\"" + sample.pairId() + "\""));
                assertEquals(sample.pairId(), Figures.id(sample.context()));
                ids.add(sample.pairId());
            }
        }
        assertFalse(Files.exists(folder.resolve("spool")));
        return ids;
    }

    @Test
    void domainsTakeTurnsAndAFigureOfTwoIsTakenOnce() throws IOException {
        String text = String.join(
                "\n",
                Figures.json("ct1", "\"ct_scan\":true"),
                Figures.json("ct2", "\"ct_scan\":true"),
                Figures.json("none1", ""),
                Figures.json("both", "\"ct_scan\":true,\"gross\":true"),
                Figures.json("mri1", "\"mri\":true"),
                Figures.json("ct1", "\"ct_scan\":true"),
                Figures.json("ct3", "\"ct_scan\":true"),
                Figures.json("xray", "\"chest_xray\":true"));
        assertEquals(List.of("xray", "mri1", "both", "ct1", "none1", "ct2", "ct3"), chosen(text, 100));
    }

    @Test
    void theSizeIsExact() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            text.append(Figures.json("p" + i, i % 3 == 0 ? "\"mri\":true" : "\"gross\":true"))
                    .append('\n');
        }
        List<String> all = chosen(text.toString(), 20);
        assertEquals(20, all.size());
        for (int size = 1; size <= 25; size++) { // the reference took one less
            assertEquals(all.subList(0, Math.min(20, size)), chosen(text.toString(), size));
        }
    }

    @Test
    void groupsDecideInAGroupedFile() throws IOException {
        String a = Figures.json("a", "\"mri\":true");
        String b = Figures.json("b", "\"mri\":true");
        String c = Figures.json("c", "\"mri\":true");
        assertEquals(
                List.of("a", "c", "b"),
                chosen("{\"ct_scan\":[" + a + "," + b + "],\"extra\":[" + a + "," + c + "]}", 100));
    }

    @Test
    void fewerAreTheFirstOfMoreWhateverTheMix() throws IOException {
        Random random = new Random(5);
        String[] domains = {"", "\"mri\":true", "\"gross\":true", "\"mri\":true,\"ct_scan\":true"};
        for (int round = 0; round < 50; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 30; i++) {
                String id = "p" + random.nextInt(25);
                text.append(Figures.json(id, domains[random.nextInt(4)])).append('\n');
            }
            List<String> all = chosen(text.toString(), 100);
            assertEquals(new HashSet<>(all).size(), all.size());
            int size = 1 + random.nextInt(all.size());
            assertEquals(all.subList(0, size), chosen(text.toString(), size));
        }
    }

    @Test
    void mentionsAreShownOnlyWhenAskedForAndEmptyFiguresAreLeftOut() throws IOException {
        Path file = Files.writeString(folder.resolve("in.jsonl"), """
                {"pair_id":"a","fig_caption":"C","in_text_mention":["One.",{"tokens":"Two."}]}
                {"pair_id":"b","fig_caption":" "}
                """);
        for (boolean mentions : new boolean[] {false, true}) {
            try (InstructSamples samples = new FigureInput(file, mentions).choose(9, folder.resolve("s"))) {
                assertEquals(1, samples.size());
                assertEquals(1, samples.skipped());
                assertEquals(
                        "Figure Caption:\nC" + (mentions ? "\n\nFigure Context:\n\t- One.\n\t- Two." : ""),
                        samples.get(0).context());
            }
        }
    }

    @Test
    void complaintsNameFileAndRecord() throws IOException {
        Path file = Files.writeString(folder.resolve("in.jsonl"), "{\"pair_id\":\"a\"}\n");
        LlavaMedException e = assertThrows(
                LlavaMedException.class, () -> new FigureInput(file, false).choose(9, folder.resolve("s")));
        assertTrue(e.getMessage().endsWith("in.jsonl:1: fig_caption is missing"), e.getMessage());
        assertFalse(Files.exists(folder.resolve("s")));
    }

    @Test
    void seenIdsSurviveGrowing() {
        SeenIds seen = new SeenIds();
        for (int i = 0; i < 5000; i++) {
            assertTrue(seen.add("id" + i));
        }
        for (int i = 0; i < 5000; i++) {
            assertFalse(seen.add("id" + i));
        }
    }
}

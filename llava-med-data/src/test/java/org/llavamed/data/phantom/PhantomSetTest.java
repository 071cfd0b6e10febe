package org.llavamed.data.phantom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.answers.QuestionFile;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordReader;
import org.llavamed.data.instruct.CocoInput;
import org.llavamed.data.instruct.InstructKind;
import org.llavamed.data.instruct.InstructSamples;

class PhantomSetTest {
    private static final PhantomSet SET = new PhantomSet(12, 5, Split.TEST);

    @TempDir
    Path folder;

    @Test
    void pipelineReadsWhatIsWritten() throws IOException {
        PhantomCounts counts = SET.write(folder, PhantomProgress.NONE);
        assertEquals(12, counts.phantoms());
        assertEquals(12, counts.drawn());
        assertEquals(12, counts.domains().values().stream().mapToInt(n -> n).sum());
        List<JsonRecord> figures = records("figures.jsonl");
        List<JsonRecord> truths = records("truth.jsonl");
        assertEquals(12, figures.size());
        assertEquals(12, truths.size());
        for (int i = 0; i < 12; i++) {
            FigureRecord figure = FigureRecord.parse(figures.get(i));
            assertEquals(PhantomText.figure(SET.pairId(i), SET.plan(i)), figure);
            assertTrue(Files.isRegularFile(folder.resolve("images").resolve(figure.pairId() + ".png")));
            assertEquals(figure.pairId(), truths.get(i).string("pair_id"));
            assertEquals(SET.plan(i).seed(), Long.parseLong(truths.get(i).string("seed")));
        }
        assertEquals(
                counts.questions(),
                QuestionFile.read(folder.resolve("questions.jsonl")).questions().size());
        CocoInput coco = new CocoInput(
                InstructKind.DETAIL, folder.resolve("captions.coco.json"), folder.resolve("boxes.coco.json"));
        Path spool = Files.createTempFile(folder, "spool", null);
        try (InstructSamples samples = coco.choose(100, spool)) {
            assertEquals(12, samples.size());
        }
    }

    private List<JsonRecord> records(String name) {
        List<JsonRecord> records = new ArrayList<>();
        try (RecordReader reader = RecordReader.open(folder.resolve(name))) {
            for (JsonRecord json = reader.next(); json != null; json = reader.next()) {
                records.add(json);
            }
        }
        return records;
    }

    @Test
    void endedRunGoesOnAndBecomesTheSame() throws IOException {
        assertThrows(
                IllegalStateException.class,
                () -> SET.write(folder, (done, of) -> {
                    if (done == 5) {
                        throw new IllegalStateException("ended");
                    }
                }));
        assertFalse(Files.exists(folder.resolve("figures.jsonl")));
        Path third = folder.resolve("images").resolve(SET.pairId(2) + ".png");
        Files.write(third, new byte[] {1, 2, 3}); // damaged
        assertEquals(8, SET.write(folder, PhantomProgress.NONE).drawn());
        assertArrayEquals(PngBytes.of(Phantom.of(SET.plan(2)).image()), Files.readAllBytes(third));
        byte[] truth = Files.readAllBytes(folder.resolve("truth.jsonl"));
        assertEquals(0, SET.write(folder, PhantomProgress.NONE).drawn());
        assertArrayEquals(truth, Files.readAllBytes(folder.resolve("truth.jsonl")));
    }

    @Test
    void largerSetBeginsWithTheSmaller() {
        PhantomSet larger = new PhantomSet(100, 5, Split.TEST);
        for (int i = 0; i < 12; i++) {
            assertEquals(SET.plan(i), larger.plan(i));
        }
    }

    @Test
    void emptySetIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new PhantomSet(0, 1, Split.TRAIN));
        assertThrows(IllegalArgumentException.class, () -> new PhantomSet(PhantomSet.MAX + 1, 1, Split.TRAIN));
    }
}

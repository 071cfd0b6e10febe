package org.llavamed.data.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.ReadingProgress;
import org.llavamed.data.file.RecordReader;
import org.llavamed.error.LlavaMedException;

/** Splitting, sampling and merging. */
class DatasetFilesTest {
    @TempDir
    private Path folder;

    private static List<JsonNode> read(Path file) {
        List<JsonNode> found = new ArrayList<>();
        try (RecordReader reader = RecordReader.open(file)) {
            for (JsonRecord r = reader.next(); r != null; r = reader.next()) {
                found.add(r.object());
            }
        }
        return found;
    }

    private Path write(String name, List<String> records) throws IOException {
        Path file = folder.resolve(name);
        return Files.writeString(
                file, name.endsWith(".json") ? "[" + String.join(",\n", records) + "]" : String.join("\n", records));
    }

    /** Dialogues of 2 to an image and 4 to an article, with keys of their own. */
    private static List<String> dialogues(int n) {
        List<String> records = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            records.add("{\"id\":\"q" + i + "\",\"image\":\"" + (1000 + i / 4) + "_F" + i / 2 % 2
                    + ".jpg\",\"score\":7.10,\"conversatons\":[]}");
        }
        return records;
    }

    private Map<String, String> parts(Path input, SplitPlan plan, String name) {
        Map<String, String> partOf = new HashMap<>();
        for (SplitResult.Part part : DatasetSplit.run(input, folder.resolve(name), plan, ReadingProgress.NONE)
                .parts()) {
            for (JsonNode record : read(part.file())) {
                partOf.put(record.get("id").asText(), part.name());
                assertEquals("7.10", record.get("score").asText());
                assertTrue(record.has("conversatons"), "kept as it was");
            }
        }
        return partOf;
    }

    @ParameterizedTest
    @EnumSource
    void fractionsDependOnTheGroupAlone(GroupBy groupBy) throws IOException {
        SplitPlan plan = SplitPlan.fractions(List.of(0.6, 0.2, 0.2), 7, groupBy);
        List<String> records = dialogues(4_000);
        Map<String, String> all = parts(write("a.json", records), plan, "1");
        assertEquals(4_000, all.size());
        Map<String, Set<String>> groups = new TreeMap<>();
        Map<String, Integer> sizes = new TreeMap<>();
        all.forEach((id, part) -> {
            int i = Integer.parseInt(id.substring(1));
            groups.computeIfAbsent("g" + i / (groupBy == GroupBy.IMAGE ? 2 : 4), key -> new HashSet<>())
                    .add(part);
            sizes.merge(part, 1, Integer::sum);
        });
        groups.forEach((name, parts) -> assertEquals(1, parts.size(), name));
        assertTrue(
                Math.abs(sizes.getOrDefault("train", 0) - 2_400) < 200
                        && Math.abs(sizes.getOrDefault("val", 0) - 800) < 150,
                sizes.toString());

        Collections.shuffle(records, new Random(1));
        Map<String, String> some = parts(write("b.jsonl", records.subList(0, 1_500)), plan, "2");
        some.forEach((id, part) -> assertEquals(all.get(id), part, id));
        assertTrue(Files.exists(folder.resolve("2").resolve("train.jsonl")));
        Map<String, String> other =
                parts(write("a.json", records), SplitPlan.fractions(List.of(0.6, 0.4), 8, groupBy), "3");
        assertFalse(other.equals(all));
        assertEquals(Set.of("train", "val"), new HashSet<>(other.values()));
    }

    @Test
    void countsAreExact() throws IOException {
        Path input = write("a.json", dialogues(1_000));
        SplitResult result = DatasetSplit.run(
                input,
                folder.resolve("p"),
                SplitPlan.counts(List.of(SplitPlan.REST, 100L, 50L), 1, GroupBy.IMAGE),
                ReadingProgress.NONE);
        assertEquals(
                List.of(850L, 100L, 50L),
                result.parts().stream().map(SplitResult.Part::records).toList());
        SplitPlan two = SplitPlan.counts(List.of(500L, 101L), 1, GroupBy.IMAGE);
        LlavaMedException leak = assertThrows(
                LlavaMedException.class, () -> DatasetSplit.run(input, folder.resolve("p"), two, ReadingProgress.NONE));
        assertTrue(leak.getMessage().contains("test.json: is of another split"), leak.getMessage());
        SplitResult odd = DatasetSplit.run(input, folder.resolve("odd"), two, ReadingProgress.NONE);
        assertEquals(400, odd.leftOut());
        assertEquals(List.of("val has 100 records, not 101: what belongs together is kept whole"), odd.notes());
        assertThrows(
                LlavaMedException.class,
                () -> DatasetSplit.run(
                        input,
                        folder.resolve("q"),
                        SplitPlan.counts(List.of(900L, 101L), 1, GroupBy.IMAGE),
                        ReadingProgress.NONE));
        assertFalse(Files.exists(folder.resolve("q")));
    }

    @Test
    void recordsOfOneIdentifierStayTogetherInAnyOrder() throws IOException {
        // a and b share an id, b and c an image, c and d an id: all four belong together.
        List<String> records = new ArrayList<>(List.of(
                "{\"id\":\"x\",\"image\":\"a.jpg\",\"score\":7.10,\"conversatons\":[]}",
                "{\"id\":\"x\",\"image\":\"b.jpg\",\"score\":7.10,\"conversatons\":[]}",
                "{\"id\":\"y\",\"image\":\"b.png\",\"score\":7.10,\"conversatons\":[]}",
                "{\"id\":\"y\",\"image\":\"d.jpg\",\"score\":7.10,\"conversatons\":[]}"));
        for (int seed = 0; seed < 40; seed++) {
            Collections.shuffle(records, new Random(seed));
            for (SplitPlan plan : List.of(
                    SplitPlan.fractions(List.of(0.5, 0.5), seed / 4, GroupBy.IMAGE),
                    SplitPlan.counts(List.of(4L, SplitPlan.REST), seed, GroupBy.ARTICLE))) {
                SplitResult result =
                        DatasetSplit.run(write("a.json", records), folder.resolve("p"), plan, ReadingProgress.NONE);
                assertEquals(
                        List.of(0L, 4L),
                        result.parts().stream()
                                .map(SplitResult.Part::records)
                                .sorted()
                                .toList());
            }
        }
    }

    @Test
    void groupsOfAFileAreKept() throws IOException {
        Path input = Files.writeString(
                folder.resolve("g.json"),
                "{\"mri\":[{\"pair_id\":\"1_F1\",\"fig_caption\":\"a\"},{\"pair_id\":\"2_F1\",\"fig_caption\":\"b\"}],"
                        + "\"gross\":[{\"pair_id\":\"1_F1\",\"fig_caption\":\"a\"}]}");
        SplitPlan plan = new SplitPlan(
                List.of(new SplitPlan.Part("two", 0, 2), new SplitPlan.Part("others", 0, SplitPlan.REST)),
                1,
                GroupBy.ARTICLE);
        SplitResult result = DatasetSplit.run(input, folder.resolve("p"), plan, ReadingProgress.NONE);
        String both = "\"pair_id\":\"1_F1\",\"fig_caption\":\"a\"}\n]";
        for (SplitResult.Part part : result.parts()) {
            String text = Files.readString(part.file());
            assertTrue(text.startsWith("{\n\"mri\": [\n"), text);
            assertTrue(
                    text.equals(text.replace(both, "")) || text.split("1_F1", -1).length == 3, "never apart: " + text);
        }
        assertEquals(3, DatasetSample.run(input, folder.resolve("s.json"), 3, 0, ReadingProgress.NONE));
        assertEquals(read(input), read(folder.resolve("s.json")));
    }

    @Test
    void sampleIsExactNestedAndInOrder() throws IOException {
        List<String> records = dialogues(500);
        records.addAll(dialogues(20)); // identifiers that come again
        Path input = write("a.jsonl", records);
        List<JsonNode> before = List.of();
        for (int n : new int[] {1, 100, 519, 520}) {
            Path output = folder.resolve("s" + n + ".json");
            assertEquals(520, DatasetSample.run(input, output, n, 3, ReadingProgress.NONE));
            List<JsonNode> sample = read(output);
            assertEquals(n, sample.size());
            assertTrue(sample.containsAll(before));
            before = sample;
        }
        assertEquals(read(input), before);
        DatasetSample.run(input, folder.resolve("t.json"), 100, 4, ReadingProgress.NONE);
        assertFalse(read(folder.resolve("s100.json")).equals(read(folder.resolve("t.json"))));
        assertThrows(
                LlavaMedException.class,
                () -> DatasetSample.run(input, folder.resolve("u.json"), 521, 0, ReadingProgress.NONE));
        assertThrows(IllegalArgumentException.class, () -> DatasetSample.run(input, input, 0, 0, ReadingProgress.NONE));
    }

    @Test
    void mergeCorrectsTheSpellingAndTellsDuplicates() throws IOException {
        Path a = write("a.json", List.of("{\"id\":1,\"conversatons\":[],\"k\":1}", "{\"id\":2,\"conversations\":[]}"));
        Path b = write(
                "b.jsonl",
                List.of(
                        "{\"id\":\"1\",\"conversations\":[],\"k\":1}",
                        "{\"id\":2,\"conversations\":[]}",
                        "{\"id\":3,\"conversatons\":[]}"));
        Path out = folder.resolve("out.jsonl");
        String message = assertThrows(
                        LlavaMedException.class,
                        () -> DatasetMerge.run(
                                List.of(a, b), out, DatasetMerge.Duplicates.REFUSE, ReadingProgress.NONE))
                .getMessage();
        assertTrue(message.startsWith("2 records have an identifier that was there before"), message);
        assertFalse(Files.exists(out));
        DatasetMerge.Result dropped =
                DatasetMerge.run(List.of(a, b), out, DatasetMerge.Duplicates.DROP, ReadingProgress.NONE);
        assertEquals(
                "{\"id\":1,\"conversations\":[],\"k\":1}\n{\"id\":2,\"conversations\":[]}\n{\"id\":3,\"conversations\":[]}\n",
                Files.readString(out));
        assertEquals(
                List.of(5L, 3L, 1L, 1L, 2L),
                List.of(dropped.records(), dropped.written(), dropped.same(), dropped.differing(), dropped.misspelt()));
        assertEquals(2, dropped.duplicates().size());
        assertEquals(
                5,
                DatasetMerge.run(List.of(a, b), out, DatasetMerge.Duplicates.KEEP, ReadingProgress.NONE)
                        .written());
        Path figures = write("f.jsonl", List.of("{\"pair_id\":\"a\",\"fig_caption\":\"b\"}"));
        assertThrows(
                LlavaMedException.class,
                () -> DatasetMerge.run(List.of(a, figures), out, DatasetMerge.Duplicates.KEEP, ReadingProgress.NONE));
    }

    @Test
    void anInputIsNeverOverwrittenAndNothingHalfIsLeft() throws IOException {
        Path input = write("train.json", dialogues(10));
        String before = Files.readString(input);
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), input);
        SplitPlan plan = SplitPlan.fractions(List.of(0.5, 0.5), 0, GroupBy.IMAGE);
        assertThrows(LlavaMedException.class, () -> DatasetSplit.run(input, folder, plan, ReadingProgress.NONE));
        assertThrows(LlavaMedException.class, () -> DatasetSample.run(input, link, 3, 0, ReadingProgress.NONE));
        assertThrows(
                LlavaMedException.class,
                () -> DatasetMerge.run(List.of(input), link, DatasetMerge.Duplicates.KEEP, ReadingProgress.NONE));
        assertEquals(before, Files.readString(input));
        Files.writeString(input, before.replace("]\n", "").strip().replaceAll("]$", ""));
        Path parts = folder.resolve("parts");
        assertThrows(LlavaMedException.class, () -> DatasetSplit.run(input, parts, plan, ReadingProgress.NONE));
        int[] calls = {0};
        Files.writeString(input, before);
        assertThrows(
                UnsupportedOperationException.class,
                () -> DatasetSplit.run(input, parts, plan, (r, b, of) -> {
                    if (calls[0]++ == 1) {
                        throw new UnsupportedOperationException("in the second pass");
                    }
                }));
        try (var left = Files.list(parts)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void plansThatMakeNoSenseAreRefused() {
        for (List<Double> bad : List.of(List.of(1.0), List.of(0.5, 0.4), List.of(1.5, -0.5), List.of(0.0, 0.0))) {
            assertThrows(
                    IllegalArgumentException.class, () -> SplitPlan.fractions(bad, 0, GroupBy.IMAGE), bad.toString());
        }
        for (List<Long> bad : List.of(List.of(-1L, -1L), List.of(-2L, 3L), List.of(0L, 0L), List.of(1L, 1L, 1L, 1L))) {
            assertThrows(IllegalArgumentException.class, () -> SplitPlan.counts(bad, 0, GroupBy.IMAGE), bad.toString());
        }
    }
}

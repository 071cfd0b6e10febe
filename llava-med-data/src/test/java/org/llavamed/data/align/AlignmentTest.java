package org.llavamed.data.align;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.dialogue.Dialogue;
import org.llavamed.data.dialogue.ImageNames;
import org.llavamed.data.dialogue.Phrasings;
import org.llavamed.data.figure.Domains;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordReader;
import org.llavamed.error.LlavaMedException;

class AlignmentTest {
    @TempDir
    Path folder = Path.of("");

    private static FigureRecord figure(String id, String caption) {
        return new FigureRecord(id, null, null, null, "", caption, List.of(), Domains.NONE, null, null);
    }

    private static String human(Dialogue dialogue) {
        return dialogue.conversations().get(0).value();
    }

    @Test
    void thirtyWordsDecideAboutTheList() {
        Phrasings phrasings = Phrasings.standard();
        assertEquals(11, new HashSet<>(phrasings.concise()).size());
        assertEquals(16, new HashSet<>(phrasings.detailed()).size());
        assertTrue(Collections.disjoint(phrasings.concise(), phrasings.detailed()));
        Set<String> seen = new HashSet<>();
        Set<Boolean> places = new HashSet<>();
        for (int i = 0; i < 2000; i++) {
            boolean shortOne = i % 2 == 0;
            String caption = " w".repeat(shortOne ? 29 : 30);
            Dialogue dialogue = Objects.requireNonNull(new Alignment(5).align(figure("id" + i, caption), "a.jpg"));
            assertEquals(caption.strip(), dialogue.conversations().get(1).value());
            String value = human(dialogue);
            places.add(value.startsWith("<image>\n"));
            String asked = value.replace("<image>", "").strip();
            assertTrue((shortOne ? phrasings.concise() : phrasings.detailed()).contains(asked), asked);
            assertTrue(Set.of("<image>\n" + asked, asked + "\n<image>").contains(value));
            seen.add(asked);
        }
        assertEquals(27, seen.size());
        assertEquals(2, places.size());
    }

    @Test
    void controlStringsNeverReachTheSet() {
        Map<String, String> captions = Map.of(
                "A <image> B",
                "A B",
                "<im<image>age>x",
                "x",
                "a</s>b",
                "ab",
                "<im_start><im_patch>y<im_end>",
                "y",
                "p < 0.05 [12] > 3",
                "p < 0.05 [12] > 3",
                "\u00a0 kept  as is \n",
                "kept  as is",
                "<IMAGE>",
                "<IMAGE>");
        captions.forEach((before, after) -> {
            Dialogue dialogue = Objects.requireNonNull(new Alignment(1).align(figure("i", before), "i.jpg"));
            assertEquals(after, dialogue.conversations().get(1).value());
        });
        for (String empty : List.of("", " \n", "<image>", "\u00a0\uFEFF", "<im<image>age>")) {
            assertNull(new Alignment(1).align(figure("i", empty), "i.jpg"), empty);
        }
    }

    private List<Dialogue> make(List<String> lines, AlignmentOptions options, String name) throws IOException {
        Path input = Files.write(folder.resolve("in-" + name + ".jsonl"), lines);
        Path output = folder.resolve(name);
        summary = AlignmentFile.make(input, output, options, read -> {});
        List<Dialogue> all = new ArrayList<>();
        try (RecordReader reader = RecordReader.open(output)) {
            for (JsonRecord json = reader.next(); json != null; json = reader.next()) {
                all.add(Dialogue.parse(json));
            }
        }
        return all;
    }

    private AlignmentSummary summary = new AlignmentSummary(0, 0, 0, 0, 0, 0, 0, 0, false, 0, 0, false);

    private static String line(String id, String caption) {
        return "{\"pair_id\":\"" + id + "\",\"fig_caption\":\"" + caption + "\"}";
    }

    @Test
    void orderAndShardsChangeNothing() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            lines.add(line("p" + i, "caption " + i));
        }
        Map<String, Dialogue> once = new HashMap<>();
        make(lines, AlignmentOptions.withSeed(9), "a.json").forEach(d -> once.put(d.id(), d));
        Collections.reverse(lines);
        for (List<String> shard : List.of(lines.subList(0, 77), lines.subList(77, 200))) {
            for (Dialogue dialogue : make(shard, AlignmentOptions.withSeed(9), "b.jsonl")) {
                assertEquals(once.remove(dialogue.id()), dialogue);
            }
        }
        assertTrue(once.isEmpty());
    }

    @Test
    void everythingLeftOutIsCounted() throws IOException {
        List<String> lines = List.of(
                line("a", "one"),
                line("a", "one"),
                line("a", "two"),
                line("b", " "),
                line("c", "x <image>"),
                line("d", "y"),
                line("e", "z"));
        Path images = Files.createDirectory(folder.resolve("images"));
        for (String name : List.of("a.png", "a.jpg", "c.TIFF", "d.txt", ".png", "e.b.png")) {
            Files.writeString(images.resolve(name), "x");
        }
        Files.createFile(images.resolve("e.png")); // empty
        Files.createDirectory(images.resolve("d.png"));
        List<Dialogue> some = make(lines, new AlignmentOptions(1, images, false, 99), "c.json");
        assertEquals(
                List.of("a.jpg", "c.TIFF"), some.stream().map(Dialogue::image).toList());
        assertEquals(new AlignmentSummary(7, 2, 2, 0, 1, 1, 1, 2, false, 1, 1, false), summary);
        make(lines, new AlignmentOptions(1, images, true, 99), "d.json");
        assertEquals(new AlignmentSummary(7, 4, 4, 0, 1, 1, 1, 2, true, 1, 1, false), summary);
        assertEquals(
                2,
                make(lines, new AlignmentOptions(1, null, false, 2), "e.json").size());
        assertTrue(summary.stoppedAtMaxSize());
        assertEquals(
                4,
                make(lines, new AlignmentOptions(1, null, false, 4), "f.json").size());
        assertEquals(false, summary.stoppedAtMaxSize());
    }

    @Test
    void wrongInputIsRefusedWithItsPlace() throws IOException {
        for (String[] bad : new String[][] {
            {"{\"pair_id\":\"a\"}", ":1: fig_caption is missing"},
            {"{\"fig_caption\":\"a\"}", ":1: pair_id is missing"},
            {"{\"pair_id\":\"a\",\"fig_caption\":[]}", ":1: fig_caption is an array"},
            {"{", ":1:"},
        }) {
            String message = assertThrows(
                            LlavaMedException.class,
                            () -> make(List.of(bad[0]), AlignmentOptions.withSeed(1), "x.json"))
                    .getMessage();
            assertTrue(message.contains(bad[1]), message);
        }
        assertThrows(LlavaMedException.class, () -> ImageNames.of(folder.resolve("none")));
        assertThrows(IllegalArgumentException.class, () -> new AlignmentOptions(1, null, false, 0));
    }
}

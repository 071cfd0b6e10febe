package org.llavamed.data.instruct;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llavamed.error.LlavaMedException;

class BoxInputTest {
    private static final String CAPTIONS = """
            {"info": {"year": 2030}, "annotations": [
              {"id": 1, "image_id": 7, "caption": "Two cells.\\n"}, {"id": 2, "image_id": 7, "caption": "A smear."},
              {"id": 3, "image_id": 8, "caption": "Nothing."}],
             "images": [{"id": 7, "file_name": "a/0007.jpg", "width": 200, "height": 100}, {"id": 9, "file_name": "9.jpg"},
              {"id": 8, "file_name": "0008.jpg", "width": 10, "height": 10}]}
            """;
    private static final String INSTANCES = """
            {"annotations": [
              {"image_id": 7, "category_id": 2, "bbox": [20, 10, 60.5, 200], "segmentation": [[1, 2, 3], {"counts": [1]}]},
              {"image_id": 5, "category_id": 2, "bbox": [0, 0, 1, 1]}],
             "images": [{"id": 7, "width": 200, "height": 100}],
             "categories": [{"id": 2, "name": "cell", "supercategory": "x"}]}
            """;
    private static final String VOC = """
            <annotation><filename>b.jpg</filename><size><width>200</width><height>100</height></size>
            <object><name>cell</name><part><name>p</name><bndbox><xmin>1</xmin></bndbox></part>
            <bndbox><xmin>1</xmin><ymin>51</ymin><xmax>100.0</xmax><ymax>100</ymax></bndbox></object></annotation>
            """;

    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private List<InstructSample> read(InstructInput input, int maxSize) {
        List<InstructSample> all = new ArrayList<>();
        try (InstructSamples samples = input.choose(maxSize, folder.resolve("spool"))) {
            for (int i = 0; i < samples.size(); i++) {
                all.add(samples.get(i));
            }
        }
        return all;
    }

    @Test
    void cocoCaptionsAndBoxes() throws IOException {
        Path captions = file("captions.json", CAPTIONS);
        Path instances = file("instances.json", INSTANCES);
        List<InstructSample> samples = read(new CocoInput(InstructKind.DETAIL, captions, instances), 10);
        assertEquals(2, samples.size());
        assertEquals("0007", samples.get(0).pairId());
        assertEquals(
                "Two cells.\nA smear.\n\ncell: [0.100, 0.100, 0.403, 1.000]",
                samples.get(0).context());
        assertEquals(
                "{\"pair_id\":\"0007\",\"image\":\"a/0007.jpg\",\"captions\":[\"Two cells.\",\"A smear.\"],"
                        + "\"boxes\":[{\"category\":\"cell\",\"bbox\":[0.100,0.100,0.403,1.000]}]}",
                samples.get(0).json());
        assertEquals("Nothing.", samples.get(1).context());
        assertEquals(
                "Two cells.\nA smear.",
                read(new CocoInput(InstructKind.CONVERSATION, captions, instances), 1)
                        .get(0)
                        .context());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"bbox\": [20, 10, 60.5, 200]|\"bbox\": [20, 10, -1, 5]|annotations[0]: bbox is not",
                "\"bbox\": [20, 10, 60.5, 200]|\"bbox\": [20, 10, 1e999, 5]|annotations[0]: bbox is not",
                "\"bbox\": [20, 10, 60.5, 200]|\"bbox\": [20, 10, 5]|annotations[0]: bbox is not",
                "\"bbox\": [20, 10, 60.5, 200]|\"bbox\": \"no\"|annotations[0]: bbox is not",
                "\"category_id\": 2|\"category_id\": 3|category_id 3 is not in categories",
                "\"width\": 200|\"width\": 0|image 7 has no width and height",
                "\"width\": 200|\"width\": -4|width is -4",
                "\"categories\"|\"kinds\"|has no list \"categories\"",
                "\"name\": \"cell\"|\"name\": {}|categories[0]: name is missing",
                "{\"annotations\": [|{\"annotations\": [3, |annotations[0]: an object is expected"
            })
    void damagedCocoFilesAreNamed(String from, String to, String message) throws IOException {
        Path captions = file("captions.json", CAPTIONS);
        Path instances = file("instances.json", INSTANCES.replace(from, to));
        LlavaMedException e = assertThrows(
                LlavaMedException.class, () -> read(new CocoInput(InstructKind.DETAIL, captions, instances), 10));
        assertTrue(e.getMessage().contains("instances.json: ") && e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void noDamageGivesAForeignException() throws IOException {
        Path captions = file("captions.json", CAPTIONS);
        Random random = new Random(11);
        for (int round = 0; round < 1500; round++) {
            String source = round % 3 == 0 ? CAPTIONS : round % 3 == 1 ? INSTANCES : VOC;
            byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
            for (int i = random.nextInt(3); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(128);
            }
            int length = random.nextBoolean() ? bytes.length : random.nextInt(bytes.length);
            Path file = folder.resolve(round % 3 == 2 ? "x.xml" : "x.json");
            Files.write(file, Arrays.copyOf(bytes, length));
            InstructInput input = round % 3 == 0
                    ? new CocoInput(InstructKind.DETAIL, file, null)
                    : round % 3 == 1
                            ? new CocoInput(InstructKind.REASONING, captions, file)
                            : new VocInput(InstructKind.DETAIL, file, null);
            try {
                read(input, 10);
            } catch (LlavaMedException e) {
                assertTrue(e.getMessage().contains("x."), e.getMessage());
            }
        }
    }

    @Test
    void vocBoxesWithAndWithoutCaptions() throws IOException {
        Files.createDirectory(folder.resolve("voc"));
        file("voc/b.xml", VOC);
        file("voc/a.XML", VOC.replaceAll("(?s)<object>.*</object>", "").replace("b.jpg", "a.jpg"));
        Path captions = file("captions.jsonl", """
                {"image":"x/b.jpg","captions":["One.","Two."]}
                {"pair_id":"b","fig_caption":"Three."}
                {"image":"c.jpg","caption":"Other."}
                """);
        List<InstructSample> plain = read(new VocInput(InstructKind.REASONING, folder.resolve("voc"), null), 9);
        assertEquals(1, plain.size()); // of a nothing is known
        assertEquals("cell: [0.000, 0.500, 0.500, 1.000]", plain.get(0).context());
        List<InstructSample> told = read(new VocInput(InstructKind.DETAIL, folder.resolve("voc"), captions), 9);
        assertEquals(
                "One.\nTwo.\nThree.\n\ncell: [0.000, 0.500, 0.500, 1.000]",
                told.get(0).context());
        assertEquals("b", told.get(0).pairId());
        assertEquals(
                "One.\nTwo.\nThree.",
                read(new VocInput(InstructKind.CONVERSATION, folder.resolve("voc"), captions), 9)
                        .get(0)
                        .context());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<annotation>|<!DOCTYPE annotation SYSTEM \"file:///etc/passwd\"><annotation>|has a DOCTYPE",
                "<name>cell</name>|<name>&x;</name>|x",
                "<annotation>|<annotations>|is <annotations>",
                "<ymin>51</ymin>|<ymin>101</ymin>|object 1 ends before it begins",
                "<ymin>51</ymin>|<ymin>NaN</ymin>|object 1: bndbox/ymin is not a number",
                "<xmin>1</xmin><ymin>|<ymin>|object 1: bndbox/xmin is missing",
                "<width>200</width>|<width>0</width>|size is 0.0 x 100.0",
                "</size>||x.xml:"
            })
    void damagedVocFilesAreNamed(String from, String to, String message) throws IOException {
        Path file = file("x.xml", VOC.replace(from, to == null ? "" : to));
        LlavaMedException e =
                assertThrows(LlavaMedException.class, () -> read(new VocInput(InstructKind.DETAIL, file, null), 9));
        assertTrue(e.getMessage().contains("x.xml") && e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void deepXmlIsRefused() throws IOException {
        Path file = file("x.xml", "<annotation>" + "<a>".repeat(100_000));
        assertThrows(LlavaMedException.class, () -> read(new VocInput(InstructKind.DETAIL, file, null), 9));
    }

    @Test
    void aRealVocFile() {
        String shared = System.getProperty("llavamed.shared");
        Assumptions.assumeTrue(shared != null);
        Path file = Path.of(shared, "images", "BloodImage_00000.xml");
        InstructSample sample =
                read(new VocInput(InstructKind.DETAIL, file, null), 9).get(0);
        List<String> lines = sample.context().lines().toList();
        assertEquals(20, lines.size());
        assertEquals("WBC: [0.405, 0.367, 0.767, 0.783]", lines.get(0));
    }
}

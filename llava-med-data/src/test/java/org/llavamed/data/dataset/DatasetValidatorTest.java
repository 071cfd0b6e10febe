package org.llavamed.data.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.llavamed.data.file.ReadingProgress;
import org.llavamed.error.LlavaMedException;

class DatasetValidatorTest {
    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("f"), text.replace('\'', '"'));
    }

    private List<String> problems(String text, ValidationOptions options) throws IOException {
        ValidationReport report = DatasetValidator.run(file(text), options, ReadingProgress.NONE);
        return report.problems().stream()
                .map(problem -> problem.severity().name().charAt(0) + " "
                        + problem.message().replace(folder + "/f: ", "").replace(folder + "/f:", ":"))
                .toList();
    }

    @ParameterizedTest
    @CsvFileSource(resources = "validation.txt", delimiter = '|', quoteCharacter = '`', maxCharsPerColumn = 2_000)
    void rules(String turns, String expected) throws IOException {
        String record = turns.startsWith("{")
                ? turns
                : "{'id':'a','image':'a.jpg','conversations':["
                        + turns.replaceAll("H:([^;]*);", "{'from':'human','value':'$1'},")
                                .replaceAll("G:([^;]*);", "{'from':'gpt','value':'$1'},")
                                .replaceAll("S:([^;]*);", "{'from':'system','value':'$1'},")
                                .replaceAll(",$", "")
                        + "]}";
        List<String> found = problems("[" + record + "]", ValidationOptions.DEFAULT);
        assertEquals(expected == null ? "" : expected, String.join(" / ", found).replace("record 1: ", ""));
    }

    @Test
    void allProblemsAreCollectedAndDamagedLinesPassedBy() throws IOException {
        String good = "{'id':'1','conversations':[{'from':'human','value':'q'},{'from':'gpt','value':'a'}]}";
        List<String> found =
                problems(good + "\n{broken\n" + good + "\n[]\n{'id':2,'conversations':[]}", ValidationOptions.DEFAULT);
        assertEquals(4, found.size(), found.toString());
        assertTrue(found.get(0).startsWith("E :2:2: "), found.get(0));
        assertEquals("W :3: id \"1\" was in record 1 before", found.get(1));
        assertTrue(found.get(2).startsWith("E :4: an array;"), found.get(2));
        assertEquals("E :5: conversations has no turns", found.get(3));
    }

    @Test
    void anArrayEndsAtItsDamage() throws IOException {
        List<String> found = problems("[{'id':1,'conversations':[]}, {'id':2 'x'}, {}]", ValidationOptions.DEFAULT);
        assertEquals(2, found.size(), found.toString());
        assertTrue(found.get(1).startsWith("E :1:"), found.get(1));
    }

    @Test
    void theLimitCountsButDoesNotKeep() throws IOException {
        Path file = file("{'id':'x','conversations':[],'k':1}\n".repeat(500));
        ValidationReport report = DatasetValidator.run(
                file, new ValidationOptions(null, null, false, RepeatedIds.ERROR, 7), ReadingProgress.NONE);
        assertEquals(500, report.records());
        assertEquals(500 + 499, report.errors());
        assertEquals(500, report.warnings());
        assertEquals(8, report.problems().size()); // the unknown key is told once
        assertEquals(
                "{repeated-id=499, turns=500, unknown-key=500}", report.kinds().toString());
        assertEquals(
                500,
                DatasetValidator.run(
                                file,
                                new ValidationOptions(null, null, false, RepeatedIds.USUAL, 7),
                                ReadingProgress.NONE)
                        .errors());
        assertThrows(
                IllegalArgumentException.class, () -> new ValidationOptions(null, null, false, RepeatedIds.USUAL, 0));
    }

    /** LLaVA's mixtures repeat identifiers; where records are looked up by them, that is an error. */
    @Test
    void howBadRepeatedIdentifiersAre() throws IOException {
        String dialogue = "{'id':'x','conversations':[{'from':'human','value':'q'},{'from':'gpt','value':'a'}]}";
        String address = "{'pair_id':'1_F1','image_file_path':'a.jpg','pmc_tar_url':'https://h/a.tar.gz'}";
        for (RepeatedIds severity : List.of(RepeatedIds.WARNING, RepeatedIds.ERROR)) {
            boolean error = severity == RepeatedIds.ERROR;
            ValidationOptions set = new ValidationOptions(null, null, false, severity, 100);
            for (String record : List.of(dialogue, address)) {
                List<String> found = problems((record + "\n").repeat(3), set);
                assertEquals(2, found.size(), found.toString());
                assertTrue(found.get(1).startsWith((error ? "E" : "W") + " :3: "), found.toString());
            }
            List<String> usual = problems(((error ? address : dialogue) + "\n").repeat(2), ValidationOptions.DEFAULT);
            assertTrue(usual.get(0).startsWith(error ? "E" : "W"), usual.toString());
        }
    }

    @Test
    void aFigureOfTwoDomainsStandsInTwoGroups() throws IOException {
        String figure = "{'pair_id':'1_F1','pmid':'1','fig_caption':'c','domain':{'chest_xray':false,'mri':true,"
                + "'histology':false,'gross':true,'ct_scan':false}}";
        assertEquals(
                List.of(), problems("{'mri':[" + figure + "],'gross':[" + figure + "]}", ValidationOptions.DEFAULT));
        assertEquals(
                List.of(
                        "E mri record 2: pair_id \"1_F1\" was in record 1 before",
                        "E ct_scan record 1: domain.ct_scan is false, but the record stands under ct_scan"),
                problems(
                        "{'mri':[" + figure + "," + figure + "],'ct_scan':[" + figure + "]}",
                        ValidationOptions.DEFAULT));
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void images(boolean decode) throws IOException {
        Path images = Files.createDirectories(folder.resolve("i"));
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        ImageIO.write(image, "png", images.resolve("good.png").toFile());
        byte[] bytes = Files.readAllBytes(images.resolve("good.png"));
        Files.write(images.resolve("cut.png"), Arrays.copyOf(bytes, bytes.length - 30));
        Files.write(images.resolve("empty.png"), new byte[0]);
        Files.writeString(images.resolve("text.png"), "no image");
        Files.createDirectories(images.resolve("folder.png"));
        StringBuilder text = new StringBuilder();
        for (String name : List.of("good", "good", "cut", "empty", "text", "folder", "none")) {
            text.append("{'id':'")
                    .append(text.length())
                    .append("','image':'")
                    .append(name)
                    .append(".png',"
                            + "'conversations':[{'from':'human','value':'<image>'},{'from':'gpt','value':'a'}]}\n");
        }
        List<String> found =
                problems(text.toString(), new ValidationOptions(null, images, decode, RepeatedIds.USUAL, 100));
        assertEquals(decode ? 5 : 4, found.size(), found.toString());
        assertEquals(decode, found.get(0).startsWith("E :3: image \"cut.png\" cannot be read: "), found.toString());
        assertTrue(found.get(found.size() - 1).startsWith("E :7: image \"none.png\" is not in "), found.toString());
        assertEquals(
                List.of("E :2: pair_id \"b\" names no image in the folder"),
                problems(
                        "{'pair_id':'good','fig_caption':'c'}\n{'pair_id':'b','fig_caption':'c'}\n",
                        new ValidationOptions(null, images, decode, RepeatedIds.USUAL, 100)));
        assertThrows(
                LlavaMedException.class,
                () -> problems(
                        text.toString(),
                        new ValidationOptions(null, folder.resolve("no"), decode, RepeatedIds.USUAL, 100)));
    }

    @Test
    void whatIsOfNoKnownKindIsRefused() {
        for (String text : List.of("", "[]", "{'a':1}", "[{'a':1}]")) {
            assertThrows(LlavaMedException.class, () -> problems(text, ValidationOptions.DEFAULT), text);
        }
    }
}

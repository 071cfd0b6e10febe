package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.examples.demo.DemoImage;

class FiguresCommandTest {
    private static final String ARTICLE =
            "<article><front><article-meta><article-id pub-id-type=\"pmid\">7</article-id>"
                    + "</article-meta></front><body><p>See Fig. 1 here.</p><fig id=\"F1\"><label>Figure 1</label><caption><p>A lung.</p>"
                    + "</caption></fig></body></article>";

    @TempDir
    Path folder = Path.of("");

    @Test
    void writesRecords() throws IOException {
        Path input = Files.writeString(folder.resolve("a.nxml"), ARTICLE);
        Path output = folder.resolve("f.jsonl");
        JsonNode counts = Run.of("figures", "--input", input.toString(), "--output", output.toString(), "--json")
                .expect(0)
                .json();
        assertEquals(1, counts.get("figures").asInt());
        assertEquals(1, counts.get("mentions").asInt());
        assertEquals(1, counts.get("figures_without_graphic").asInt());
        String record = Files.readString(output);
        assertTrue(
                record.startsWith(
                        "{\"pair_id\":\"7_F1\",\"pmid\":\"7\",\"fig_id\":\"F1\",\"fig_label\":\"Figure 1\","
                                + "\"fig_caption\":\"A lung.\",\"in_text_mention\":[{\"tokens\":\"See Fig. 1 here.\"}],\"domain\":{"),
                record);
        Path array = folder.resolve("f.json");
        Run run = Run.of("figures", "--input", input.toString(), "--output", array.toString())
                .expect(0);
        assertEquals("", run.out());
        assertTrue(run.err().contains("1 figure of 1 article, 1 mention;"), run.err());
        assertTrue(Files.readString(array).startsWith("["));
    }

    @Test
    void aBrokenArticleOfAFolderIsReportedAndTheOthersAreWritten() throws IOException {
        Path input = Files.createDirectory(folder.resolve("in"));
        Files.writeString(input.resolve("a.nxml"), ARTICLE);
        Path broken = Files.writeString(input.resolve("b.nxml"), "<article>\n<body>");
        Path output = folder.resolve("f.jsonl");
        Run run = Run.of("figures", "--input", input.toString(), "--output", output.toString(), "--json")
                .expect(1);
        assertEquals(1, run.json().get("failed").asInt());
        assertTrue(run.err().contains("left out: " + broken + ":2:"), run.err());
        assertEquals(1, Files.readAllLines(output).size());
        Path other = folder.resolve("g.jsonl");
        Run single = Run.of("figures", "--input", broken.toString(), "--output", other.toString())
                .expect(1);
        assertTrue(single.err().contains("error: " + broken + ":2:"), single.err());
        assertFalse(Files.exists(other));
    }

    @Test
    void anArticleGivenTwiceIsTakenOnce() throws IOException {
        Path input = Files.createDirectory(folder.resolve("in"));
        Files.writeString(input.resolve("a.nxml"), ARTICLE);
        Files.writeString(input.resolve("b.xml"), ARTICLE);
        Path output = folder.resolve("f.jsonl");
        Run run = Run.of("figures", "--input", input.toString(), "--output", output.toString(), "--json")
                .expect(0);
        assertEquals(1, run.json().get("repeated").asInt());
        assertEquals(1, run.json().get("articles").asInt());
        assertEquals(1, Files.readAllLines(output).size());
    }

    @Test
    void refusesItsInputAndEmptyFolders() throws IOException {
        Path input = Files.writeString(folder.resolve("a.nxml"), ARTICLE);
        Run.of("figures", "--input", input.toString(), "--output", input.toString())
                .expect(1);
        assertEquals(ARTICLE, Files.readString(input));
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path output = folder.resolve("f.jsonl");
        assertTrue(Run.of("figures", "--input", empty.toString(), "--output", output.toString())
                .expect(1)
                .err()
                .contains("no article could be read"));
        assertFalse(Files.exists(output));
        Run.of("figures", "--input", input.toString()).expect(2);
    }

    @Test
    void copiesImages() throws IOException {
        Path input = Files.createDirectory(folder.resolve("in"));
        String figures =
                "<fig id=\"F2\"><graphic href=\"lung\"/></fig><fig id=\"F3\"><graphic href=\"bad.jpg\"/></fig>";
        Files.writeString(input.resolve("a.nxml"), ARTICLE.replace("</body>", figures + "</body>"));
        DemoImage.copyTo(input.resolve("lung.jpg")); // a PNG
        Files.writeString(input.resolve("bad.jpg"), "none");
        Path images = folder.resolve("images");
        String[] args = {
            "figures",
            "--input",
            input.toString(),
            "--output",
            folder.resolve("f.jsonl").toString(),
            "--images",
            images.toString()
        };
        Run run = Run.of(args).expect(0);
        assertTrue(run.err().contains("no image for 7_F3: " + input.resolve("bad.jpg") + " is no image"), run.err());
        assertTrue(run.err().contains("; 1 image copied, 1 missing, 1 unusable"), run.err());
        assertTrue(Files.exists(images.resolve("7_F2.png")));
        String[] json = Arrays.copyOf(args, args.length + 1);
        json[args.length] = "--json";
        assertEquals(1, Run.of(json).expect(0).json().get("images").asInt());
    }
}

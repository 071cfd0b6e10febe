package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        assertTrue(run.err().contains("1 figures of 1 articles, 1 mentions"), run.err());
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
}

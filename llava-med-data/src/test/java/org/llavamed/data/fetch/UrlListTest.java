package org.llavamed.data.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.llavamed.data.fetch.Packages.line;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.data.file.SafeName;

class UrlListTest {
    @TempDir
    Path folder = Path.of("");

    private final List<String> refused = new ArrayList<>();

    private UrlList read(String text, int limit) throws IOException {
        Path file = Files.writeString(folder.resolve("urls.jsonl"), text);
        return UrlList.read(file, limit, (line, image, reason, problem) -> refused.add(line + " " + reason));
    }

    private static List<String> articles(UrlList list) {
        List<String> all = new ArrayList<>();
        for (List<ImageUrl> article = list.nextArticle(); article != null; article = list.nextArticle()) {
            StringBuilder text = new StringBuilder(article.get(0).address().getPath());
            article.forEach(
                    image -> text.append(' ').append(image.line()).append('=').append(image.pairId()));
            all.add(text.toString());
        }
        return all;
    }

    @Test
    void linesAreGroupedInTheOrderOfTheFile() throws IOException {
        String text = "\uFEFF" + line("http://h/b", "x", "1") + "\r\n\n" + line("http://h/a", "x", "2") + "\nnonsense\n"
                + line("http://h/b", "y", "3") + "\n" + line("http://h/c", "x", "2") + "\n"
                + line("http://h/c", "x", "4");
        try (UrlList list = read(text, Integer.MAX_VALUE)) {
            assertEquals(4, list.images());
            assertEquals(List.of("/b 1=1 5=3", "/a 3=2", "/c 7=4"), articles(list));
            assertNull(list.nextArticle());
        }
        assertEquals(List.of("4 BAD_LINE", "6 DUPLICATE"), refused);
        try (UrlList list = read(text, 2)) {
            assertEquals(List.of("/b 1=1", "/a 3=2"), articles(list));
        }
    }

    @Test
    void manyLinesOfManyArticles() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            text.append(line("http://h/" + i % 7000, "x" + i, "id" + i)).append('\n');
        }
        try (UrlList list = read(text.toString(), Integer.MAX_VALUE)) {
            List<String> articles = articles(list);
            assertEquals(7000, articles.size());
            assertEquals("/0 1=id0 7001=id7000 14001=id14000", articles.get(0));
            assertEquals("/6999 7000=id6999 14000=id13999", articles.get(6999));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "..",
                ".hidden",
                "a/b",
                "a\\\\b",
                "C:x",
                "a\\u0000",
                "a\\nb",
                "nul",
                "COM1",
                "con.x",
                "a.",
                "a ",
                "a?",
                "a*",
                "\\ud800"
            })
    void namesThatAreNoFileNamesAreRefused(String pairId) throws IOException {
        read(line("http://h/a", "x", "good") + "\n" + line("http://h/a", "x", pairId), 9)
                .close();
        assertEquals(List.of("2 BAD_LINE"), refused);
    }

    @Test
    void realNamesAreTaken() {
        for (String id : List.of("32432162_F1", "16734899_Fig-1.a", "1_größe", "constant", "com10", "1_F 1")) {
            assertNull(SafeName.problem(id), id);
        }
        assertNotNull(SafeName.problem("x".repeat(201)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "file:///etc/passwd",
                "ftp://h/a",
                "jar:http://h/a",
                "http:",
                "http:///a",
                "//h/a",
                "http://h/a b"
            })
    void addressesThatAreNoneAreRefused(String url) throws IOException {
        read(line("http://h/a", "x", "good") + "\n" + line(url, "x", "a"), 9).close();
        assertEquals(List.of("2 BAD_LINE"), refused);
    }

    @Test
    void thePublishedFtpServerIsReachedByHttps() throws IOException {
        try (UrlList list = read(line("ftp://ftp.ncbi.nlm.nih.gov/pub/a", "./x", "1"), 9)) {
            List<ImageUrl> article = list.nextArticle();
            assertNotNull(article);
            assertEquals(
                    "https://ftp.ncbi.nlm.nih.gov/pub/a",
                    article.get(0).address().toString());
            assertEquals("x", article.get(0).path());
        }
    }
}

package org.llavamed.data.article;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.error.LlavaMedException;

class ArticleSourceTest {
    @TempDir
    Path folder = Path.of("");

    private static String withImage(String href) {
        return Jats.article("<fig id='f'><graphic xlink:href='" + href + "'/></fig>");
    }

    private Path write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    /** Sources below the folder with their graphics, and failures with an exclamation mark. */
    private List<String> readAll(Path path) {
        List<String> found = new ArrayList<>();
        try (ArticleSource source = ArticleSource.open(path)) {
            while (true) {
                try {
                    Article article = source.next();
                    if (article == null) {
                        return found;
                    }
                    String name = article.source().substring(folder.toString().length() + 1);
                    found.add(name + " " + article.figures().get(0).pairId() + " "
                            + article.figures().get(0).graphic());
                } catch (LlavaMedException e) {
                    found.add("! " + e.getMessage().substring(folder.toString().length() + 1));
                }
            }
        }
    }

    private Path pack(String name, String... members) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
            for (int i = 0; i < members.length; i += 2) {
                byte[] bytes = members[i + 1].getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(members[i]);
                entry.setSize(bytes.length);
                tar.putArchiveEntry(entry);
                tar.write(bytes);
                tar.closeArchiveEntry();
            }
        }
        return file;
    }

    @Test
    void oneFile() throws IOException {
        Path file = write("x/a.nxml", withImage("pic.g001"));
        assertEquals(List.of("x/a.nxml 7_f pic.g001"), readAll(file));
        write("x/pic.g001.gif", "");
        assertEquals(List.of("x/a.nxml 7_f pic.g001.gif"), readAll(file));
        write("x/pic.g001.jpg", "");
        assertEquals(List.of("x/a.nxml 7_f pic.g001.jpg"), readAll(file), "a photograph rather than a thumbnail");
        assertEquals(
                List.of("! b.xml: no JATS article in it; its outermost element is <project>"),
                readAll(write("b.xml", "<project/>")));
        assertThrows(LlavaMedException.class, () -> ArticleSource.open(folder.resolve("none.xml")));
    }

    @Test
    void aFolder() throws IOException {
        write("in/b.nxml", withImage("p.tif"));
        write("in/a.xml", "<article>");
        write("in/c/d.XML", withImage("q"));
        write("in/c/q.PNG", "");
        write("in/p.jpg", "");
        write("in/build.xml", "<project/>");
        write("in/notes.txt", "x");
        write("out/o.xml", withImage("o"));
        Files.createSymbolicLink(folder.resolve("in/link.xml"), folder.resolve("out/o.xml"));
        Files.createSymbolicLink(folder.resolve("in/loop"), folder.resolve("in"));
        Files.move(pack("z.tar.gz", "P/a.nxml", withImage("p"), "P/p.jpg", ""), folder.resolve("in/z.tar.gz"));
        List<String> found = readAll(folder.resolve("in"));
        assertTrue(found.get(0).startsWith("! in/a.xml:1:10: "), found.get(0));
        assertEquals(
                List.of("in/b.nxml 7_f p.jpg", "in/c/d.XML 7_f c/q.PNG", "in/z.tar.gz/P/a.nxml 7_f P/p.jpg"),
                found.subList(1, found.size()));
        try (ArticleSource source = ArticleSource.open(folder.resolve("out"))) {
            assertEquals(1, Objects.requireNonNull(source.next()).figures().size());
            assertEquals(null, source.next());
            assertEquals(0, source.skipped());
        }
    }

    @Test
    void filesOfOneNameInSeveralFolders() throws IOException {
        String article = "<article><body><fig id='f'/></body></article>";
        write("in/a/main.xml", article);
        write("in/b/main.xml", article);
        write("in/c/main.xml", article.replace("'f'", "'g'"));
        assertEquals(
                List.of("in/a/main.xml main_f null", "in/b/main.xml main-2_f null", "in/c/main.xml main_g null"),
                readAll(folder.resolve("in")));
    }

    @Test
    void aPackage() throws IOException {
        String other = "<project/>";
        Path file = pack(
                "p.tar.gz",
                "P1/a.jpg",
                "",
                "P1/x.nxml",
                withImage("a"),
                "P1/supp.xml",
                other,
                "P2/y.nxml",
                withImage("b"),
                "P2/b.gif",
                "",
                "P2/b.jpg",
                "",
                "P3/bad.xml",
                "<article>",
                "P4/z.nxml",
                withImage("a"));
        List<String> found = readAll(file);
        assertEquals("p.tar.gz/P1/x.nxml 7_f P1/a.jpg", found.get(0));
        assertTrue(found.get(1).startsWith("! p.tar.gz/P3/bad.xml:1:10: "), found.get(1));
        assertEquals("p.tar.gz/P2/y.nxml 7_f P2/b.jpg", found.get(2), "was held back");
        assertEquals("p.tar.gz/P4/z.nxml 7_f a", found.get(3));
        assertEquals(4, found.size());
        byte[] bytes = Files.readAllBytes(file);
        Path cut = folder.resolve("cut.tar.gz");
        Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
        List<String> rest = readAll(cut);
        assertTrue(rest.stream().anyMatch(line -> line.startsWith("! cut.tar.gz")), rest.toString());
    }

    @Test
    void anArchiveOfArticlesAloneIsNotHeldBack() throws IOException {
        String[] members = new String[200];
        for (int i = 0; i < 100; i++) {
            members[2 * i] = "all/" + (100 + i) + ".xml";
            members[2 * i + 1] = withImage("a");
        }
        List<String> found = readAll(pack("all.tar.gz", members));
        assertEquals(100, found.size());
        assertEquals("all.tar.gz/all/199.xml 7_f a", found.get(99));
    }
}

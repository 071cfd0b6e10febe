package org.llavamed.data.article;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Articles a second on one thread: {@code ArticleBenchmark [folder] [seconds]}; without a folder on articles that it makes up, of
 * the size and make-up of average ones.
 */
final class ArticleBenchmark {
    private ArticleBenchmark() {}

    public static void main(String[] args) throws IOException {
        List<byte[]> articles = new ArrayList<>();
        if (args.length > 0 && !args[0].isEmpty()) {
            try (Stream<Path> files = Files.walk(Path.of(args[0]))) {
                for (Path file : (Iterable<Path>)
                        files.filter(f -> ArticleSource.isArticle(f.toString())).sorted()::iterator) {
                    articles.add(Files.readAllBytes(file));
                }
            }
        } else {
            for (int seed = 0; seed < 5; seed++) {
                articles.add(generated(seed).getBytes(StandardCharsets.UTF_8));
            }
        }
        double seconds = args.length > 1 ? Double.parseDouble(args[1]) : 5;
        measure(articles, seconds); // warms up
        measure(articles, seconds);
    }

    private static void measure(List<byte[]> articles, double seconds) {
        long bytes = 0;
        long count = 0;
        long mentions = 0;
        long start = cpuNanos();
        double elapsed = 0;
        while (elapsed < seconds) {
            for (byte[] article : articles) {
                mentions += ArticleReader.read(new ByteArrayInputStream(article), "a.xml")
                        .mentions();
                bytes += article.length;
                count++;
            }
            elapsed = (cpuNanos() - start) / 1e9;
        }
        System.out.printf(
                Locale.ROOT,
                "%.0f articles/s, %.1f MB/s, %d articles of %d bytes on average, %.1f mentions each%n",
                count / elapsed,
                bytes / elapsed / 1e6,
                count,
                bytes / count,
                (double) mentions / count);
    }

    /** Time of this thread alone: other work on the machine does not count. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** An article of about 110 KB: 8 figures, 250 paragraphs' sentences, references. */
    static String generated(int seed) {
        StringBuilder xml = new StringBuilder("<!DOCTYPE article SYSTEM \"none.dtd\"><article><front><article-meta>"
                + "<article-id pub-id-type=\"pmid\">" + (1_000_000 + seed)
                + "</article-id></article-meta></front><body>");
        for (int p = 0; p < 60; p++) {
            xml.append("<sec><title>Part ").append(p).append("</title><p>");
            for (int s = 0; s < 8; s++) {
                xml.append("The <italic>value</italic> of sample ")
                        .append(p * 8 + s + seed)
                        .append(" was 0.5 &#x000b1; 0.1 mm, ")
                        .append("i.e. more than before [<xref ref-type=\"bibr\" rid=\"B1\">1</xref>]");
                if (s % 4 == 0) {
                    int figure = (p + s + seed) % 8 + 1;
                    xml.append(" (<xref ref-type=\"fig\" rid=\"F")
                            .append(figure)
                            .append("\">Figure ")
                            .append(figure)
                            .append("A</xref>)");
                }
                xml.append(". ");
            }
            xml.append("</p></sec>");
        }
        for (int f = 1; f <= 8; f++) {
            xml.append("<fig id=\"F")
                    .append(f)
                    .append("\"><label>Figure ")
                    .append(f)
                    .append("</label><caption><p>")
                    .append("A micrograph of the sample, stained. ".repeat(8))
                    .append("</p></caption><graphic xlink:href=\"f")
                    .append(f)
                    .append("\"/></fig>");
        }
        xml.append("</body><back><ref-list>");
        for (int r = 0; r < 50; r++) {
            xml.append("<ref id=\"B")
                    .append(r)
                    .append("\"><mixed-citation><person-group><name><surname>Name</surname>")
                    .append("<given-names>A</given-names></name></person-group> <article-title>A title of an article")
                    .append("</article-title> <year>2001</year></mixed-citation></ref>");
        }
        return xml.append("</ref-list></back></article>").toString();
    }
}

package org.llavamed.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links between the documents lead somewhere, and README's first two shell lines are what the project promises. */
class DocsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#\\s]+)");

    @Test
    void relativeLinksExist() throws IOException {
        List<Path> documents = new ArrayList<>();
        try (Stream<Path> root = Files.list(ROOT);
                Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            Stream.concat(root, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .forEach(documents::add);
        }
        int links = 0;
        List<String> broken = new ArrayList<>();
        for (Path document : documents) {
            Matcher link = LINK.matcher(Files.readString(document));
            while (link.find()) {
                links++;
                if (!Files.exists(document.resolveSibling(link.group(1)))) {
                    broken.add(ROOT.relativize(document) + ": " + link.group(1));
                }
            }
        }
        assertEquals(List.of(), broken);
        assertTrue(links > 10, "links found: " + links);
    }

    @Test
    void theFirstTwoShellLinesAskAndTest() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        int begin = readme.indexOf("```sh\n") + "```sh\n".length();
        List<String> lines =
                readme.substring(begin, readme.indexOf("```", begin)).lines().toList();
        assertEquals(2, lines.size());
        assertTrue(lines.get(0).contains("package && java -jar llava-med-examples/target/llava-med.jar ask "), readme);
        Matcher image = Pattern.compile("--image (\\S+)").matcher(lines.get(0));
        assertTrue(image.find() && Files.exists(ROOT.resolve(image.group(1))), lines.get(0));
        String ci = Files.readString(ROOT.resolve(".ci/run"));
        assertTrue(ci.contains(lines.get(1)), ".ci/run runs README's test command");
    }
}

package org.llavamed.eval.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.AnsweredItem;
import org.llavamed.eval.truth.Prediction;
import org.llavamed.eval.vqa.ItemResult;

class EvaluationReportTest {
    private static final String SECRET = "PATIENT-NAME-IN-THE-FILE";

    @TempDir
    private Path folder;

    private Path images() throws IOException {
        Path images = Files.createDirectories(folder.resolve("images"));
        Path wide = images.resolve("wide.png");
        ImageIO.write(new BufferedImage(1000, 3, BufferedImage.TYPE_INT_RGB), "png", wide.toFile());
        Files.write(
                wide,
                Stream.of(Files.readAllBytes(wide), SECRET.getBytes(StandardCharsets.UTF_8))
                        .reduce(new byte[0], EvaluationReportTest::joined));
        Files.writeString(images.resolve("broken.jpg"), "<script>alert(3)</script>");
        Files.writeString(folder.resolve("outside.png"), "x");
        return images;
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] both = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static List<ItemResult> items() {
        return List.of(
                ReportSamples.item(1, AnswerType.OPEN, "wide.png", "PRES", ReportSamples.EVIL, 0),
                ReportSamples.item(2, AnswerType.CLOSED, "broken.jpg", "POS, PRES", "y".repeat(5_000), 0),
                ReportSamples.item(3, AnswerType.CLOSED, "../outside.png", null, "", 0),
                ReportSamples.item(4, AnswerType.OPEN, null, null, "\u202eturned round", 0.25),
                ReportSamples.item(5, AnswerType.OPEN, "wide.png", "PRES", "a thing", 1));
    }

    private EvaluationReport everything() throws IOException {
        return EvaluationReport.builder("Report " + ReportSamples.EVIL)
                .vqa(ReportSamples.vqa("vqa-rad", "/home/someone/model-7b", items()), images())
                .vqa(ReportSamples.vqa(ReportSamples.EVIL, ReportSamples.EVIL, items()), null)
                .chat(ReportSamples.EVIL, ReportSamples.chat())
                .sensitivity(ReportSamples.sensitivity())
                .source(new SourceFile("answers", ReportSamples.EVIL, 3, "00"))
                .note(ReportSamples.EVIL)
                .date("2026-01-31")
                .build();
    }

    @Test
    void pageIsHarmlessAndAsksForNothing() throws IOException {
        String html = everything().html();
        assertFalse(html.toLowerCase(java.util.Locale.ROOT).contains("<script"), "script");
        Matcher tag = Pattern.compile("<([a-z][a-z0-9]*)((?:\\s+[a-zA-Z0-9:-]+=\"[^\"<]*\")*)\\s*/?>")
                .matcher(html);
        int tags = 0;
        while (tag.find()) {
            tags++;
            assertFalse(tag.group(2).matches("(?s).*\\son[a-z]+=.*"), tag.group());
            if (tag.group(2).contains("src=")) {
                assertTrue(tag.group(2).contains(" src=\"data:image/jpeg;base64,"), tag.group(1));
            }
            assertFalse(tag.group(2).contains("href="), tag.group());
        }
        long opened = html.chars().filter(c -> c == '<').count();
        long closed = html.split("</[a-z]", -1).length - 1L;
        assertEquals(opened, tags + closed + 1, "every < is a tag of the page's own, or the doctype");
        assertFalse(html.contains("url(") || html.contains("@import"), "style sheet");
        assertTrue(html.indexOf("Research use only, not for clinical use.") < html.indexOf("<h2>"), "at the top");
    }

    @Test
    void galleryHasPicturesOfItsOwnMakingOrSaysWhyNot() throws IOException {
        String html = everything().html();
        Matcher image =
                Pattern.compile("data:image/jpeg;base64,([A-Za-z0-9+/=]+)\"").matcher(html);
        assertTrue(image.find());
        byte[] jpeg = Base64.getDecoder().decode(image.group(1));
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(jpeg));
        assertEquals(256, picture.getWidth());
        assertEquals(1, picture.getHeight());
        assertFalse(new String(jpeg, StandardCharsets.ISO_8859_1).contains(SECRET), "original bytes");
        assertFalse(image.find(), "question 5 is right");
        assertTrue(html.contains("cannot be decoded"), "broken.jpg");
        assertTrue(html.contains("not in the image folder"), "outside.png");
        assertTrue(html.contains("The question has no image."));
        assertTrue(html.contains("no image folder was given"));
        assertTrue(html.contains("y".repeat(600) + "\u2026 (cut; 5,000 characters in all)"));
        assertTrue(html.contains("<dd dir=\"auto\">(empty)</dd>"));
        assertFalse(html.contains(folder.toString()), "no path of this machine");
        EvaluationReport absent = EvaluationReport.builder("t")
                .vqa(ReportSamples.vqa("slake", null, items()), folder.resolve("nowhere"))
                .build();
        assertThrows(LlavaMedException.class, absent::html);
    }

    @Test
    void oursStandBesideThePublishedFiguresOfTheSameMetric() throws IOException {
        String text = everything().markdown();
        String row = text.lines()
                .filter(line -> line.startsWith("| Ours: vqa-rad, reference mode"))
                .findFirst()
                .orElseThrow();
        assertTrue(row.contains("| 61.50 \\[56.5, 66.5\\] of 179 | 84.25 \\[79.3, 89.3\\] of 272 |"), row);
        assertTrue(text.contains(
                "| LLaVA-Med from LLaVA | 61.52 | 84.19 | Fine-tuned; start: LLaVA, then 60K-IM; epochs: 15"));
        assertTrue(text.contains("nothing was published for a benchmark of this name"));
        assertTrue(
                text.contains("| overall | 43.25 \\[38.3, 48.3\\] of 20 | 36.1 | 23.3 | 39.9 | 49.4 | 50.2 | 193 |"));
        assertTrue(text.contains("For LLaVA-Med v1.5 no figures are known"));
    }

    @Test
    void markdownTablesKeepTheirColumns() throws IOException {
        String text = everything().markdown();
        int columns = 0;
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("|")) {
                int cells = line.replace("\\|", "").split("\\|", -1).length;
                assertTrue(columns == 0 || cells == columns, line);
                columns = cells;
            } else {
                columns = 0;
            }
            assertFalse(line.contains("<"), line);
            assertFalse(Pattern.compile("(?<!\\\\)[!\\]][\\[(]").matcher(line).find(), line);
            assertFalse(line.contains("http://"), line);
        }
    }

    @Test
    void filesAreWrittenAndTheSameAgain() throws IOException {
        EvaluationReport report = everything();
        Path out = folder.resolve("new/out");
        report.write(out);
        try (Stream<Path> files = Files.list(out)) {
            assertEquals(
                    List.of("report.html", "report.json", "report.md"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
        byte[] page = Files.readAllBytes(out.resolve("report.html"));
        everything().write(out);
        assertArrayEquals(page, Files.readAllBytes(out.resolve("report.html")));
        String text = Files.readString(out.resolve("report.json"));
        assertFalse(text.contains("NaN"), "NaN");
        JsonNode json = new ObjectMapper().readTree(text);
        JsonNode benchmark = json.path("benchmarks").path(0);
        assertEquals(61.5, benchmark.path("reference").path("recall").doubleValue());
        assertTrue(benchmark.path("reference").path("open_accuracy").isNull());
        assertEquals("vqa_rad", benchmark.path("published_benchmark").asText());
        assertEquals(5, benchmark.path("items").size());
        assertEquals(4, benchmark.path("worst").size());
        assertEquals(
                ReportSamples.EVIL,
                benchmark
                        .path("worst")
                        .get(indexOf(benchmark, 1))
                        .path("answer")
                        .asText());
        assertTrue(json.path("chats")
                .path(0)
                .path("groups")
                .path("mri")
                .path("model_score")
                .isNull());
        assertTrue(json.path("sensitivity")
                .path(0)
                .path("hallucination_rate")
                .path("value")
                .isNull());
        assertEquals("2026-01-31", json.path("date").asText());
        assertEquals(46, json.path("published").path("vqa").size());
    }

    private static int indexOf(JsonNode benchmark, int id) {
        for (int i = 0; i < benchmark.path("worst").size(); i++) {
            if (benchmark.path("worst").get(i).path("id").asInt() == id) {
                return i;
            }
        }
        throw new AssertionError("no question " + id);
    }

    @Test
    void equalNamesAreToldApart() {
        EvaluationReport report = EvaluationReport.builder("t")
                .vqa(ReportSamples.vqa("slake", "/models/a", List.of()), null)
                .vqa(ReportSamples.vqa("slake", "b", List.of()), null)
                .vqa(ReportSamples.vqa("slake", "b", List.of()), null)
                .build();
        for (String label : List.of("## Scores: slake, a\n", "## Scores: slake, b\n", "## Scores: slake, b (2)\n")) {
            assertTrue(report.markdown().contains(label), label);
        }
        assertFalse(report.html().contains("Worst answers"), "no gallery of nothing");
    }

    @Test
    void aReportOfNothingIsRefused() {
        assertThrows(
                IllegalStateException.class, () -> EvaluationReport.builder("t").build());
        assertThrows(
                IllegalArgumentException.class,
                () -> EvaluationReport.builder("t").gallery(-1, 0));
        assertTrue(EvaluationReport.builder("t")
                .sensitivity(ReportSamples.sensitivity())
                .build()
                .html()
                .contains("<svg"));
    }

    @Test
    void nothingTurnsTheTextAfterIt() throws IOException {
        assertTrue(everything().html().contains("\ufffdturned round"));
        assertTrue(everything().markdown().contains("\ufffdturned round"));
        assertFalse((everything().html() + everything().markdown()).contains("\u202e"));
    }

    @Test
    void foldersOfTheModelStayOutOfThePage() throws IOException {
        String html = everything().html();
        assertTrue(html.contains("model-7b"), "the model");
        assertFalse(html.contains("/home/someone"), "its folder");
        assertFalse(everything().markdown().contains("/home/someone"), "its folder");
        assertEquals("llava-7b", NumberText.model("C:\\models\\llava-7b\\", 60));
        assertEquals("microsoft/llava-med-v1.5", NumberText.model("microsoft/llava-med-v1.5", 60));
        assertEquals("", NumberText.model("/", 60));
    }

    @Test
    void rowsOfOtherPromptsSaySoBesideThePublishedOnes() {
        ItemResult plain = ReportSamples.item(1, AnswerType.CLOSED, null, null, "yes", 0);
        Prediction told = new Prediction(QuestionId.of(1), "What is it? 1 Choose: [yes, no]", "yes", "m", "answers:1");
        ItemResult other = new ItemResult(new AnsweredItem(plain.answered().item(), told), 0, 0);
        String words = "Not comparable with plain questions: 1 of 2 prompts were others";
        assertTrue(page(List.of(plain, other)).contains(words));
        assertFalse(page(List.of(plain, plain)).contains("Not comparable with plain questions"));
    }

    private static String page(List<ItemResult> items) {
        return EvaluationReport.builder("t")
                .vqa(ReportSamples.vqa("vqa-rad", "m", items), null)
                .build()
                .html();
    }
}

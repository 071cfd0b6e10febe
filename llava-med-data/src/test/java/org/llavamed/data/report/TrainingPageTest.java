package org.llavamed.data.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.error.LlavaMedException;

class TrainingPageTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void aPageHasTheCurvesTheFiguresAndTheRecipe() throws Exception {
        Path metrics = TrainingPreview.metrics(folder.resolve("m.jsonl"), 400, 1, 2e-5);
        String html = page(metrics, TrainingPreview.RECIPE);
        assertTrue(html.contains("Research use only, not for clinical use."));
        assertTrue(html.contains("<p>Step 400 of 400 (100 %), loss 0."), html.substring(0, 6000));
        for (String row : List.of(
                "steps</th><td class=\"number\">400<",
                "samples</th><td class=\"number\">6,400<",
                "images</th><td class=\"number\">5,600<",
                "learned tokens</th><td class=\"number\">360,000<",
                "learning_rate.projector</th><td class=\"number\">2e-5<",
                "epochs</th><td class=\"number\">3<",
                "train</th><td>projector, language_model<",
                "max_steps</th><td>\u2014<")) {
            assertTrue(html.contains("<th scope=\"row\">" + row), row);
        }
        assertEquals(4, charts(html));
    }

    @Test
    void everyNumberOfStepsIsDrawn() throws Exception {
        for (int steps : new int[] {0, 1, 2, 3, 39, 40, 2_400, 2_405, 5_000}) {
            Path metrics = TrainingPreview.metrics(folder.resolve("m.jsonl"), steps, steps, 1);
            String html = page(metrics, null);
            assertEquals(4, charts(html), steps + " steps");
            assertTrue(html.length() < 300_000, steps + " steps: " + html.length());
        }
    }

    @Test
    void strangeNumbersAreDrawn() throws Exception {
        List<String> lines = new ArrayList<>();
        String[] values = {"1e308", "-1e308", "0", "null", "1e-320", "5", "5", "1e400"};
        for (int i = 0; i < values.length; i++) {
            lines.add(String.format(
                    "{\"step\":%d,\"loss\":%s,\"lr\":%s,\"grad_norm\":%s}",
                    i + 1, values[i], values[i], values[7 - i]));
        }
        Path metrics = Files.write(folder.resolve("m.jsonl"), lines);
        assertEquals(4, charts(page(metrics, null)));
        Path same = Files.write(folder.resolve("s.jsonl"), List.of("{\"step\":9007199254740993,\"loss\":0,\"lr\":-3}"));
        assertEquals(4, charts(page(same, null)));
    }

    @Test
    void runsAreCompared() throws Exception {
        Path one = TrainingPreview.metrics(folder.resolve("1.jsonl"), 100, 1, 1e-3);
        Path two = TrainingPreview.metrics(folder.resolve("2.jsonl"), 50, 2, 1e-4);
        String html = TrainingPage.of(
                        "two",
                        List.of(
                                new TrainingPage.Run("first <b>", one, "{\"seed\": 1}"),
                                new TrainingPage.Run("second", two, "{\"seed\": 2, \"eps\": 1e-8}")))
                .page()
                .html();
        assertTrue(html.contains("<th scope=\"col\" class=\"number\">first &lt;b&gt;</th>"));
        assertTrue(html.contains(
                "<th scope=\"row\">eps</th><td class=\"number\">\u2014</td><td class=\"number\">1e-8</td>"));
        assertEquals(4, charts(html));
        assertThrows(IllegalArgumentException.class, () -> TrainingPage.of("none", List.of()));
    }

    @Test
    void whatIsBeingWrittenIsLeftOutAndStepsTakenAgainCountOnce() throws IOException {
        Path metrics = Files.writeString(
                folder.resolve("m.jsonl"),
                "{\"step\":1,\"loss\":9,\"samples\":4}\n{\"step\":2,\"loss\":9,\"samples\":4}\n"
                        + "{\"step\":2,\"loss\":3,\"samples\":4}\n{\"step\":3,\"lo");
        StepLog log = StepLog.read(metrics);
        assertEquals(2, log.steps().size());
        assertEquals(3, log.steps().get(1).loss());
        assertEquals(8, log.sum(StepLog.Step::samples));
    }

    @Test
    void otherFilesAreRefusedByLine() throws IOException {
        for (String line : List.of("[]", "{\"loss\":1}", "{\"step\":1.5}", "{\"step\":2,\"loss\":\"low\"}", "{")) {
            Path metrics = Files.writeString(folder.resolve("m.jsonl"), "{\"step\":1}\n" + line + "\n");
            LlavaMedException e = assertThrows(LlavaMedException.class, () -> StepLog.read(metrics), line);
            assertTrue(e.getMessage().contains("m.jsonl:2"), e.getMessage());
        }
        assertThrows(LlavaMedException.class, () -> StepLog.read(folder.resolve("none")));
        Path good = Files.writeString(folder.resolve("g.jsonl"), "{\"step\":1}\n");
        assertThrows(LlavaMedException.class, () -> page(good, "{"));
    }

    @Test
    void thinningKeepsEverySpike() {
        List<Line.Point> points = new ArrayList<>();
        for (int i = 0; i < 100_003; i++) {
            points.add(new Line.Point(i, i % 7 + (i == 77_777 ? 100 : i == 12_345 ? -100 : 0)));
        }
        points.set(50_000, new Line.Point(50_000, Double.NaN));
        Line line = Line.thinned("l", true, 0, points);
        assertTrue(line.points().size() < 3_100, "" + line.points().size());
        for (int kept : new int[] {0, 12_345, 50_000, 77_777, 100_002}) {
            assertTrue(line.points().contains(points.get(kept)), "" + kept);
        }
        double x = -1;
        for (Line.Point point : line.points()) {
            assertTrue(point.x() > x);
            x = point.x();
        }
    }

    @Test
    void theMeanHasNoStartValueAndNoGap() {
        List<Line.Point> smooth =
                StepLog.smooth(List.of(new Line.Point(1, 8), new Line.Point(2, Double.NaN), new Line.Point(3, 2)), 2);
        assertEquals(8, smooth.get(0).y());
        assertFalse(smooth.get(1).isFinite());
        assertEquals((0.5 * 8 + 2) / 1.5, smooth.get(2).y(), 1e-12);
    }

    @Test
    void numbersOfAnAxis() {
        assertEquals(
                List.of(0.0, 0.1, 0.2, 0.3),
                Axis.of(new double[] {0.3, 0.02}, true).ticks().stream()
                        .filter(tick -> Math.round(tick * 100) % 10 == 0)
                        .toList());
        assertEquals(List.of(1.0, 2.0, 3.0), Axis.whole(1, 3).ticks());
        Axis wide = Axis.of(new double[] {1, 1, 1, 1_000}, false);
        assertTrue(wide.logarithmic());
        assertEquals(0.5, wide.place(Math.sqrt(1_000)), 1e-12);
        String[] texts = {"0", "2e-5", "-1.5e-7", "0.0317", "1,250", "1,250.5", "3e12", "\u2014"};
        double[] values = {0, 2e-5, -1.5e-7, 0.0317, 1_250, 1_250.5, 3e12, Double.NaN};
        for (int i = 0; i < texts.length; i++) {
            assertEquals(texts[i], Axis.text(values[i], 6));
        }
    }

    private static String page(Path metrics, @Nullable String recipe) {
        return TrainingPage.of("t", List.of(new TrainingPage.Run("run", metrics, recipe)))
                .page()
                .html();
    }

    /** Counts the charts and checks that each is XML and names itself. */
    private static int charts(String html) throws Exception {
        assertFalse(html.contains("<script") || html.matches("(?s).*(src|href)=.*"), "nothing fetched");
        Matcher svg = Pattern.compile("(?s)<svg .*?</svg>").matcher(html);
        int charts = 0;
        for (; svg.find(); charts++) {
            String text = svg.group();
            var xml = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
            assertEquals(1, xml.getElementsByTagName("desc").getLength());
            assertFalse(text.contains("NaN") || text.contains("Infinity"), text);
        }
        return charts;
    }
}

package org.llavamed.data.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.error.LlavaMedException;
import org.slf4j.LoggerFactory;

/** A file several times larger than the heap is read, validated, split, sampled and counted in a JVM of its own. */
class SmallHeapTest {
    private static final int MEGABYTES = 48;
    private static final int HEAP = 24;

    @TempDir
    private Path folder;

    @Test
    @Timeout(120)
    void aFileLargerThanTheHeap() throws IOException, InterruptedException {
        Path file = folder.resolve("big.json");
        long records = SyntheticDialogues.write(file, MEGABYTES * 1_000_000L, true);
        assertTrue(Files.size(file) >= MEGABYTES * 1_000_000L);
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home", ""), "bin", "java")
                                .toString(),
                        "-Xmx" + HEAP + "m",
                        "-cp",
                        classPath(),
                        SmallHeapTest.class.getName(),
                        file.toString(),
                        folder.resolve("parts").toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertTrue(process.waitFor(100, TimeUnit.SECONDS), "still running");
        assertEquals(0, process.exitValue(), Files.readString(out));
        assertEquals(
                List.of(records + " records, 0 errors", records + " in parts", "1000 sampled", records + " counted"),
                Files.readAllLines(out).stream()
                        .filter(line -> !line.startsWith("["))
                        .toList());
    }

    /** Where the classes are that the program needs; the class path of this JVM may belong to the test runner. */
    private static String classPath() {
        return Stream.of(
                        SmallHeapTest.class,
                        DatasetValidator.class,
                        LlavaMedException.class,
                        JsonNode.class,
                        JsonParser.class,
                        JsonCreator.class,
                        LoggerFactory.class)
                .map(SmallHeapTest::place)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    public static void main(String[] args) {
        Path file = Path.of(args[0]);
        Path parts = Path.of(args[1]);
        ValidationReport report = DatasetValidator.run(file, ValidationOptions.DEFAULT, ReadingProgress.NONE);
        System.out.println(report.records() + " records, " + report.errors() + " errors");
        SplitPlan plan = SplitPlan.fractions(List.of(0.8, 0.1, 0.1), 7, GroupBy.IMAGE);
        System.out.println(DatasetSplit.run(file, parts, plan, ReadingProgress.NONE).parts().stream()
                        .mapToLong(SplitResult.Part::records)
                        .sum()
                + " in parts");
        Path sample = parts.resolve("sample.jsonl");
        DatasetSample.run(file, sample, 1_000, 0, ReadingProgress.NONE);
        System.out.println(DatasetValidator.run(sample, ValidationOptions.DEFAULT, ReadingProgress.NONE)
                        .records() + " sampled");
        StatisticsOptions noVerbs = new StatisticsOptions(null, 0, 0);
        System.out.println(
                DatasetStatistics.of(file, noVerbs, ReadingProgress.NONE).records() + " counted");
    }
}

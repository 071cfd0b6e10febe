package org.llavamed.data.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.ChildJvm;
import org.llavamed.data.file.ReadingProgress;

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
        Process process = ChildJvm.of(
                        List.of("-Xmx" + HEAP + "m"),
                        SmallHeapTest.class,
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

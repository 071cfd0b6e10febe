package org.llavamed.data.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.ChildJvm;
import org.llavamed.data.file.ReadingProgress;

/** A file larger than the heap is opened, and read at random, in a JVM of its own. */
class SamplesHeapTest {
    @TempDir
    private Path folder;

    @Test
    @Timeout(60)
    void aFileLargerThanTheHeap() throws IOException, InterruptedException {
        Path file = folder.resolve("big.json");
        write(file, 45_000);
        assertTrue(Files.size(file) > 18_000_000);
        Path out = folder.resolve("out");
        Process process = ChildJvm.of(List.of("-Xmx16m"), SamplesHeapTest.class, file.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertTrue(process.waitFor(50, TimeUnit.SECONDS), "still running");
        assertEquals(0, process.exitValue(), Files.readString(out));
        assertTrue(Files.readString(out).contains("45000 samples, last 45000"), Files.readString(out));
    }

    /** One array on one line. */
    private static void write(Path file, int records) throws IOException {
        String caption =
                "An axial image of the chest shows a nodule in the right upper lobe with smooth margins. ".repeat(3);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < records; i++) {
                out.write((i == 0 ? "[" : ",")
                        + ("{'id':'" + i + "','conversatons':[{'from':'human','value':'Describe " + i
                                        + ".'},{'from':'gpt','value':'" + caption
                                        + "'}],'domain':{'chest_xray':true,'mri':false}}")
                                .replace('\'', '"'));
            }
            out.write("]");
        }
    }

    /** FILE, or FILE RECORDS to write it first; prints how long things take. */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        if (args.length > 1) {
            write(file, Integer.parseInt(args[1]));
        }
        long[] told = new long[1];
        ReadingProgress progress = (records, bytes, ofBytes) -> told[0] = records;
        long start = System.nanoTime();
        try (DialogueSamples samples = DialogueSamples.open(file, null, new OpeningOptions(false, progress))) {
            long opened = System.nanoTime();
            System.out.println(samples.size() + " samples, last " + told[0]);
            SplittableRandom random = new SplittableRandom(1);
            int reads = 5_000;
            for (int i = 0; i < reads; i++) {
                int index = random.nextInt(samples.size());
                if (!samples.sample(index).id().equals(Integer.toString(index))) {
                    throw new IllegalStateException(
                            "sample " + index + " is " + samples.sample(index).id());
                }
            }
            long end = System.nanoTime();
            System.out.printf(
                    "opened in %.1f s, %.1f us a sample, %d MB%n",
                    (opened - start) / 1e9, (end - opened) / 1e3 / reads, Files.size(file) / 1_000_000);
        }
    }
}

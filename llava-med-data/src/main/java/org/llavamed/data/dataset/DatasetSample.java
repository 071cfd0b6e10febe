package org.llavamed.data.dataset;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.OutputFiles;
import org.llavamed.data.file.ReadingProgress;
import org.llavamed.data.file.RecordLayout;
import org.llavamed.data.file.RecordReader;
import org.llavamed.data.file.RecordWriter;
import org.llavamed.error.LlavaMedException;

/**
 * Takes an exact number of records: those whose identifiers have the smallest hashes for the seed, so that a larger sample of
 * the same seed holds the smaller one. Records stay as they are and in their order. The file is read twice.
 */
public final class DatasetSample {
    private final KeyHash hash;
    private long[] hashes = new long[1 << 10];
    private int size;

    private DatasetSample(long seed) {
        hash = new KeyHash(seed);
    }

    /**
     * Takes a sample.
     *
     * @param input a data set of any schema
     * @param output where to: an array if its name ends in {@code .json} (with groups if the input has them), else JSON lines
     * @param n how many records, at least 1
     * @param seed another seed gives another sample
     * @param progress told how far it is
     * @return the number of records of the input
     * @throws LlavaMedException if the input is damaged, has fewer records, would be overwritten, or the output cannot be
     *     written
     */
    public static long run(Path input, Path output, long n, long seed, ReadingProgress progress) {
        if (n < 1) {
            throw new IllegalArgumentException("a sample has at least one record, not " + n);
        }
        RecordPass.mustBeFile(input);
        OutputFiles.apart(input, output);
        return new DatasetSample(seed).take(input, output, n, progress);
    }

    private long take(Path input, Path output, long n, ReadingProgress progress) {
        RecordPass pass = new RecordPass(progress, List.of(input), 2);
        long records = pass.forEach(input, record -> {
            if (size == hashes.length) {
                hashes = Arrays.copyOf(hashes, size + (size >> 1));
            }
            hashes[size++] = of(record);
        });
        if (n > records) {
            throw new LlavaMedException(input + ": has " + records + " records, fewer than the " + n + " asked for");
        }
        Arrays.sort(hashes, 0, size);
        long last = hashes[(int) n - 1];
        int before = 0; // those below the last hash are taken whatever comes
        while (before < size && hashes[before] < last) {
            before++;
        }
        long[] ties = {n - before};
        hashes = new long[0];
        try (RecordWriter writer = writer(input, output)) {
            pass.forEach(input, record -> {
                long key = of(record);
                if (key < last || (key == last && ties[0]-- > 0)) {
                    if (record.group() == null) {
                        writer.write(record.object());
                    } else {
                        writer.write(record.group(), record.object());
                    }
                }
            });
            if (writer.written() != n) {
                throw new LlavaMedException(input + ": changed while it was sampled");
            }
            writer.commit();
        }
        return records;
    }

    private static RecordWriter writer(Path input, Path output) {
        try (RecordReader reader = RecordReader.open(input)) {
            return reader.layout() == RecordLayout.GROUPS && output.toString().endsWith(".json")
                    ? RecordWriter.create(output, RecordLayout.GROUPS)
                    : RecordWriter.create(output);
        }
    }

    private long of(JsonRecord record) {
        String id = RecordKeys.id(record);
        return id == null ? hash.of("record", record.place()) : hash.of("id", id);
    }
}

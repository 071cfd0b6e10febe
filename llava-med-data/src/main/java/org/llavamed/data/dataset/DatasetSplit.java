package org.llavamed.data.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.OutputFiles;
import org.llavamed.data.file.ReadingProgress;
import org.llavamed.data.file.RecordLayout;
import org.llavamed.data.file.RecordReader;
import org.llavamed.data.file.RecordWriter;
import org.llavamed.error.LlavaMedException;

/**
 * Splits a data set into training, validation and test parts. Records stay as they are, all keys and the misspelling of
 * {@code conversations} included, and in their order; a part has the layout of the input. The file is read twice.
 */
public final class DatasetSplit {
    private static final int NO_PART = -1;

    private final SplitPlan plan;
    private final RecordGroups groups;
    /** With counts: group to its number of records, then to its part. */
    private final LongTable table = new LongTable();

    private DatasetSplit(SplitPlan plan) {
        this.plan = plan;
        groups = new RecordGroups(plan.seed(), plan.groupBy());
    }

    /**
     * Splits a file.
     *
     * @param input a data set of any schema
     * @param folder where the parts go, {@code train.json} and so on ({@code .jsonl} for JSON lines); made if needed, parts of
     *     an earlier run are replaced
     * @param plan how
     * @param progress told how far it is
     * @return what was made
     * @throws LlavaMedException if the input is damaged, has fewer records than the counts ask for, would be overwritten, or a
     *     part cannot be written; then no part appears
     */
    public static SplitResult run(Path input, Path folder, SplitPlan plan, ReadingProgress progress) {
        return new DatasetSplit(plan).run(input, folder, progress);
    }

    private SplitResult run(Path input, Path folder, ReadingProgress progress) {
        RecordPass.mustBeFile(input);
        RecordLayout layout = layout(input);
        List<Path> files = new ArrayList<>();
        for (SplitPlan.Part part : plan.parts()) {
            Path file = folder.resolve(part.name() + (layout == RecordLayout.LINES ? ".jsonl" : ".json"));
            OutputFiles.apart(input, file);
            files.add(file);
        }
        refuseOtherParts(folder, files);
        RecordPass pass = new RecordPass(progress, List.of(input), 2);
        long records = pass.forEach(input, this::see);
        if (!plan.byFraction()) {
            assign(input, records);
        }
        return write(input, layout, files, pass, records);
    }

    /** Parts of another split would hold records of these parts: training data among test data. */
    private static void refuseOtherParts(Path folder, List<Path> files) {
        for (String name : SplitPlan.NAMES) {
            for (String ending : List.of(".json", ".jsonl")) {
                Path other = folder.resolve(name + ending);
                if (!files.contains(other) && Files.exists(other)) {
                    throw new LlavaMedException(other + ": is of another split; remove it or name another folder");
                }
            }
        }
    }

    private static RecordLayout layout(Path input) {
        try (RecordReader reader = RecordReader.open(input)) {
            return reader.layout();
        }
    }

    private void see(JsonRecord record) {
        groups.add(record);
        if (!plan.byFraction()) {
            long group = groups.of(record);
            table.put(group, table.get(group, 0) + 1);
        }
    }

    /** Fills the parts that have a number, group by group in the order of their hashes. */
    private void assign(Path input, long records) {
        long[] names = table.sortedKeys();
        for (long name : names) { // groups that were joined after their first record
            long root = groups.settled(name);
            if (root != name) {
                table.put(root, table.get(root, 0) + table.get(name, 0));
                table.put(name, 0);
            }
        }
        long wanted = plan.parts().stream()
                .mapToLong(part -> Math.max(0, part.count()))
                .sum();
        if (wanted > records) {
            throw new LlavaMedException(input + ": has " + records + " records, but the parts ask for " + wanted);
        }
        long[] free = plan.parts().stream().mapToLong(SplitPlan.Part::count).toArray();
        for (long name : names) {
            table.put(name, take(free, table.get(name, 0)));
        }
    }

    private int take(long[] free, long size) {
        for (int i = 0; i < free.length; i++) {
            if (free[i] >= size) { // the rest, -1, is no place before all others are full
                free[i] -= size;
                return i;
            }
        }
        for (int i = 0; i < free.length; i++) {
            if (plan.parts().get(i).count() == SplitPlan.REST) {
                return i;
            }
        }
        return NO_PART;
    }

    private int part(JsonRecord record) {
        long group = groups.of(record);
        if (!plan.byFraction()) {
            return (int) table.get(group, NO_PART);
        }
        double share = KeyHash.share(group);
        double upTo = 0;
        for (int i = 0; i < plan.parts().size() - 1; i++) {
            upTo += plan.parts().get(i).fraction();
            if (share < upTo) {
                return i;
            }
        }
        return plan.parts().size() - 1;
    }

    private SplitResult write(Path input, RecordLayout layout, List<Path> files, RecordPass pass, long records) {
        List<RecordWriter> writers = new ArrayList<>();
        long[] leftOut = {0};
        try {
            files.forEach(file -> writers.add(RecordWriter.create(file, layout)));
            long again = pass.forEach(input, record -> {
                int part = part(record);
                if (part == NO_PART) {
                    leftOut[0]++;
                } else if (record.group() == null) {
                    writers.get(part).write(record.object());
                } else {
                    writers.get(part).write(record.group(), record.object());
                }
            });
            if (again != records) {
                throw new LlavaMedException(input + ": changed while it was split");
            }
            writers.forEach(RecordWriter::commit);
        } finally {
            writers.forEach(RecordWriter::close);
        }
        List<SplitResult.Part> made = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            SplitPlan.Part part = plan.parts().get(i);
            long written = writers.get(i).written();
            made.add(new SplitResult.Part(part.name(), files.get(i), written));
            if (part.count() > 0 && written != part.count()) {
                notes.add(part.name() + " has " + written + " records, not " + part.count()
                        + ": what belongs together is kept whole");
            } else if (written == 0) {
                notes.add(part.name() + " is empty");
            }
        }
        return new SplitResult(records, made, leftOut[0], groups.unknownArticles(), notes);
    }
}

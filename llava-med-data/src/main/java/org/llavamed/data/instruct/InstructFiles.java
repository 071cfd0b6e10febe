package org.llavamed.data.instruct;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.llavamed.data.file.RecordLayout;
import org.llavamed.data.file.RecordWriter;
import org.llavamed.error.LlavaMedException;

/** The files of a run, all named after its output. */
final class InstructFiles {
    private final Path output;

    InstructFiles(Path output) {
        if (Files.exists(output) && !Files.isRegularFile(output)) {
            throw new LlavaMedException(output + ": is not a regular file, so a run could not go on with it");
        }
        this.output = output;
    }

    Path journal() {
        return beside(".journal");
    }

    Path spool() {
        return beside(".samples");
    }

    private Path rejected() {
        return beside(".rejected.jsonl");
    }

    private Path beside(String ending) {
        return output.resolveSibling(output.getFileName() + ending);
    }

    /** Refuses to write over what is read. */
    void refuse(List<Path> inputs) {
        for (Path input : inputs) {
            for (Path file : List.of(output, journal(), spool(), rejected())) {
                if (same(input, file)) {
                    throw new LlavaMedException(file + ": is the input and would be written over");
                }
            }
        }
    }

    /** Refuses to write over an output that no journal belongs to: it is of something else, or its journal was removed. */
    void refuseForeignOutput() {
        try {
            if (!Files.exists(journal()) && Files.exists(output) && Files.size(output) > 0) {
                throw new LlavaMedException(output + ": is there already, without the journal of the run that made it ("
                        + journal().getFileName() + "); name another output, or move it away");
            }
        } catch (IOException e) {
            throw new LlavaMedException(output + ": cannot be read (" + e + ")", e);
        }
    }

    private static boolean same(Path input, Path file) {
        try {
            if (Files.exists(input) && Files.exists(file)) {
                return Files.isSameFile(input, file);
            }
            return input.toAbsolutePath()
                    .normalize()
                    .equals(file.toAbsolutePath().normalize());
        } catch (IOException e) {
            throw new LlavaMedException(input + ": cannot be read (" + e + ")", e);
        }
    }

    /** Writes the answered samples and the rejected ones, each in the order of the samples. */
    void write(Journal journal, InstructSamples samples, InstructKind kind) {
        try (RecordWriter answered = RecordWriter.create(output);
                RecordWriter rejected = RecordWriter.create(rejected(), RecordLayout.LINES)) {
            for (int i = 0; i < samples.size(); i++) {
                JournalState.Entry entry = journal.state().find(samples.slot(i).pairId());
                if (entry != null && entry.settled()) {
                    InstructRecord record = journal.record(samples.get(i), kind, entry);
                    (record.usable() ? answered : rejected).write(record.toJson());
                }
            }
            answered.commit();
            if (rejected.written() > 0) {
                rejected.commit();
            } else {
                Files.deleteIfExists(rejected()); // of an earlier run whose rejected samples were asked again
            }
        } catch (IOException e) {
            throw new LlavaMedException(rejected() + ": cannot be removed (" + e + ")", e);
        } catch (LlavaMedException e) {
            throw new LlavaMedException(
                    e.getMessage() + "; all replies are in " + journal().getFileName()
                            + ", run again to write them without asking",
                    e);
        }
    }
}

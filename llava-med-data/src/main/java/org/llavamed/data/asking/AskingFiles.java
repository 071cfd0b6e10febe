package org.llavamed.data.asking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.llavamed.error.LlavaMedException;

/** The files of a run, all named after its output. */
public final class AskingFiles {
    private static final String JOURNAL = ".journal";

    private final Path output;
    private final List<String> endings = new ArrayList<>(List.of("", JOURNAL));

    /**
     * Names the files of a run.
     *
     * @param output the output
     * @param others what is added to its name for the other files that the run writes, besides the journal
     * @throws LlavaMedException if the output is there and no regular file
     */
    public AskingFiles(Path output, String... others) {
        if (Files.exists(output) && !Files.isRegularFile(output)) {
            throw new LlavaMedException(output + ": is not a regular file, so a run could not go on with it");
        }
        this.output = output;
        endings.addAll(List.of(others));
    }

    Path journal() {
        return beside(JOURNAL);
    }

    /**
     * A file of the run.
     *
     * @param ending what is added to the name of the output
     * @return the file beside it
     */
    public Path beside(String ending) {
        return output.resolveSibling(output.getFileName() + ending);
    }

    /** Refuses to write over what is read. */
    void refuse(List<Path> inputs) {
        for (Path input : inputs) {
            for (String ending : endings) {
                Path file = beside(ending);
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
}

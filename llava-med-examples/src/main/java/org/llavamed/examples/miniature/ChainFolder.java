package org.llavamed.examples.miniature;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.llavamed.error.LlavaMedException;

/** What a {@link Chain} makes and removes in its folder. */
final class ChainFolder {
    /** Name of the file that one run holds while it works. */
    static final String LOCK = "chain.lock";

    private ChainFolder() {}

    /** Makes the folder of a chain, or sees that it is one: whatever stands in it may be removed by a stage. */
    static void prepare(Path folder) {
        try {
            if (Files.isDirectory(folder)
                    && !Files.exists(folder.resolve(ChainLog.FILE))
                    && !Files.exists(folder.resolve(LOCK))) {
                try (Stream<Path> entries = Files.list(folder)) {
                    if (entries.findAny().isPresent()) {
                        throw new LlavaMedException(folder + ": holds files and no " + ChainLog.FILE
                                + "; a chain needs a folder of its own, because it removes what it makes anew");
                    }
                }
            }
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new LlavaMedException(folder + ": cannot be used for a chain (" + e + ")", e);
        }
    }

    /** Removes the checkpoints of a stage that is done: there is nothing to resume. */
    static void tidy(Path stage) {
        try (Stream<Path> entries = Files.list(stage)) {
            entries.filter(path -> Files.isDirectory(path)
                            && path.getFileName().toString().matches("checkpoint-\\d+"))
                    .toList()
                    .forEach(ChainFolder::removeTree);
        } catch (IOException e) {
            throw new LlavaMedException(stage + ": cannot be tidied (" + e + ")", e);
        }
    }

    /** Removes a folder and what is in it, if it is there. */
    static void removeTree(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new LlavaMedException(root + ": cannot be removed (" + e + ")", e);
        }
    }
}

package org.llavamed.data.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.llavamed.error.LlavaMedException;

/** Files that a step is about to write. */
public final class OutputFiles {
    private OutputFiles() {}

    /**
     * Refuses outputs that would overwrite the input or each other, in their place or under the name they are written
     * under first ({@link AtomicFile#part}); devices and pipes are let pass.
     *
     * @param input what is read
     * @param outputs what is written
     * @throws LlavaMedException naming the file
     */
    public static void apart(Path input, Path... outputs) {
        List<Path> seen = new ArrayList<>(List.of(input));
        for (Path output : outputs) {
            boolean device = Files.exists(output) && !Files.isRegularFile(output);
            for (Path other : seen) {
                if (!device && same(AtomicFile.part(output), other)) {
                    throw new LlavaMedException(output + ": is written under the name " + other
                            + " at first, which is " + (other.equals(input) ? "the input" : "named too")
                            + "; give the output another name");
                }
                if (!device && same(output, other)) {
                    throw new LlavaMedException(output + ": is " + (other.equals(input) ? "the input" : "named twice")
                            + "; give the output another name");
                }
            }
            seen.add(output);
        }
    }

    private static boolean same(Path a, Path b) {
        try {
            return (Files.exists(a) && Files.exists(b)) ? Files.isSameFile(a, b) : place(a).equals(place(b));
        } catch (IOException e) {
            throw new LlavaMedException(a + ": cannot be read (" + e + ")", e);
        }
    }

    /** Where a file that may not be there yet stands, links of its folder followed. */
    private static Path place(Path file) throws IOException {
        Path absolute = file.toAbsolutePath().normalize();
        Path folder = absolute.getParent();
        return folder != null && Files.isDirectory(folder) ? folder.toRealPath().resolve(file.getFileName()) : absolute;
    }
}

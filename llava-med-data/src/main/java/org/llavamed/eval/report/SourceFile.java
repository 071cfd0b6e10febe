package org.llavamed.eval.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.llavamed.data.file.Sha256;
import org.llavamed.error.LlavaMedException;

/**
 * A file that a report was made of.
 *
 * @param role what it was used for, for instance {@code ground truth of vqa-rad}
 * @param name its name without folders, which are nobody's business
 * @param bytes its size
 * @param sha256 digest of its bytes, in hexadecimal
 */
public record SourceFile(String role, String name, long bytes, String sha256) {
    /**
     * Reads a file for its digest.
     *
     * @param role as above
     * @param file the file
     * @return its size and digest
     * @throws LlavaMedException if it cannot be read
     */
    public static SourceFile of(String role, Path file) {
        MessageDigest digest = Sha256.start();
        byte[] buffer = new byte[1 << 16];
        long bytes = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                bytes += read;
            }
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be read (" + e + ")", e);
        }
        Path name = file.getFileName();
        return new SourceFile(role, (name == null ? file : name).toString(), bytes, Sha256.hex(digest));
    }
}

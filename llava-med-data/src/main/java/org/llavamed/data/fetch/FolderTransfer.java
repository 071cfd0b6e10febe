package org.llavamed.data.fetch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.llavamed.error.LlavaMedException;

/**
 * Packages that are on the disk already: below a folder, the last part of an address is looked for alone ({@code PMC1.tar.gz}),
 * then with more and more of the folders before it ({@code 3f/46/PMC1.tar.gz}, {@code oa_package/3f/46/PMC1.tar.gz}).
 * Thread-safe.
 */
public final class FolderTransfer implements Transfer {
    private final Path folder;

    /**
     * Packages below a folder.
     *
     * @param folder the folder
     * @throws LlavaMedException if it is not one
     */
    public FolderTransfer(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new LlavaMedException(folder + ": no such folder of packages");
        }
        this.folder = folder;
    }

    @Override
    public Download open(URI address) throws TransferException {
        String path = address.getPath() == null ? "" : address.getPath();
        if (path.endsWith("/") || path.contains("..") || path.contains("\\")) {
            throw TransferException.refused(address + ": names no package");
        }
        try {
            for (int slash = path.lastIndexOf('/'); slash >= 0; slash = path.lastIndexOf('/', slash - 1)) {
                Path file = folder.resolve(path.substring(slash + 1));
                if (Files.isRegularFile(file)) {
                    return new Download(new BufferedInputStream(Files.newInputStream(file), 1 << 16), Files.size(file));
                }
            }
        } catch (InvalidPathException e) {
            throw TransferException.refused(address + ": is not a file name here");
        } catch (IOException e) {
            throw TransferException.temporary(address + ": cannot be read (" + e + ")", e);
        }
        String name = path.substring(path.lastIndexOf('/') + 1);
        throw new TransferException(TransferException.Kind.NOT_FOUND, name + " is not in " + folder, null, null);
    }
}

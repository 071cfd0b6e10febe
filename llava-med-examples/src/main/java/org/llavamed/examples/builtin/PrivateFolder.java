package org.llavamed.examples.builtin;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A folder in a place where everybody may write, such as {@code /tmp}: what is in it must be of this user only. */
final class PrivateFolder {
    private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rwx------");

    private PrivateFolder() {}

    /**
     * Makes the folder, or looks at who else made it.
     *
     * @param folder in a folder that exists
     * @throws IOException if it is a link or a file, belongs to somebody else, or others may write in it
     */
    static void require(Path folder) throws IOException {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        try {
            if (posix) {
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWN));
            } else {
                Files.createDirectory(folder);
            }
        } catch (FileAlreadyExistsException e) {
            requireOwn(folder, posix);
        }
    }

    private static void requireOwn(Path folder, boolean posix) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(folder + " is a link or a file");
        }
        if (!posix) {
            return;
        }
        PosixFileAttributes attributes = Files.getFileAttributeView(
                        folder, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
        if (!attributes.owner().equals(owner(folder))) {
            throw new IOException(folder + " belongs to " + attributes.owner().getName());
        }
        if (attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                || attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(folder + " may be written by others");
        }
    }

    /** This user, as the file system knows it: who owns what it makes beside the folder. */
    private static Object owner(Path folder) throws IOException {
        Path own = Files.createTempFile(folder.toAbsolutePath().getParent(), "llava-med", null);
        try {
            return Files.getOwner(own);
        } finally {
            Files.delete(own);
        }
    }
}

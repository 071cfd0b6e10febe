package org.llavamed.examples.builtin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/**
 * Makes a folder hold the files of a list, whatever was in their places before. Other files are left alone, but a folder with
 * some that would be read together with a checkpoint's is refused. There is no lock: any number of processes may do this at once, because each puts whole and right files in place.
 */
final class Unpacking {
    private static final String PART = ".part";
    private static final String READ_WITH_IT = "*.{json,safetensors,model,bin}";
    private static final Duration LEFT_BEHIND = Duration.ofHours(1); // unpacking takes a second

    private final ModelResources resources;
    private final FileList list;
    private final Path folder;

    Unpacking(ModelResources resources, FileList list, Path folder) {
        this.resources = resources;
        this.list = list;
        this.folder = folder;
    }

    /** Checks every file and puts those that are missing or damaged; without any, nothing is written. */
    void complete() throws IOException {
        requireOwn(folder);
        Set<Path> parents = new LinkedHashSet<>();
        for (Map.Entry<String, String> file : list.digests().entrySet()) {
            Path target = folder.resolve(file.getKey());
            Path parent = Objects.requireNonNull(target.toAbsolutePath().getParent());
            requireOwn(parent);
            if (!holds(target, file.getValue())) {
                put(file.getKey(), file.getValue(), target, parent);
            }
            parents.add(parent);
        }
        parents.forEach(Unpacking::sweep);
        for (Path parent : parents) {
            requireNoOther(parent);
        }
    }

    /** A second tokenizer, for instance, would be taken for the model's. */
    private void requireNoOther(Path parent) throws IOException {
        Path root = folder.toAbsolutePath();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(parent, READ_WITH_IT)) {
            for (Path file : files) {
                String name = root.relativize(file.toAbsolutePath()).toString().replace('\\', '/');
                if (!list.digests().containsKey(name)) {
                    throw new LlavaMedException(
                            file + ": is no part of the built-in model, but would be read with it; remove it");
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Files are put into folders of this place, not into those that a link in it leads to. */
    private static void requireOwn(Path folder) throws IOException {
        if (Files.isSymbolicLink(folder)) {
            throw new IOException(folder + " is a link");
        }
    }

    private static boolean holds(Path file, String digest) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && Digests.of(file).equals(digest);
        } catch (IOException e) {
            return false; // cannot be read: to be replaced
        }
    }

    private void put(String name, String digest, Path target, Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            Files.createDirectories(parent);
        }
        Path part = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + PART);
        try (InputStream in = open(name)) {
            String copied;
            try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW)) {
                copied = Digests.copy(new ReadFromJar(in, name), out);
            }
            if (!copied.equals(digest)) {
                throw damaged(name, "its SHA-256 is " + copied + " and not " + digest, null);
            }
            move(part, target, digest);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private InputStream open(String name) {
        InputStream in;
        try {
            in = resources.open(name);
        } catch (IOException e) {
            throw damaged(name, e.toString(), e);
        }
        if (in == null) {
            throw damaged(name, "is not there", null);
        }
        return in;
    }

    private static void move(Path part, Path target, String digest) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            if (!holds(target, digest)) { // else another process was faster and has it open, which Windows minds
                throw e;
            }
        }
    }

    /** Removes what killed processes left. What goes wrong with it is no reason not to unpack. */
    private static void sweep(Path folder) {
        Instant old = Instant.now().minus(LEFT_BEHIND);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*" + PART)) {
            for (Path part : left) {
                sweep(part, old);
            }
        } catch (IOException | DirectoryIteratorException e) {
            // left for the next start
        }
    }

    /** Other processes rename and remove theirs at any moment. */
    private static void sweep(Path part, Instant old) {
        try {
            if (Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS)
                    && Files.getLastModifiedTime(part).toInstant().isBefore(old)) {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            // another process was faster, or it is left for the next start
        }
    }

    /** The program itself is broken; no other folder would help. */
    static LlavaMedException damaged(String name, String problem, @Nullable Throwable cause) {
        return new LlavaMedException(
                "the built-in model's file " + name + " in the jar is damaged: " + problem + "; build the jar again",
                cause);
    }

    /** Tells a jar that cannot be read from a folder that cannot be written. */
    private static final class ReadFromJar extends InputStream {
        private final InputStream in;
        private final String name;

        ReadFromJar(InputStream in, String name) {
            this.in = in;
            this.name = name;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("read in blocks");
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            try {
                return in.read(target, offset, length);
            } catch (IOException e) {
                throw damaged(name, e.toString(), e);
            }
        }
    }
}

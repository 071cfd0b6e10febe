package org.llavamed.data.fetch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.archive.TarGzReader;
import org.llavamed.data.file.ImageKind;
import org.llavamed.error.LlavaMedException;
import org.llavamed.image.ImageSource;

/**
 * The wanted files of one package, kept aside until the package has been read to its end without complaint. A file is wanted
 * for its whole path; or, if there is none, for its name, if only one file of the package has that name.
 */
final class Staging {
    private final ImageStore store;
    private final FetchOptions options;
    private final Map<String, Member> byPath = new HashMap<>();
    private final Map<String, Member> byName = new HashMap<>();
    private final List<ImageUrl> wanted;

    /** A file that may be wanted: its copy, once there is one, and how often there was one. */
    private static final class Member {
        private final String copyOf; // a pair_id
        private final String suffix;
        private @Nullable Path copy;
        private int seen;
        private @Nullable String problem;

        Member(String copyOf, String suffix) {
            this.copyOf = copyOf;
            this.suffix = suffix;
        }
    }

    Staging(List<ImageUrl> wanted, ImageStore store, FetchOptions options) {
        this.wanted = wanted;
        this.store = store;
        this.options = options;
        for (ImageUrl image : wanted) {
            byPath.computeIfAbsent(image.path(), path -> new Member(image.pairId(), "path"));
            byName.computeIfAbsent(image.fileName(), name -> new Member(image.pairId(), "name"));
        }
    }

    /** Copies the current file of the archive if it may be wanted. */
    void offer(TarGzReader.Entry entry, TarGzReader archive) throws IOException {
        Member exact = byPath.get(entry.path());
        Member named = byName.get(entry.fileName());
        if (named != null) {
            named.seen++;
        }
        if (exact != null) { // of two files with one path the later counts, as when unpacking
            exact.seen++;
            copy(exact, entry, archive);
        } else if (named != null && named.seen == 1) {
            copy(named, entry, archive);
        }
    }

    private void copy(Member member, TarGzReader.Entry entry, TarGzReader archive) throws IOException {
        member.problem = null;
        if (entry.size() > options.archiveLimits().entryBytes()) {
            member.problem = "has " + entry.size() + " bytes";
            return;
        }
        Path file = store.part(member.copyOf, member.suffix);
        try (OutputStream out = Files.newOutputStream(file)) {
            archive.content().transferTo(out);
        }
        member.copy = file;
    }

    /** Puts the images in their place; returns what is missing. */
    List<MissingImage> publish() throws IOException {
        List<MissingImage> missing = new ArrayList<>();
        for (ImageUrl image : wanted) {
            Member exact = byPath.get(image.path());
            Member named = byName.get(image.fileName());
            Member found = exact != null && exact.seen > 0 ? exact : named;
            if (found == null || found.seen == 0) {
                missing.add(missing(image, MissingReason.NO_SUCH_MEMBER, "the package has no such file"));
            } else if (found == named && found.seen > 1) {
                missing.add(missing(
                        image, MissingReason.NO_SUCH_MEMBER, found.seen + " files have this name, none this path"));
            } else {
                String problem = publish(found, image);
                if (problem != null) {
                    missing.add(missing(image, MissingReason.NOT_AN_IMAGE, problem));
                }
            }
        }
        return missing;
    }

    private @Nullable String publish(Member found, ImageUrl image) throws IOException {
        Path copy = found.copy;
        if (found.problem != null || copy == null) {
            return found.problem == null ? "has no content" : found.problem;
        }
        ImageKind kind = ImageKind.of(copy);
        if (kind == null) {
            return "is no image, or is cut off (" + Files.size(copy) + " bytes)";
        }
        if (options.decode()) {
            try {
                ImageSource.of(copy).decode();
            } catch (LlavaMedException e) {
                return e.getMessage();
            }
        }
        Path own = store.part(image.pairId(), "own"); // two lines may want the same file
        Files.deleteIfExists(own);
        Files.copy(copy, own);
        store.publish(own, image.pairId(), kind);
        return null;
    }

    private static MissingImage missing(ImageUrl image, MissingReason reason, String detail) {
        return new MissingImage(image.line(), image, reason, detail);
    }

    /** Removes the copies. */
    void discard() throws IOException {
        for (Map<String, Member> members : List.of(byPath, byName)) {
            for (Member member : members.values()) {
                if (member.copy != null) {
                    Files.deleteIfExists(member.copy);
                }
            }
        }
    }
}

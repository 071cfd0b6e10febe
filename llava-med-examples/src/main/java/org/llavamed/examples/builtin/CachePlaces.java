package org.llavamed.examples.builtin;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Folders in which something may be kept from run to run, best first. */
final class CachePlaces {
    private CachePlaces() {}

    /** Those of this user. */
    static List<Path> ofTheUser() {
        return of(
                System.getenv("XDG_CACHE_HOME"),
                System.getProperty("user.home"),
                System.getProperty("java.io.tmpdir", "/tmp"),
                System.getProperty("user.name", "user"));
    }

    /**
     * {@code llava-med} in the cache folder that the environment names, else in {@code .cache} of the home folder; then a
     * folder of the user's in the temporary one. The JVM calls a home folder that it does not know {@code ?}.
     */
    static List<Path> of(@Nullable String cache, @Nullable String home, String temporary, String user) {
        List<Path> places = new ArrayList<>();
        Path named = folder(cache);
        Path own = folder(home);
        if (named != null && named.isAbsolute()) { // others are to be ignored, says the XDG specification
            places.add(named.resolve("llava-med"));
        } else if (own != null && own.isAbsolute()) {
            places.add(own.resolve(".cache").resolve("llava-med"));
        }
        places.add(Path.of(temporary).resolve("llava-med-" + user.replaceAll("[^A-Za-z0-9._-]", "_")));
        return places;
    }

    private static @Nullable Path folder(@Nullable String name) {
        try {
            return name == null || name.isBlank() ? null : Path.of(name);
        } catch (InvalidPathException e) {
            return null; // as if it were not set
        }
    }
}

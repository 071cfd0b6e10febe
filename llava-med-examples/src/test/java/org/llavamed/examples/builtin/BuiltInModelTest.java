package org.llavamed.examples.builtin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.error.LlavaMedException;

class BuiltInModelTest {
    @TempDir
    Path folder = Path.of("");

    private final MemoryResources resources = MemoryResources.small();

    private Path unpack(Path... places) {
        return new BuiltInModel(resources, List.of(places)).unpacked();
    }

    private Path cache() {
        return folder.resolve("cache");
    }

    /** Everything below a folder but the folders: names and bytes. */
    private static Map<String, byte[]> content(Path root) throws IOException {
        Map<String, byte[]> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.put(root.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return content;
    }

    private void assertComplete(Path unpacked) throws IOException {
        Map<String, byte[]> content = content(unpacked);
        assertEquals(List.of("config.json", "model.safetensors", "tower/config.json"), List.copyOf(content.keySet()));
        content.forEach((name, bytes) -> assertArrayEquals(resources.files.get(name), bytes, name));
    }

    @Test
    void isUnpackedOnceAndThenOnlyRead() throws IOException {
        Path unpacked = unpack(cache());
        assertTrue(unpacked.startsWith(cache()));
        assertTrue(String.valueOf(unpacked.getFileName()).matches("built-in-[0-9a-f]{12}"), unpacked.toString());
        assertComplete(unpacked);
        FileTime before = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        for (String name : content(unpacked).keySet()) {
            Files.setLastModifiedTime(unpacked.resolve(name), before);
        }
        Files.setLastModifiedTime(unpacked, before);
        assertEquals(unpacked, unpack(cache()));
        for (String name : content(unpacked).keySet()) {
            assertEquals(before, Files.getLastModifiedTime(unpacked.resolve(name)), name);
        }
        assertEquals(before, Files.getLastModifiedTime(unpacked)); // not even a file beside, so it may be read-only
    }

    @Test
    void filesThatWouldBeReadWithItAreRefused() throws IOException {
        Path unpacked = unpack(cache());
        Files.writeString(unpacked.resolve("notes.txt"), "mine");
        assertEquals(unpacked, unpack(cache()));
        for (String name : List.of("tokenizer.json", "tower/model.safetensors")) {
            Path other = Files.writeString(unpacked.resolve(name), "{}");
            LlavaMedException e = assertThrows(LlavaMedException.class, () -> unpack(cache()));
            assertTrue(e.getMessage().startsWith(other + ": "), e.getMessage());
            assertTrue(e.getMessage().endsWith("remove it"), e.getMessage());
            Files.delete(other);
        }
        assertEquals(unpacked, unpack(cache()));
    }

    @Test
    void anotherModelHasAnotherFolder() throws IOException {
        Path first = unpack(cache());
        resources.files.put("config.json", new byte[] {'[', ']'});
        resources.listed();
        Path second = unpack(cache());
        assertFalse(first.equals(second));
        assertComplete(second);
        assertArrayEquals(new byte[] {'{', '}'}, Files.readAllBytes(first.resolve("config.json")));
    }

    @Test
    void whatIsDamagedIsReplaced() throws IOException {
        Path unpacked = unpack(cache());
        Path weights = unpacked.resolve("model.safetensors");
        byte[] right = Files.readAllBytes(weights);

        Files.write(weights, Arrays.copyOf(right, right.length / 2));
        assertComplete(unpack(cache()));

        byte[] flipped = right.clone();
        flipped[right.length - 1] ^= 1;
        Files.write(weights, flipped);
        assertComplete(unpack(cache()));

        Files.write(weights, new byte[0]);
        Files.delete(unpacked.resolve("tower/config.json"));
        assertComplete(unpack(cache()));

        Files.delete(unpacked.resolve("tower/config.json"));
        Files.delete(unpacked.resolve("tower"));
        assertComplete(unpack(cache()));

        Files.delete(weights);
        Files.createDirectory(weights); // an empty folder where a file belongs gives way or the next place is taken
        assertComplete(unpack(cache(), folder.resolve("other")));
    }

    @Test
    void whatAKilledProcessLeftIsRemovedUnlessItMayStillBeAtWork() throws IOException {
        Path unpacked = unpack(cache());
        Path old = Files.writeString(unpacked.resolve("model.safetensors.1.part"), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(7200)));
        Path recent = Files.writeString(unpacked.resolve("model.safetensors.2.part"), "half");
        unpack(cache());
        assertFalse(Files.exists(old));
        assertTrue(Files.exists(recent));
        Files.delete(recent);
        assertComplete(unpacked);
    }

    @Test
    void aFileWhereTheFolderShouldBeIsLeftAloneAndTheNextPlaceTaken() throws IOException {
        Path unpacked = unpack(cache());
        Path elsewhere = folder.resolve("elsewhere");
        Path mine = Files.createDirectories(elsewhere).resolve(String.valueOf(unpacked.getFileName()));
        Files.writeString(mine, "mine");
        assertComplete(unpack(elsewhere, folder.resolve("last")));
        assertEquals("mine", Files.readString(mine));
        assertTrue(Files.isDirectory(folder.resolve("last")));

        Path file = Files.writeString(folder.resolve("file"), "mine");
        assertComplete(unpack(file.resolve("cache"), folder.resolve("last2")));
        LlavaMedException nowhere =
                assertThrows(LlavaMedException.class, () -> unpack(file.resolve("cache"), elsewhere));
        String message = String.valueOf(nowhere.getMessage());
        assertTrue(message.contains(file.resolve("cache").toString()), message);
        assertTrue(message.contains(mine.toString()), message);
        assertTrue(message.contains("set XDG_CACHE_HOME to a folder that can be written"), message);
    }

    @Test
    void aDamagedJarIsNamedAndLeavesNothing() throws IOException {
        resources.files.put("model.safetensors", new byte[] {1, 2, 3}); // other bytes than listed
        assertSays("the built-in model's file model.safetensors in the jar is damaged: its SHA-256 is ");
        assertTrue(content(cache()).keySet().stream().noneMatch(name -> name.contains("model.safetensors")));
        resources.files.remove("model.safetensors");
        assertSays("model.safetensors in the jar is damaged: is not there; build the jar again");
        resources.files.remove(FileList.NAME);
        assertSays("this build comes without the built-in model; name a checkpoint folder instead");
    }

    private void assertSays(String part) {
        String message =
                String.valueOf(assertThrows(LlavaMedException.class, () -> unpack(cache(), folder.resolve("b")))
                        .getMessage());
        assertTrue(message.contains(part), message);
    }

    @Test
    void manyAtOnceAllGetTheWholeModel() throws IOException {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 10; round++) {
                Path place = folder.resolve("round" + round);
                List<CompletableFuture<Path>> users = IntStream.range(0, 8)
                        .mapToObj(i -> CompletableFuture.supplyAsync(
                                () -> {
                                    Path unpacked = unpack(place);
                                    try {
                                        assertThere(unpacked); // also while the others are still at it
                                    } catch (IOException e) {
                                        throw new UncheckedIOException(e);
                                    }
                                    return unpacked;
                                },
                                pool))
                        .toList();
                Path unpacked = users.get(0).join();
                users.forEach(user -> assertEquals(unpacked, user.join()));
                assertComplete(unpacked);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private void assertThere(Path unpacked) throws IOException {
        for (String name : List.of("config.json", "model.safetensors", "tower/config.json")) {
            assertArrayEquals(resources.files.get(name), Files.readAllBytes(unpacked.resolve(name)), name);
        }
    }

    /** In a temporary folder anybody could have made the folder, or a link to the user's own files, before. */
    @Test
    void aSharedPlaceMustBeOfTheUserAlone() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Path place = folder.resolve("llava-med-me");
        BuiltInModel model = new BuiltInModel(resources, List.of(place), place);
        Path unpacked = model.unpacked();
        assertComplete(unpacked);
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(place)));
        assertEquals(unpacked, model.unpacked());
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertRefused(model, "may be written by others");

        Path mine = Files.createDirectories(folder.resolve("mine"));
        Path link = Files.createSymbolicLink(folder.resolve("llava-med-link"), mine);
        assertRefused(new BuiltInModel(resources, List.of(link), link), "is a link or a file");

        Path cache = Files.createDirectories(folder.resolve("cache2"));
        Files.createSymbolicLink(cache.resolve(String.valueOf(unpacked.getFileName())), mine);
        assertRefused(new BuiltInModel(resources, List.of(cache)), "is a link");
        assertEquals(Map.of(), content(mine));
    }

    private static void assertRefused(BuiltInModel model, String part) {
        String message = String.valueOf(
                assertThrows(LlavaMedException.class, model::unpacked).getMessage());
        assertTrue(message.contains(part), message);
    }

    @Test
    void theListIsStrict() {
        String digest = "0".repeat(64);
        for (String bad : List.of(
                "",
                "x",
                digest + "  ../config.json",
                digest + "  /etc/passwd",
                digest + "  tower/../../x",
                digest + "  a\\b",
                digest + "  .hidden",
                digest + " one-blank",
                digest.substring(1) + "  short",
                digest + "  twice\n" + digest + "  twice")) {
            assertThrows(LlavaMedException.class, () -> FileList.parse(bad), bad);
        }
        FileList list = FileList.parse(digest + "  b\n" + digest + "  a/c.json\n");
        assertEquals(digest + "  a/c.json\n" + digest + "  b\n", list.text());
        assertEquals(
                list.id(), FileList.parse(list.text().replace("\n", "\r\n")).id());
    }

    @Test
    void placesFollowTheEnvironment() {
        Path home = Path.of("home").toAbsolutePath();
        Path last = Path.of("t", "llava-med-A_B");
        Path named = Path.of("x").toAbsolutePath();
        assertEquals(
                List.of(named.resolve("llava-med"), last),
                CachePlaces.of(named.toString(), home.toString(), "t", "A B"));
        List<Path> usual = List.of(home.resolve(".cache").resolve("llava-med"), last);
        assertEquals(usual, CachePlaces.of(null, home.toString(), "t", "A/B"));
        for (String unset : List.of("", " ", "a\0b", "x")) {
            assertEquals(usual, CachePlaces.of(unset, home.toString(), "t", "A/B"));
        }
        assertEquals(List.of(last), CachePlaces.of(null, "?", "t", "A B")); // what the JVM says where there is no home
    }
}

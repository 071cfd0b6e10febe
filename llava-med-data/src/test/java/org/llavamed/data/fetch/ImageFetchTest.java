package org.llavamed.data.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.llavamed.data.fetch.Packages.image;
import static org.llavamed.data.fetch.Packages.line;
import static org.llavamed.data.fetch.Packages.names;
import static org.llavamed.data.fetch.Packages.pack;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.Lines;
import org.llavamed.error.LlavaMedException;

class ImageFetchTest {
    private static final HttpTimeouts SHORT = new HttpTimeouts(
            Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofMillis(300), Duration.ofSeconds(5));
    private static final byte[] PNG = image("png", 1);
    private static final byte[] ONE = pack(Map.of("PMC1/a.jpg", PNG));

    @TempDir
    Path folder = Path.of("");

    private Mirror mirror;

    @BeforeEach
    void begin() throws IOException {
        mirror = new Mirror();
    }

    @AfterEach
    void end() {
        mirror.close();
    }

    static FetchOptions.Builder quick() {
        return FetchOptions.builder()
                .requestsPerSecond(10_000)
                .attempts(3, Duration.ofMillis(10), Duration.ofMillis(100));
    }

    private FetchSummary run(FetchOptions options, String... lines) throws IOException {
        Path urls = Files.writeString(folder.resolve("urls.jsonl"), String.join("\n", lines) + "\n");
        return assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> new ImageFetch(new HttpTransfer(SHORT), options)
                        .run(urls, folder.resolve("out"), folder.resolve("missing.jsonl"), progress -> {}));
    }

    private FetchSummary run(String... lines) throws IOException {
        return run(quick().build(), lines);
    }

    /** pair_id or line number to reason. */
    private Map<String, String> report() {
        Map<String, String> reasons = new TreeMap<>();
        try (Lines lines = Lines.open(folder.resolve("missing.jsonl"), null)) {
            for (Lines.Line line = lines.next(); line != null; line = lines.next()) {
                JsonRecord json = JsonRecord.parse(line);
                String id = json.optionalString("pair_id");
                reasons.put(id == null ? json.object().path("line").asText() : id, json.string("reason"));
            }
        }
        return reasons;
    }

    @Test
    void onePackageIsFetchedOnceForAllItsImages() throws IOException {
        Map<String, byte[]> members = new LinkedHashMap<>();
        members.put("PMC1/text.nxml", "<article/>".getBytes(StandardCharsets.UTF_8));
        for (String format : List.of("png", "jpg", "gif", "bmp", "tif")) {
            members.put("PMC1/" + format + ".jpg", image(format, 2));
        }
        String url = mirror.at("/PMC1.tar.gz", Mirror.Answer.ok(pack(members)));
        String[] lines = List.of("png", "jpg", "gif", "bmp", "tif").stream()
                .map(format -> line(url, "PMC1/" + format + ".jpg", "1_" + format))
                .toArray(String[]::new);
        FetchSummary summary = run(quick().decode(true).build(), lines);
        assertEquals(
                List.of("1_bmp.bmp", "1_gif.gif", "1_jpg.jpg", "1_png.png", "1_tif.tif"), names(folder.resolve("out")));
        assertArrayEquals(image("gif", 2), Files.readAllBytes(folder.resolve("out/1_gif.gif")));
        assertEquals(1, mirror.requests());
        assertEquals(new FetchSummary(5, 0, Map.of(), 1, summary.bytes(), 0, false), summary);
        assertTrue(mirror.userAgents.get(0).contains("llava-med"), mirror.userAgents.toString());
        assertEquals(5, run(lines).present());
        assertEquals(1, mirror.requests(), "nothing is fetched twice");
    }

    @Test
    void everythingMissingHasItsReason() throws IOException {
        byte[] jpg = image("jpg", 3);
        Map<String, byte[]> members = new LinkedHashMap<>();
        members.put("PMC1/page.jpg", "<html>nothing</html>".getBytes(StandardCharsets.UTF_8));
        members.put("PMC1/cut.jpg", Arrays.copyOf(jpg, jpg.length - 100));
        members.put("PMC1/cut.png", Arrays.copyOf(PNG, PNG.length - 20));
        members.put("PMC1/empty.jpg", new byte[0]);
        members.put("PMC1/x/same.jpg", jpg);
        members.put("PMC1/y/same.jpg", jpg);
        members.put("PMC1/z/moved.jpg", jpg);
        String url = mirror.at("/PMC1.tar.gz", Mirror.Answer.ok(pack(members)));
        FetchSummary summary = run(
                line(url, "PMC1/page.jpg", "page"),
                line(url, "PMC1/cut.jpg", "cutjpg"),
                line(url, "PMC1/cut.png", "cutpng"),
                line(url, "PMC1/empty.jpg", "empty"),
                line(url, "PMC1/none.jpg", "none"),
                line(url, "PMC1/same.jpg", "same"),
                line(url, "PMC1/moved.jpg", "moved"),
                line(url, "./PMC1/y/same.jpg", "y"),
                line(url, "PMC1/y/same.jpg", "y2"),
                line(url, "PMC1/y/same.jpg", "Y"),
                line(mirror.url("/PMC2.tar.gz"), "PMC2/a.jpg", "gone"),
                "not json",
                line(url, "a", "../x"));
        Map<String, String> expected = new TreeMap<>(Map.of(
                "page",
                "not_an_image",
                "cutjpg",
                "not_an_image",
                "cutpng",
                "not_an_image",
                "empty",
                "not_an_image",
                "none",
                "no_such_member",
                "same",
                "no_such_member",
                "Y",
                "duplicate",
                "gone",
                "not_found",
                "12",
                "bad_line",
                "13",
                "bad_line"));
        assertEquals(expected, report());
        assertEquals(List.of("moved.jpg", "y.jpg", "y2.jpg"), names(folder.resolve("out")));
        assertEquals(10, summary.missingTotal());
        assertEquals(4, summary.missing().get(MissingReason.NOT_AN_IMAGE));
        assertEquals(0, summary.retries());
    }

    @Test
    void whatIsMissingForGoodIsTriedAgainOnDemand() throws IOException {
        String gone = line(mirror.url("/PMC2.tar.gz"), "PMC2/a.jpg", "gone");
        String busy = line(mirror.at("/busy.tar.gz", Mirror.Answer.status(503)), "a", "busy");
        run(gone, busy);
        assertEquals(4, mirror.requests());
        Files.writeString(folder.resolve("missing.jsonl"), "{\"half", StandardOpenOption.APPEND);
        assertEquals(
                Map.of(MissingReason.NOT_FOUND, 1L, MissingReason.TRANSFER_FAILED, 1L),
                run(gone, busy).missing());
        assertEquals(1, mirror.requests("/PMC2.tar.gz"));
        assertEquals(Map.of("gone", "not_found", "busy", "transfer_failed"), report());
        mirror.at("/PMC2.tar.gz", Mirror.Answer.ok(pack(Map.of("PMC2/a.jpg", PNG))));
        assertEquals(1, run(quick().retryMissing(true).build(), gone, busy).images());
        assertEquals(Map.of("busy", "transfer_failed"), report());
    }

    @ParameterizedTest
    @ValueSource(strings = {"drop", "cut", "stall", "silent", "500", "429", "page", "garbage", "short", "flip"})
    void troubleThatPassesIsRetried(String trouble) throws IOException {
        byte[] flipped = ONE.clone();
        flipped[ONE.length / 2] ^= 0x10;
        Mirror.Answer bad =
                switch (trouble) {
                    case "drop" -> new Mirror.Answer("HTTP/1.1 2".getBytes(StandardCharsets.UTF_8), false, 0);
                    case "cut" -> Mirror.Answer.body(ONE, ONE.length, ONE.length / 2, false);
                    case "stall" -> Mirror.Answer.body(ONE, ONE.length, ONE.length / 2, true);
                    case "silent" -> new Mirror.Answer(new byte[0], true, 0);
                    case "500" -> Mirror.Answer.status(500);
                    case "429" -> Mirror.Answer.status(429, "Retry-After: 1");
                    case "page" -> Mirror.Answer.ok("<html>busy</html>".getBytes(StandardCharsets.UTF_8));
                    case "garbage" -> Mirror.Answer.body(new byte[5000], -1, 5000, false);
                    case "short" -> Mirror.Answer.body(ONE, ONE.length / 2, ONE.length / 2, false);
                    default -> Mirror.Answer.ok(flipped);
                };
        String url = mirror.at("/PMC1.tar.gz", bad, Mirror.Answer.ok(ONE));
        FetchSummary summary = run(line(url, "PMC1/a.jpg", "a"));
        assertEquals(1, summary.retries());
        assertEquals(Map.of(), summary.missing());
        assertArrayEquals(PNG, Files.readAllBytes(folder.resolve("out/a.png")));
        assertEquals(List.of("a.png"), names(folder.resolve("out")));
    }

    @Test
    void troubleThatStaysIsReported() throws IOException {
        String cut = mirror.at("/cut", Mirror.Answer.body(ONE, ONE.length, 100, false));
        String page = mirror.at("/page", Mirror.Answer.ok("<html>".getBytes(StandardCharsets.UTF_8)));
        String forbidden = mirror.at("/forbidden", Mirror.Answer.status(403));
        FetchSummary summary = run(
                line(cut, "a", "cut"),
                line(page, "a", "page"),
                line(forbidden, "a", "forbidden"),
                line("http://127.0.0.1:1/x", "a", "noserver"));
        assertEquals(
                Map.of(
                        "cut",
                        "transfer_failed",
                        "page",
                        "bad_archive",
                        "forbidden",
                        "transfer_failed",
                        "noserver",
                        "transfer_failed"),
                report());
        assertEquals(3, mirror.requests("/cut"));
        assertEquals(1, mirror.requests("/forbidden"));
        assertEquals(6, summary.retries());
    }

    @Test
    void retryAfterHoldsAllTransfersBack() throws IOException {
        String url = mirror.at("/1", Mirror.Answer.status(429, "Retry-After: 1"), Mirror.Answer.ok(ONE));
        long begin = System.nanoTime();
        FetchOptions patient =
                quick().attempts(2, Duration.ofMillis(1), Duration.ofSeconds(9)).build();
        assertEquals(1, run(patient, line(url, "PMC1/a.jpg", "a")).images());
        assertTrue(System.nanoTime() - begin > 900_000_000L);
    }

    @Test
    void redirectsAreFollowed() throws IOException {
        mirror.at("/real", Mirror.Answer.ok(ONE));
        String moved = mirror.at("/moved", Mirror.Answer.status(302, "Location: " + mirror.url("/real")));
        String round = mirror.at("/round", Mirror.Answer.status(302, "Location: " + mirror.url("/round")));
        run(line(moved, "PMC1/a.jpg", "a"), line(round, "PMC1/a.jpg", "b"));
        assertEquals(List.of("a.png"), names(folder.resolve("out")));
        assertEquals(Map.of("b", "transfer_failed"), report());
    }

    @Test
    void cancellingEndsSoonAndTheNextRunGoesOn() throws Exception {
        String[] lines = new String[30];
        for (int i = 0; i < lines.length; i++) {
            String url = mirror.at("/" + i, Mirror.Answer.slow(ONE, 20));
            lines[i] = line(url, "PMC1/a.jpg", "n" + i);
        }
        Path urls = Files.writeString(folder.resolve("urls.jsonl"), String.join("\n", lines));
        ImageFetch fetch = new ImageFetch(new HttpTransfer(SHORT), quick().build());
        FetchSummary first = fetch.run(urls, folder.resolve("out"), folder.resolve("missing.jsonl"), progress -> {
            if (progress.images() >= 5) {
                fetch.cancel();
            }
        });
        assertTrue(first.cancelled() && first.images() >= 5 && first.images() < 30, first.toString());
        assertEquals(Map.of(), report());
        FetchSummary second = run(lines);
        assertEquals(30, second.images() + second.present());
        assertEquals(first.images(), second.present());
        assertFalse(Files.exists(folder.resolve("out/.parts")));
    }

    @Test
    void packagesOfAFolder() throws IOException {
        Path packages = Files.createDirectories(folder.resolve("packages/3f/46"));
        Files.write(packages.resolve("PMC1.tar.gz"), ONE);
        Files.write(folder.resolve("packages/PMC2.tar.gz"), ONE);
        String base = "ftp://ftp.ncbi.nlm.nih.gov/pub/pmc/oa_package/3f/46/";
        Path urls = Files.writeString(
                folder.resolve("urls.jsonl"),
                line(base + "PMC1.tar.gz", "PMC1/a.jpg", "a") + "\n" + line(base + "PMC2.tar.gz", "PMC1/a.jpg", "b")
                        + "\n" + line(base + "PMC3.tar.gz", "PMC1/a.jpg", "c"));
        AtomicReference<FetchProgress> last = new AtomicReference<>();
        ImageFetch fetch = new ImageFetch(new FolderTransfer(folder.resolve("packages")), quick().build());
        FetchSummary summary = fetch.run(urls, folder.resolve("out"), folder.resolve("missing.jsonl"), last::set);
        assertEquals(2, summary.images());
        assertEquals(Map.of("c", "not_found"), report());
        assertEquals(3, last.get().done());
        assertThrows(LlavaMedException.class, () -> new FolderTransfer(folder.resolve("none")));
    }

    @Test
    void aListThatNoServerAnswersEndsTheRun() throws IOException {
        String[] lines = new String[200];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = line("http://127.0.0.1:1/PMC" + i, "a.jpg", "n" + i);
        }
        IOException unknown = new ConnectException();
        unknown.initCause(new UnresolvedAddressException());
        assertEquals("unknown host", HttpTransfer.problem(unknown));
        LlavaMedException e = assertThrows(LlavaMedException.class, () -> run(lines));
        assertTrue(e.getMessage().startsWith("20 packages in a row could not be had"), e.getMessage());
        assertTrue(report().size() >= 20 && report().size() < 30, "those that were tried: " + report().size());
        for (int i = 0; i < lines.length; i++) { // but one that answers now and then is gone on with
            lines[i] = line(
                    i % 15 == 0 ? mirror.at("/" + i, Mirror.Answer.ok(ONE)) : mirror.url("/503"),
                    "PMC1/a.jpg",
                    "n" + i);
            lines[i] = i % 15 == 0 ? lines[i] : lines[i].replace("/503", "/503?" + i);
            mirror.at("/503?" + i, Mirror.Answer.status(403));
        }
        FetchSummary summary = run(quick().concurrency(1).build(), lines);
        assertEquals(14, summary.images());
        assertEquals(186, summary.missingTotal());
    }

    @Test
    void twoRunsOfOneFolder() throws Exception {
        Mirror.Answer slow = Mirror.Answer.slow(ONE, 50);
        Path one = Files.writeString(folder.resolve("1"), line(mirror.at("/1", slow), "PMC1/a.jpg", "a"));
        Path two = Files.writeString(folder.resolve("2"), line(mirror.at("/2", slow), "PMC1/a.jpg", "b"));
        Path out = folder.resolve("out");
        List<Object> ends = List.of(one, two).parallelStream()
                .<Object>map(urls -> {
                    try {
                        return new ImageFetch(new HttpTransfer(), quick().build())
                                .run(urls, out, folder.resolve("report-" + urls.getFileName()), progress -> {})
                                .images();
                    } catch (LlavaMedException e) {
                        return e.getMessage();
                    }
                })
                .toList();
        assertTrue(ends.contains(1L), ends.toString());
        if (!ends.equals(List.of(1L, 1L))) { // they were not one after the other
            assertTrue(ends.contains(out + ": another run is writing it"), ends.toString());
            assertEquals(1, names(out).size());
        }
        assertFalse(Files.exists(out.resolve(".parts")));
    }

    @Test
    void wrongUseIsRefused() throws IOException {
        assertThrows(LlavaMedException.class, () -> run("[1]"));
        Path urls = folder.resolve("urls.jsonl");
        ImageFetch fetch = new ImageFetch(new HttpTransfer(), quick().build());
        Path out = folder.resolve("out");
        assertThrows(LlavaMedException.class, () -> fetch.run(urls, out, urls, progress -> {}));
        Files.writeString(urls, line(mirror.url("/x"), "a", "a"));
        Path other = Files.writeString(folder.resolve("other.jsonl"), "{\"question\": 1}\n");
        assertThrows(LlavaMedException.class, () -> fetch.run(urls, out, other, progress -> {}));
        assertEquals("{\"question\": 1}\n", Files.readString(other));
        assertThrows(LlavaMedException.class, () -> fetch.run(urls, other, folder.resolve("m"), progress -> {}));
        assertThrows(
                IllegalArgumentException.class, () -> quick().concurrency(0).build());
    }
}

package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.examples.demo.DemoImage;

class ImagesCommandTest {
    @TempDir
    Path folder = Path.of("");

    private String urls = "";
    private byte[] image = {};

    @BeforeEach
    void prepare() throws IOException {
        DemoImage.copyTo(folder.resolve("phantom.png"));
        image = Files.readAllBytes(folder.resolve("phantom.png"));
        Files.createDirectories(folder.resolve("packages"));
        for (int i = 1; i <= 2; i++) {
            Files.write(folder.resolve("packages/PMC" + i + ".tar.gz"), pack("PMC" + i + "/f1.jpg", image));
        }
        urls = folder.resolve("urls.jsonl").toString();
        Files.writeString(Path.of(urls), line(1, "1_F1") + line(2, "2_F1") + line(3, "3_F1"));
    }

    private static String line(int article, String pairId) {
        return "{\"pmc_tar_url\": \"https://ftp.ncbi.nlm.nih.gov/pub/pmc/oa_package/3f/46/PMC" + article
                + ".tar.gz\", \"image_file_path\": \"PMC" + article + "/f1.jpg\", \"pair_id\": \"" + pairId + "\"}\n";
    }

    /** A package of one file, written without the library that reads it. */
    private static byte[] pack(String name, byte[] content) throws IOException {
        byte[] tar = new byte[512 + (content.length + 511) / 512 * 512 + 1024];
        put(tar, 0, name);
        put(tar, 100, "0000644\0000000000\0000000000\0");
        put(tar, 124, String.format("%011o\00000000000000\0        0", content.length));
        put(tar, 257, "ustar\00000");
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += tar[i] & 0xff;
        }
        put(tar, 148, String.format("%06o\0 ", sum));
        System.arraycopy(content, 0, tar, 512, content.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(tar);
        }
        return out.toByteArray();
    }

    private static void put(byte[] bytes, int at, String text) {
        byte[] latin = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(latin, 0, bytes, at, latin.length);
    }

    private Run images(String... more) {
        String[] args = {
            "images",
            "--urls",
            urls,
            "--output",
            folder.resolve("out").toString(),
            "--packages",
            folder.resolve("packages").toString()
        };
        String[] all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return Run.of(all);
    }

    @Test
    void imagesComeFromPackagesAndWhatIsMissingIsReported() throws IOException {
        Run run = images("--json").expect(1);
        JsonNode json = run.json();
        assertEquals(2, json.get("images").asInt());
        assertEquals(1, json.get("missing").get("not_found").asInt());
        assertArrayEquals(image, Files.readAllBytes(folder.resolve("out/1_F1.png")));
        String report = Files.readString(Path.of(json.get("report").asText()));
        assertTrue(report.contains("\"pair_id\":\"3_F1\"") && report.contains("\"reason\":\"not_found\""), report);
        Files.write(folder.resolve("packages/PMC3.tar.gz"), pack("PMC3/f1.jpg", image));
        assertTrue(images().expect(1).out().contains("0 images from 0 articles"), "known to be missing");
        Run again = images("--retry-missing", "--decode").expect(0);
        assertEquals(
                "1 image from 1 article (" + again.out().replaceAll("(?s).*\\((.*) MB.*", "$1")
                        + " MB, 0 retries), 2 there before, nothing missing",
                again.out().strip());
    }

    @Test
    void theFirstLinesAreEnough() {
        images("--limit", "2").expect(0);
    }

    @Test
    void ctrlCEndsWith130() throws IOException {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 200; i++) { // the folder has it for any address that ends in its name
            many.append(line(1, "n" + i).replace("3f/46", "x/" + i));
        }
        Files.writeString(Path.of(urls), many.toString());
        Run run = Run.interruptedByProgress(
                "left",
                "images",
                "--urls",
                urls,
                "--output",
                folder.resolve("out").toString(),
                "--packages",
                folder.resolve("packages").toString(),
                "--concurrency",
                "1");
        run.expect(130);
        assertTrue(run.err().contains("run again to go on"), run.err());
        assertTrue(run.out().matches("(?s)[0-9]+ images? from .*, [1-9][0-9]* not tried yet\\R"), run.out());
        assertFalse(run.out().contains("nothing missing"), run.out());
        images().expect(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--concurrency 0", "--rate 0", "--rate x", "--limit 0", "--attempts 0", "--unknown"})
    void wrongUse(String options) {
        Run run = Run.of(("images --urls a --output b " + options).split(" "));
        run.expect(2);
        assertEquals("", run.out());
    }
}

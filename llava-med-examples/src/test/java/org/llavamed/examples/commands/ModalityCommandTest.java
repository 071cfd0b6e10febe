package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModalityCommandTest {
    @TempDir
    Path folder = Path.of("");

    private String in = "";
    private String out = "";

    @BeforeEach
    void write() throws IOException {
        in = folder.resolve("in.jsonl").toString();
        out = folder.resolve("out.jsonl").toString();
        Files.writeString(Path.of(in), """
                {"pair_id":"1_F1","fig_caption":"Chest CT","domain":{"ct_scan":true}}
                {"pair_id":"1_F2","fig_caption":"(A) CT (B) MRI","domain":{"ct_scan":true,"mri":true}}
                {"pair_id":"1_F3","fig_caption":"A map","domain":{}}
                """);
    }

    @Test
    void writesFiguresAndCounts() throws IOException {
        Run run = Run.of("modality", "--input", in, "--output", out, "--json").expect(0);
        assertEquals(
                "{\"read\":3,\"written\":1,\"multi_panel\":1,\"no_domain\":1,\"no_image\":0,\"unreadable_image\":0,"
                        + "\"domains\":{\"chest_xray\":0,\"mri\":0,\"histology\":0,\"gross\":0,\"ct_scan\":1}}",
                run.out().strip());
        assertEquals(1, Files.readAllLines(Path.of(out)).size());
        Run all = Run.of("modality", "--input", in, "--output", out, "--keep-all", "--explain")
                .expect(0);
        assertTrue(all.out().startsWith("3 of 3 figures written: chest_xray 0, mri 1,"), all.out());
        assertTrue(Files.readString(Path.of(out)).contains("\"modality\":{\"multi_panel\":true"));
        assertFalse(all.out().contains("no image"), all.out());
        Run images = Run.of("modality", "--input", in, "--output", out, "--images", folder.toString());
        assertTrue(images.out().strip().endsWith(", no image 3, unreadable image 0"), images.out());
    }

    @Test
    void scores() {
        Run table = Run.of("modality", "--input", in, "--score").expect(0);
        assertTrue(table.out().contains("exact       1.00 [0.44, 1.00] 3/3"), table.out());
        Run json = Run.of("modality", "--input", in, "--score", "--json").expect(0);
        assertEquals(2, json.json().get("ct_scan").get("precision").get("hits").asInt());
        assertTrue(json.json().get("gross").get("f1").isNull());
    }

    @Test
    void refusesWrongUse() {
        assertTrue(Run.of("modality", "--input", in).expect(2).err().contains("--output or --score"));
        Run.of("modality", "--input", in, "--output", out, "--score").expect(2);
        Run.of("modality", "--input", in, "--score", "--explain").expect(2);
        Run.of("modality", "--input", in, "--output", out, "--images-alone").expect(2);
        assertTrue(Run.of("modality", "--input", in, "--output", in)
                .expect(1)
                .err()
                .contains("is the input"));
        Run.of("modality", "--input", in, "--output", out, "--images", in).expect(1);
        Run.of("modality", "--input", in + "x", "--output", out).expect(1);
        assertFalse(Files.exists(Path.of(out)));
        assertTrue(Run.of("modality", "--help").expect(0).out().contains("llava-med modality --input figures.jsonl"));
    }
}

package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhantomsCommandTest {
    @TempDir
    Path folder;

    @Test
    void writesASetAndASheet() throws IOException {
        String out = folder.resolve("set").toString();
        Path sheet = folder.resolve("sheet.png");
        String[] args = {
            "phantoms",
            "--output",
            out,
            "--count",
            "7",
            "--split",
            "test",
            "--contact-sheet",
            sheet.toString(),
            "--json"
        };
        Run run = Run.of(args).expect(ExitCode.OK);
        assertEquals(7, run.json().get("phantoms").intValue());
        assertEquals(7, run.json().get("drawn").intValue());
        assertEquals(2 * 196 + 4, ImageIO.read(sheet.toFile()).getHeight());
        assertEquals(0, Run.of(args).expect(ExitCode.OK).json().get("drawn").intValue());
        assertTrue(Run.of(
                        "modality",
                        "--input",
                        out + "/figures.jsonl",
                        "--output",
                        folder.resolve("m.jsonl").toString())
                .expect(ExitCode.OK)
                .out()
                .contains("7"));
    }

    @Test
    void aScriptThatKnowsTheTruthWritesDialogues() {
        String out = folder.resolve("set").toString();
        Run.of("phantoms", "--output", out, "--count", "7").expect(ExitCode.OK);
        String replies = folder.resolve("replies.jsonl").toString();
        Run run = Run.of(
                        "instruct",
                        "--input",
                        out + "/figures.jsonl",
                        "--scripted",
                        out + "/truth.jsonl",
                        "--model",
                        "scripted",
                        "--output",
                        replies,
                        "--json")
                .expect(ExitCode.OK);
        assertEquals(7, run.json().path("report").path("answered").asInt());
        String dialogues = folder.resolve("dialogues.jsonl").toString();
        Run.of("clean", "--input", replies, "--output", dialogues).expect(ExitCode.OK);
    }

    @Test
    void refusesNoPhantoms() {
        assertTrue(Run.of("phantoms", "--output", folder.toString(), "--count", "0")
                .expect(ExitCode.USAGE)
                .err()
                .contains("1 to 1000000 phantoms, not 0"));
    }
}

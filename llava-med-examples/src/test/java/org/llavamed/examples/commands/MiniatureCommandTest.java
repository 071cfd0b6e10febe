package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.examples.builtin.BuiltInModel;

class MiniatureCommandTest {
    @TempDir
    Path folder;

    @Test
    void printedSettingsCanBeGivenBack() throws IOException {
        String tiny =
                Run.of("miniature", "settings", "--scale", "tiny").expect(0).out();
        Path file = Files.writeString(folder.resolve("settings.json"), tiny);
        assertEquals(
                tiny,
                Run.of("miniature", "settings", "--settings", file.toString())
                        .expect(0)
                        .out());
    }

    @Test
    void wrongUseIsTold() throws IOException {
        Run scale = Run.of("miniature", "train", "--output", folder.resolve("a").toString(), "--scale", "huge");
        assertTrue(scale.expect(2).err().contains("full or tiny"), scale.err());
        Files.writeString(folder.resolve("other.txt"), "");
        Run others = Run.of("miniature", "trends", "--output", folder.toString(), "--scale", "tiny");
        assertTrue(others.expect(1).err().contains("holds files and no chain.json"), others.err());
        assertTrue(Run.of("miniature").expect(2).err().contains("train, trends, settings, pack"));
    }

    @Test
    void packsAModel() throws IOException {
        Path model = BuiltInModel.folder();
        Path output = folder.resolve("model");
        String[] line = {"miniature", "pack", "--model", model.toString(), "--output", output.toString()};
        assertEquals(output.toString(), Run.of(line).expect(0).out().strip());
        assertEquals(Files.readString(model.resolve("config.json")), Files.readString(output.resolve("config.json")));
        Run again = Run.of(line).expect(1);
        assertTrue(again.err().contains("exists; name a new folder"), again.err());
    }

    @Test
    void interruptStopsWithWhatIsDone() {
        Path output = folder.resolve("miniature");
        String[] line = {"miniature", "train", "--output", output.toString(), "--scale", "tiny", "--json"};
        Run stopped = Run.interruptedByProgress("[2/15] phantoms-test", line).expect(130);
        assertTrue(stopped.err().contains("the same line goes on from here"), stopped.err());
        assertFalse(stopped.json().at("/report/finished").asBoolean());
        Run again = Run.interruptedByProgress("[3/15] align", line).expect(130);
        assertEquals("phantoms-train", again.json().at("/report/skipped/0").asText());
    }
}

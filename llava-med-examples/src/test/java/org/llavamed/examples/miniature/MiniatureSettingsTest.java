package org.llavamed.examples.miniature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.error.LlavaMedException;

class MiniatureSettingsTest {
    private static final MiniatureSettings FULL = MiniatureSettings.named("full");

    @TempDir
    Path folder;

    private MiniatureSettings read(String json) throws IOException {
        return MiniatureSettings.read(Files.writeString(folder.resolve("settings.json"), json));
    }

    @Test
    void whatIsPrintedIsReadAgain() throws IOException {
        assertEquals(FULL.toJson(), read(FULL.toJson()).toJson());
        assertEquals(5, FULL.recipe("stage2", 5).seed());
        assertThrows(IllegalArgumentException.class, () -> MiniatureSettings.named("../../x"));
    }

    private void refused(String what, String with, String problem) {
        String json = FULL.toJson();
        assertTrue(json.contains(what), what);
        LlavaMedException e = assertThrows(LlavaMedException.class, () -> read(json.replace(what, with)));
        assertTrue(e.getMessage().startsWith(folder.resolve("settings.json") + ": "), e.getMessage());
        assertTrue(e.getMessage().contains(problem), e.getMessage());
    }

    @Test
    void mistakesAreNamed() throws IOException {
        refused("\"vocabulary\"", "\"vocabularry\"", "the key vocabulary is missing");
        refused("\"tokenizer\"", "\"more\": 1, \"tokenizer\"", "the key more is not known");
        refused("\"vocabulary\" : 700", "\"vocabulary\" : \"many\"", "many");
        refused("\"text_positions\"", "\"positions\"", "positions");
        refused("\"stage1\"", "\"stage3\"", "recipes has ");
        refused("\"projector\" : \"mlp2x_gelu\"", "\"projector\" : null", "projector");
        refused(
                "\"learning_rate\" : 0.002",
                "\"learning_rate\" : -1",
                "recipes.language: learning_rate.language_model is -1");
        refused("\"train\" : 16000", "\"train\" : 0", "phantoms.train is 0 but must be 1 to ");
        refused("\"vocabulary\" : 700", "\"vocabulary\" : 3", "tokenizer.vocabulary is 3 but must be ");
        refused("\"image_size\" : 112", "\"image_size\" : -3", "towers.image_size is -3 but must be ");
        refused("\"positions\" : 512", "\"positions\" : 0", "language_model.positions is 0 but must be ");
        refused(
                "\"kv_heads\" : 6",
                "\"kv_heads\" : 4",
                "language_model.kv_heads is 4 but must divide language_model.heads, 6");
        refused("\"save_steps\" : 200", "\"save_steps\" : -1", "save_steps is -1 but must be ");
        refused("\"mlp2x_gelu\"", "\"../../x\"", "projector is ../../x but must be ");
        MiniatureSettings few = read(FULL.toJson().replace("\"train\" : 16000", "\"train\" : 5999"));
        assertThrows(LlavaMedException.class, () -> new Trends(few, 1), "there are 6,000 figures in a large set");
        assertThrows(LlavaMedException.class, () -> read("[]"));
        assertThrows(LlavaMedException.class, () -> read("{"));
    }

    @Test
    void differencesAreNamed() {
        assertEquals(
                "a.b was 1 and is 2",
                String.valueOf(SettingsJson.difference(
                        SettingsJson.parse("{\"a\": {\"b\": 1}, \"c\": 1.0}"),
                        SettingsJson.parse("{\"c\": 1, \"a\": {\"b\": 2}}"))));
        assertEquals(
                "x was not there and is [1]",
                String.valueOf(SettingsJson.difference(SettingsJson.parse("{}"), SettingsJson.parse("{\"x\": [1]}"))));
    }
}

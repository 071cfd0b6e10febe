package org.llavamed.eval.sensitivity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llavamed.error.LlavaMedException;

class ProbeTest {
    @TempDir
    Path folder = Path.of("");

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("probes.jsonl"), text);
    }

    @Test
    void readsQuestionsAndFindings() throws IOException {
        List<Probe> probes = Probe.read(file("""
                {"id":1,"image":"a.png","question":"Is it there?\\n<image>"}
                {"id":"x","image":"b/c.png","finding":" a hernia "}
                """));
        assertEquals("Is it there?", probes.get(0).question());
        assertEquals(
                "Is there any sign of a hernia in this image?", probes.get(1).question());
        assertEquals("b/c.png", probes.get(1).image());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'image':'a','finding':'x'}; id",
                "{'id':1,'finding':'x'}; image",
                "{'id':1,'image':'../a','finding':'x'}; leaves the image folder",
                "{'id':1,'image':'a'}; question",
                "{'id':1,'image':'a','finding':'x','question':'y'}; stands beside",
                "{'id':1,'image':'a','finding':' <image> '}; is empty",
                "{'id':1,'image':'a','finding':'x'}{'id':'1','image':'a','finding':'x'}; is that of",
                "{'id':1,'image':'a','fin; 1",
                "[]; no record",
            })
    void refuses(String text, String message) throws IOException {
        Path file = file(text.replace('\'', '"').replace("}{", "}\n{"));
        LlavaMedException e = assertThrows(LlavaMedException.class, () -> Probe.read(file));
        String told = String.valueOf(e.getMessage());
        assertTrue(told.startsWith(file.toString()) && told.contains(message), told);
    }
}

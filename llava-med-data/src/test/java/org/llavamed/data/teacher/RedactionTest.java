package org.llavamed.data.teacher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RedactionTest {
    private static final String KEY = "0f3aK-9Zt_77aQb+Xy/41==";
    private static final String PROMPT = "Figure Caption:\nFig. 1: Axial CT shows a lesion of 3 cm in the left lobe.";

    private static String clean(String text) {
        ChatRequest request = new ChatRequest("m", List.of(ChatMessage.user(PROMPT)), 0, null);
        return new Redaction(List.of(KEY, "org-1234567890"), request).clean(text);
    }

    @Test
    void leavesOtherWordsAlone() {
        String said = "This model's maximum context length is 8192 tokens, you asked for 9000";
        assertEquals(said, clean(said));
    }

    @Test
    void hidesTheKeyWholeOrInPart() {
        assertEquals("wrong key: ***", clean("wrong key: " + KEY));
        assertEquals("wrong key ***...", clean("wrong key 0f3aK-9Zt_7..."));
        String encoded = clean("key 0f3aK-9Zt_77aQb%2BXy%2F41 here");
        assertFalse(encoded.contains("0f3a") || encoded.contains("7aQb"), encoded);
        assertEquals("of *** too", clean("of org-1234567890 too"));
    }

    @Test
    void hidesWhatLooksLikeAKey() {
        assertEquals("Incorrect API key provided: ***", clean("Incorrect API key provided: sk-proj-ab***********xyz9"));
        assertEquals("got ***", clean("got Bearer abcdef123456"));
    }

    @Test
    void hidesThePromptAsJsonOrPythonShowsIt() {
        for (String echo : List.of(
                PROMPT,
                "'input': 'Figure Caption:\\nFig. 1: Axial CT shows a lesion of 3 cm in the left lobe.'",
                "FIELD \"Figure Caption:\\u000aFig. 1: Axial CT shows a lesion of 3 cm in the left lobe.\"")) {
            String shown = clean("bad request: " + echo);
            assertTrue(shown.startsWith("bad request: "), shown);
            assertFalse(shown.contains("lesion") || shown.contains("Axial") || shown.contains("lobe"), shown);
        }
    }

    @Test
    void showsOneShortLine() {
        String shown = clean("a\n b\t" + "word ".repeat(10_000));
        assertTrue(shown.startsWith("a b word"), shown);
        assertTrue(shown.length() <= 303, shown);
        assertEquals("", clean(""));
    }
}

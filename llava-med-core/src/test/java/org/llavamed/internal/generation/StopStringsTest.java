package org.llavamed.internal.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.llavamed.error.PromptException;

class StopStringsTest {

    @Test
    void holdsBackOnlyWhatMayBecomeAStop() {
        StopStrings stops = new StopStrings(List.of("###"));
        assertEquals("a ", stops.push("a #"));
        assertEquals("", stops.push("#"));
        assertEquals("## b", stops.push(" b"));
        assertEquals(" ", stops.push(" ##"));
        assertFalse(stops.stopped());
        assertEquals("", stops.push("# never seen"));
        assertTrue(stops.stopped());
        assertEquals("", stops.push("nor this"));
        assertEquals("", stops.finish());
    }

    @Test
    void aFourthHashDoesNotMatter() {
        StopStrings stops = new StopStrings(List.of("###"));
        assertEquals("a", stops.push("a####"));
        assertTrue(stops.stopped());
    }

    @Test
    void finishGivesBackWhatWasHeld() {
        StopStrings stops = new StopStrings(List.of("</s>", "###"));
        assertEquals("x", stops.push("x</s"));
        assertEquals("</s", stops.finish());
        assertEquals("", stops.finish());
        assertFalse(stops.stopped());
    }

    @Test
    void fallsBackInsideARepetitivePattern() {
        StopStrings stops = new StopStrings(List.of("aab"));
        assertEquals("", stops.push("a"));
        assertEquals("", stops.push("a"));
        assertEquals("a", stops.push("a"));
        assertEquals("", stops.push("b"));
        assertTrue(stops.stopped());
    }

    /** One stop string inside another: the text ends where the first one is complete, however it is pushed. */
    @Test
    void theEarliestCompleteStopWins() {
        for (String chunks : List.of("x|a|b|c|d", "xabcd", "xab|cd", "xabc|d")) {
            StopStrings stops = new StopStrings(List.of("abcd", "bc"));
            StringBuilder out = new StringBuilder();
            for (String chunk : chunks.split("\\|", -1)) {
                out.append(stops.push(chunk));
            }
            assertEquals("xa", out.toString());
            assertTrue(stops.stopped());
        }
        StopStrings sameEnd = new StopStrings(List.of("c", "abc"));
        assertEquals("x", sameEnd.push("xabc"));
    }

    @Test
    void withoutStopsEverythingPasses() {
        StopStrings stops = new StopStrings(List.of());
        assertEquals("### </s>", stops.push("### </s>"));
        assertEquals("", stops.push(""));
        assertEquals("", stops.finish());
    }

    @Test
    void badStopStringsAreRefused() {
        assertThrows(PromptException.class, () -> new StopStrings(List.of("x", "")));
        assertThrows(PromptException.class, () -> new StopStrings(List.of("a\ud83d")));
        assertThrows(PromptException.class, () -> new StopStrings(List.of("\ude00b")));
        StopStrings emoji = new StopStrings(List.of("\ud83d\ude00"));
        assertEquals("a\ud83d\ude01", emoji.push("a\ud83d\ude01"));
        assertEquals("b", emoji.push("b\ud83d\ude00c"));
        assertTrue(emoji.stopped());
    }

    @Property(tries = 3000)
    void oneStopEqualsIndexOf(@ForAll("texts") String text, @ForAll("stops") String stop, @ForAll long seed) {
        int at = text.indexOf(stop);
        checkEveryDivision(text, List.of(stop), at < 0 ? text : text.substring(0, at), at >= 0, seed);
    }

    @Property(tries = 3000)
    void severalStopsEqualTheEarliestEnd(
            @ForAll("texts") String text, @ForAll("stopLists") List<String> stops, @ForAll long seed) {
        String expected = text;
        boolean stopped = false;
        for (int end = 1; end <= text.length() && !stopped; end++) {
            for (String stop : stops) {
                if (text.substring(0, end).endsWith(stop)) {
                    stopped = true;
                    String cut = text.substring(0, end - stop.length());
                    expected = cut.length() < expected.length() ? cut : expected;
                }
            }
        }
        checkEveryDivision(text, stops, expected, stopped, seed);
    }

    private static void checkEveryDivision(
            String text, List<String> stops, String expected, boolean stopped, long seed) {
        Random random = new Random(seed);
        int longest = stops.stream().mapToInt(String::length).max().orElse(0);
        StopStrings matcher = new StopStrings(stops);
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < text.length() && !matcher.stopped()) {
            int end = Math.min(text.length(), at + random.nextInt(4));
            out.append(matcher.push(text.substring(at, end)));
            at = end;
            assertTrue(
                    matcher.stopped() || at - out.length() <= Math.max(0, longest - 1),
                    "held back more than a stop string's length");
            assertTrue(expected.startsWith(out.toString()), "released text after the stop");
        }
        out.append(matcher.finish());
        assertEquals(expected, out.toString());
        assertEquals(stopped, matcher.stopped());
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars('a', 'b', '#').ofMaxLength(40);
    }

    @Provide
    Arbitrary<String> stops() {
        return Arbitraries.strings().withChars('a', 'b', '#').ofMinLength(1).ofMaxLength(5);
    }

    @Provide
    Arbitrary<List<String>> stopLists() {
        return stops().list().ofMaxSize(4).map(ArrayList::new);
    }
}

package org.llavamed.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What comes out token by token is what comes out at once, whatever the tokens are. */
class TokenTextPropertyTest {
    private static final Tokenizer TOKENIZER = load();

    private static Tokenizer load() {
        try {
            Path folder = Files.createTempDirectory("tokenizer");
            Path model = TestFiles.mistral(folder);
            Tokenizer tokenizer = Tokenizer.load(folder);
            Files.delete(model);
            Files.delete(folder);
            return tokenizer;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Provide
    Arbitrary<int[]> tokens() {
        Arbitrary<Integer> any = Arbitraries.integers().between(-5, 32_100);
        Arbitrary<Integer> bytes = Arbitraries.integers().between(3, 258);
        Arbitrary<Integer> emoji = Arbitraries.of(3 + 0xf0, 3 + 0x9f, 3 + 0xa9, 3 + 0xbb, 28705);
        return Arbitraries.oneOf(any, bytes, emoji).array(int[].class).ofMaxSize(40);
    }

    @Property(tries = 2_000)
    void piecesJoinedAreTheWholeAndNoneHoldsHalfACharacter(@ForAll("tokens") int[] ids) {
        StringBuilder joined = new StringBuilder();
        TokenText text = TOKENIZER.stream();
        for (int id : ids) {
            String piece = text.push(id);
            assertFalse(!piece.isEmpty() && Character.isHighSurrogate(piece.charAt(piece.length() - 1)));
            joined.append(piece);
        }
        joined.append(text.finish());
        assertEquals(TOKENIZER.decode(ids), joined.toString());
    }

    @Property(tries = 2_000)
    void textSurvivesThereAndBack(@ForAll String text) {
        String readable = new String(
                text.replace('▁', ' ').getBytes(java.nio.charset.StandardCharsets.UTF_16BE),
                java.nio.charset.StandardCharsets.UTF_16BE);
        if (readable.equals(text)) {
            assertEquals(text, TOKENIZER.decode(TOKENIZER.encode(text)));
        }
    }
}

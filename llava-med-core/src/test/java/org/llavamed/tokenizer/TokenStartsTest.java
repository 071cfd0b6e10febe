package org.llavamed.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenStartsTest {
    private static final String[] FRAGMENTS = {
        "</s>",
        "<s>",
        "<unk>",
        "<im_start>",
        "<im_end>",
        " ",
        "  ",
        "   ",
        "\n",
        "\t",
        "[INST]",
        " [/INST]",
        "Q",
        " the",
        "image",
        "▁",
        "▁▁",
        "é",
        "胸部",
        "🩻",
        "\ud800",
        "\udc00",
        "\u00a0",
        "<",
        "</",
        "s>",
        "###",
        "A1",
        ".",
        "\0",
        "12",
        " lobe",
        "x"
    };

    private static final String ADDED = ", \"added_tokens_decoder\": {"
            + "\"32000\": {\"content\": \"<im_start>\", \"special\": true, \"lstrip\": true},"
            + "\"32001\": {\"content\": \"<im_end>\", \"special\": false, \"rstrip\": true}}";

    @TempDir
    Path folder;

    private Tokenizer mistral(boolean legacy) throws IOException {
        TestFiles.mistral(folder);
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"legacy\": " + legacy + ADDED + "}");
        return Tokenizer.load(folder);
    }

    @Test
    void everyTokenIsFoundInTheTextWhereItBegins() throws IOException {
        for (boolean legacy : new boolean[] {true, false}) {
            check(mistral(legacy), 1500);
        }
    }

    @Test
    void whereSpacesAreCollapsed() throws IOException {
        // Field 4 of the normalizer: remove_extra_whitespaces.
        byte[] model = TinyModel.llama("▁", "a", "b", "▁a", "▁b", "ab", "▁ab", "▁▁")
                .normalizer(4, 1)
                .bytes();
        Files.write(folder.resolve("tokenizer.model"), model);
        Tokenizer tokenizer = Tokenizer.load(folder);
        assertArrayEquals(new int[] {2, 4, 7}, starts(tokenizer, "  ab  b a"));
        assertArrayEquals(new int[0], starts(tokenizer, "   "));
        check(tokenizer, 1500);
    }

    private static int[] starts(Tokenizer tokenizer, String text) {
        return tokenizer
                .encodeWithStarts(List.of(TextSpan.literal(text)), false)
                .starts();
    }

    @Test
    void knownPlaces() throws IOException {
        Tokenizer tokenizer = mistral(true);
        TokenizedText text = tokenizer.encodeWithStarts(
                List.of(TextSpan.template("[INST] Q [/INST]"), TextSpan.literal(" A1 "), TextSpan.template("</s>")),
                true);
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < text.ids().length; i++) {
            tokens.add(tokenizer.piece(text.ids()[i]) + "@" + text.starts()[i]);
        }
        assertEquals(
                List.of(
                        "<s>@-1", "▁[@0", "INST@1", "]@5", "▁Q@6", "▁[@8", "/@10", "INST@11", "]@15", "▁A@16", "1@18",
                        "▁@19", "</s>@20"),
                tokens);
    }

    @Test
    void bosBeginsBeforeTheText() throws IOException {
        Files.write(folder.resolve("tokenizer.model"), TinyModel.llama("▁a").bytes());
        Tokenizer tokenizer = Tokenizer.load(folder);
        assertEquals(-1, tokenizer.encodeWithStarts(List.of(), true).starts()[0]);
    }

    private static void check(Tokenizer tokenizer, int rounds) {
        Random random = new Random(11);
        for (int round = 0; round < rounds; round++) {
            List<TextSpan> spans = new ArrayList<>();
            StringBuilder joined = new StringBuilder();
            for (int i = random.nextInt(5); i >= 0; i--) {
                StringBuilder span = new StringBuilder();
                for (int k = random.nextInt(6); k > 0; k--) {
                    span.append(FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
                }
                spans.add(new TextSpan(span.toString(), random.nextBoolean()));
                // Half a pair at the end of a span stays half a pair.
                joined.append(span.toString().replaceAll("\\p{Cs}", "\ufffd"));
            }
            String text = joined.toString();
            TokenizedText encoded = tokenizer.encodeWithStarts(spans, false);
            assertArrayEquals(tokenizer.encode(spans, false), encoded.ids());
            int last = 0;
            for (int i = 0; i < encoded.ids().length; i++) {
                int start = encoded.starts()[i];
                assertTrue(start >= last && (start < text.length() || text.isEmpty()), spans + " token " + i);
                assertTrue(spells(tokenizer, encoded.ids()[i], text, start), spans + " token " + i + " at " + start);
                last = start;
            }
        }
    }

    /** Whether the token's text stands there, apart from a dummy space in front and spaces that became one. */
    private static boolean spells(Tokenizer tokenizer, int id, String text, int start) {
        if (tokenizer.byteValue(id) >= 0) {
            return true;
        }
        String piece = tokenizer.piece(id).replace('▁', ' ');
        String rest = text.substring(start).replace('▁', ' ');
        String squeezed = rest.replaceAll(" +", " ");
        return rest.startsWith(piece)
                || (piece.startsWith(" ") && rest.startsWith(piece.substring(1)))
                || squeezed.startsWith(piece)
                || (piece.startsWith(" ") && squeezed.startsWith(piece.substring(1)));
    }
}

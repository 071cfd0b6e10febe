package org.llavamed.internal.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.checkpoint.ImageTokens;
import org.llavamed.prompt.PromptPart;
import org.llavamed.prompt.TrainingTemplate;
import org.llavamed.prompt.TrainingText;
import org.llavamed.prompt.Turn;
import org.llavamed.tokenizer.Tokenizer;

/** Ids and labels against the reference's scheme of counting (make_label_goldens.py), where that scheme works. */
class LabelGoldenTest {
    @TempDir
    Path temp;

    private record Line(
            String tokenizer,
            boolean legacy,
            String template,
            int number,
            int tokens,
            int learned,
            String crc,
            String state) {
        static Line of(String text) {
            String[] f = text.split(",", -1);
            return new Line(
                    f[0],
                    f[1].equals("legacy"),
                    f[2],
                    Integer.parseInt(f[3]),
                    Integer.parseInt(f[4]),
                    Integer.parseInt(f[5]),
                    f[6],
                    f[7]);
        }

        boolean markers() {
            return template.endsWith("+markers");
        }

        String key() {
            return template.replace("+markers", "");
        }
    }

    @Test
    void mistral() throws IOException {
        check("mistral", null);
    }

    @Test
    @EnabledIfSystemProperty(named = "llavamed.shared", matches = ".+")
    void llama() throws IOException {
        check("llama", Path.of(System.getProperty("llavamed.shared"), "tokenizers/llama/tokenizer.model"));
    }

    private void check(String name, @Nullable Path model) throws IOException {
        JsonNode golden;
        try (InputStream in = Objects.requireNonNull(LabelGoldenTest.class.getResourceAsStream("label-goldens.json"))) {
            golden = new ObjectMapper().readTree(in);
        }
        Map<String, Tokenizer> tokenizers = new HashMap<>();
        Map<String, Integer> states = new HashMap<>();
        for (JsonNode text : golden.get("lines")) {
            Line line = Line.of(text.textValue());
            if (!line.tokenizer.equals(name)) {
                continue;
            }
            String kind = line.legacy + " " + line.markers();
            Tokenizer tokenizer = tokenizers.get(kind);
            if (tokenizer == null) {
                Path folder = Files.createDirectories(temp.resolve(kind));
                tokenizer = model == null
                        ? Tokenizers.mistral(folder, line.legacy, line.markers())
                        : Tokenizers.of(model, folder, line.legacy, line.markers());
                tokenizers.put(kind, tokenizer);
            }
            compare(tokenizer, line, turns(golden.get("conversations").get(line.number)));
            states.merge(line.state, 1, Integer::sum);
        }
        assertTrue(states.getOrDefault("ok", 0) > 350, states.toString());
        assertTrue(states.getOrDefault("split", 0) > 20 && states.getOrDefault("control", 0) > 20, states.toString());
    }

    private static void compare(Tokenizer tokenizer, Line line, List<Turn> turns) {
        TrainingText text = TrainingTemplate.forKey(line.key()).render(turns);
        SampleEncoder encoder = new SampleEncoder(
                tokenizer,
                new ImageTokens(line.markers(), line.markers(), null),
                false,
                Tokenizers.VOCABULARY,
                line.key(),
                10_000,
                576);
        EncodedSample sample = encoder.encode("golden", turns, text.imageCount());
        if (line.state.equals("ok")) {
            assertEquals(line.tokens, sample.ids().length, line.toString());
            assertEquals(line.learned, sample.learnedTokens(), line.toString());
            assertEquals(line.crc, crc(sample), line.toString());
        } else if (line.state.equals("count")) {
            // There the tokens are the same, and only the labels are wrong.
            assertEquals(line.tokens, sample.ids().length, line.toString());
        }
        // Whatever the reference does, what we learn spells what is to be learned.
        assertEquals(withoutSpaces(text.learnedText()), withoutSpaces(learned(tokenizer, sample)), line.toString());
    }

    /** Our own spelling, because decoding leaves special tokens out. */
    private static String learned(Tokenizer tokenizer, EncodedSample sample) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < sample.ids().length; i++) {
            if (sample.learned()[i]) {
                String piece = tokenizer.piece(sample.ids()[i]);
                bytes.writeBytes(
                        piece.matches("<0x[0-9A-F]{2}>")
                                ? new byte[] {(byte) Integer.parseInt(piece.substring(3, 5), 16)}
                                : piece.getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static String withoutSpaces(String text) {
        return text.replace(" ", "").replace("▁", "");
    }

    private static String crc(EncodedSample sample) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sample.ids().length; i++) {
            text.append(i == 0 ? "" : " ").append(sample.ids()[i]).append(sample.learned()[i] ? ":1" : ":0");
        }
        CRC32 crc = new CRC32();
        crc.update(text.toString().getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", crc.getValue());
    }

    private static List<Turn> turns(JsonNode conversation) {
        List<Turn> turns = new ArrayList<>();
        for (JsonNode value : conversation) {
            if (turns.size() % 2 == 1) {
                turns.add(Turn.assistant(value.textValue()));
                continue;
            }
            List<PromptPart> parts = new ArrayList<>();
            String[] texts = value.textValue().split("<image>", -1);
            for (int i = 0; i < texts.length; i++) {
                if (i > 0) {
                    parts.add(new PromptPart.Image());
                }
                parts.add(new PromptPart.Text(texts[i]));
            }
            turns.add(Turn.user(parts));
        }
        return turns;
    }
}

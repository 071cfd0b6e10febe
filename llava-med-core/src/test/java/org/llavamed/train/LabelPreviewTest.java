package org.llavamed.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llavamed.checkpoint.GoldenCheckpoint;
import org.llavamed.checkpoint.Layout;
import org.llavamed.checkpoint.RandomCheckpoint;
import org.llavamed.checkpoint.RandomShape;
import org.llavamed.error.LlavaMedException;
import org.llavamed.error.PromptException;
import org.llavamed.image.ImageSource;
import org.llavamed.image.RgbImage;
import org.llavamed.prompt.PromptPart;
import org.llavamed.prompt.Turn;

class LabelPreviewTest {
    @TempDir
    Path temp;

    private static final TrainingSample SAMPLE = new TrainingSample(
            "one",
            List.of(ImageSource.of(new RgbImage(1, 1, new byte[3]))),
            List.of(
                    Turn.user(List.of(new PromptPart.Image(), new PromptPart.Text("\nWhat?"))),
                    Turn.assistant("A lung 🫁")));

    private Path checkpoint(Layout layout) throws IOException {
        Path tokenizer = temp.resolve("tokenizer.model");
        GoldenCheckpoint.tokenizer(tokenizer);
        Path folder = Files.createDirectory(temp.resolve("model"));
        RandomCheckpoint.of(RandomShape.tiny(layout, 32000))
                .withTokenizerModel(tokenizer)
                .write(folder, bytes -> {});
        return folder;
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void everyLayout(Layout layout) throws IOException {
        LabelledTokens labels =
                LabelPreview.of(checkpoint(layout), "mistral_instruct", 2048).label(SAMPLE);
        String learned = labels.tokens().stream()
                .filter(LabelledToken::learned)
                .map(LabelledToken::text)
                .collect(Collectors.joining());
        assertEquals(" A lung <0xF0><0x9F><0xAB><0x81> </s>", learned);
        assertEquals(1, labels.tokens().stream().filter(LabelledToken::image).count());
        assertEquals(
                labels.learnedTokens(),
                labels.tokens().stream().filter(LabelledToken::learned).count());
        assertTrue(labels.positions() > labels.tokens().size());
    }

    @Test
    void errorsNameTheSample() throws IOException {
        Path folder = checkpoint(Layout.ORIGINAL_MISTRAL);
        String message = assertThrows(
                        PromptException.class,
                        () -> LabelPreview.of(folder, "plain", 3).label(SAMPLE))
                .getMessage();
        assertTrue(message.startsWith("sample one: its 1 images take"), message);
        assertThrows(PromptException.class, () -> LabelPreview.of(folder, "mpt", 3));
        assertThrows(IllegalArgumentException.class, () -> LabelPreview.of(folder, "v1", 0));
        assertThrows(LlavaMedException.class, () -> LabelPreview.of(temp.resolve("none"), "v1", 9));
    }
}

package org.llavamed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.error.PromptException;
import org.llavamed.internal.generation.PromptTokens;
import org.llavamed.internal.generation.Session;
import org.llavamed.internal.tensor.ResourceBaseline;
import org.llavamed.prompt.AssembledPrompt;
import org.llavamed.prompt.ConversationTemplate;
import org.llavamed.prompt.PromptPart;
import org.llavamed.prompt.Turn;

/** A trained model, stories260K, tells the story that was published with it. */
@ExtendWith(ResourceBaseline.class)
class StoriesTest {
    /** The question is the beginning that the model continues, with nothing around it. */
    private static final ConversationTemplate CONTINUATION = new ConversationTemplate() {
        @Override
        public String key() {
            return "continuation";
        }

        @Override
        public List<String> stopStrings() {
            return List.of();
        }

        @Override
        public AssembledPrompt render(List<Turn> turns) {
            AssembledPrompt.Builder prompt = AssembledPrompt.builder();
            for (PromptPart part : turns.get(0).parts()) {
                if (part instanceof PromptPart.Text text) {
                    prompt.user(text.text());
                }
            }
            return prompt.build();
        }
    };

    @TempDir
    static Path folder;

    static List<Integer> golden = List.of();
    static String story = "";

    @BeforeAll
    static void copy() throws IOException {
        for (String file : List.of("config.json", "model.safetensors", "tokenizer.model")) {
            Files.write(folder.resolve(file), TinyModel.resource("stories260k/" + file));
        }
        golden = Arrays.stream(new ObjectMapper().readValue(TinyModel.resource("stories260k/greedy.json"), int[].class))
                .boxed()
                .toList();
        story = new String(TinyModel.resource("stories260k/greedy.txt"), StandardCharsets.UTF_8).strip();
    }

    private static LlavaMed load(Precision precision) {
        return LlavaMed.load(
                folder,
                LoadOptions.builder()
                        .precision(precision)
                        .template(CONTINUATION)
                        .build());
    }

    @Test
    void tellsThePublishedStory() {
        List<Integer> expected = golden.subList(1, golden.size()); // after bos, the whole prompt
        try (LlavaMed model = load(Precision.AUTO)) {
            assertEquals(Precision.F32, model.precision());
            assertFalse(model.supportsImages());
            Reply reply = model.generate(List.of(Message.user("")), TinyModel.tokens(expected.size()))
                    .await();
            assertEquals(List.of(1), reply.promptTokenIds());
            assertEquals(expected, reply.tokenIds());
            assertEquals(story, reply.text());
            Reply rest = model.generate(
                            List.of(Message.user(story.substring(0, story.indexOf(" She loved")))),
                            TinyModel.tokens(100))
                    .await();
            assertTrue(story.contains(rest.text()), rest.text());
        }
    }

    /** With the story itself as context, bf16 would go on as f32 does nearly everywhere. */
    @Test
    void bf16TellsNearlyTheSame() {
        try (LlavaMed model = load(Precision.BF16);
                Session session = model.loaded().newSession()) {
            int agreeing = 0;
            float[] logits = session.prefill(
                            new PromptTokens(golden.subList(0, 1), List.of()), golden.size(), () -> {}, done -> {})
                    .logits();
            List<Integer> different = new ArrayList<>();
            for (int i = 1; i < golden.size(); i++) {
                if (best(logits) == golden.get(i)) {
                    agreeing++;
                } else {
                    different.add(i);
                }
                logits = session.step(golden.get(i), () -> {});
            }
            assertTrue(agreeing >= 0.97 * (golden.size() - 1), "different at " + different);
        }
    }

    private static int best(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    @Test
    void aTextModelTakesNoImage() {
        try (LlavaMed model = load(Precision.F32)) {
            PromptException e = assertThrows(PromptException.class, () -> model.ask(TinyModel.image(1), "What?"));
            assertTrue(e.getMessage().contains("text-only"), e.getMessage());
        }
    }
}

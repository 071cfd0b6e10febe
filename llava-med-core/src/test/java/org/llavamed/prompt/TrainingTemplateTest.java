package org.llavamed.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.error.PromptException;
import org.llavamed.prompt.PromptSegment.UserText;

class TrainingTemplateTest {
    /** A user's turn in which {@code <image>} stands for an image. */
    private static Turn user(String text) {
        List<PromptPart> parts = new ArrayList<>();
        String[] texts = text.split("<image>", -1);
        for (int i = 0; i < texts.length; i++) {
            if (i > 0) {
                parts.add(new PromptPart.Image());
            }
            parts.add(new PromptPart.Text(texts[i]));
        }
        return Turn.user(parts);
    }

    private static TrainingText render(String key, String... texts) {
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            turns.add(i % 2 == 0 ? user(texts[i]) : Turn.assistant(texts[i]));
        }
        return TrainingTemplate.forKey(key).render(turns);
    }

    @Test
    void v0() {
        TrainingText text = render("v0", "Q1\n<image>", "A1", "Q2", "A2");
        assertEquals(
                TemplateTexts.GENERAL_HUMAN
                        + "\n\n### Human: Q1\n<image>\n### Assistant: A1\n### Human: Q2\n### Assistant: A2\n### ",
                text.text());
        assertEquals("#" + "##### Assistant: A1\n" + "###" + "### Assistant: A2\n" + "### ", text.learnedText());
    }

    @Test
    void v1() {
        TrainingText text = render("v1", "Q1\n<image>", "A1", "Q2", "A2");
        assertEquals(
                TemplateTexts.GENERAL_USER + " USER: <image>\nQ1 ASSISTANT: A1</s>USER: Q2 ASSISTANT: A2</s>",
                text.text());
        assertEquals(" A1</s> A2</s>", text.learnedText());
        assertEquals(text, render("vicuna_v1", "Q1\n<image>", "A1", "Q2", "A2"));
    }

    @Test
    void instructions() {
        TrainingText mistral = render("mistral_instruct", "<image>\nQ1", "A1", "Q2", "A2");
        assertEquals("[INST] <image>\nQ1 [/INST] A1 </s>[INST] Q2 [/INST] A2 </s>", mistral.text());
        assertEquals(" A1 </s> A2 </s>", mistral.learnedText());
        TrainingText llama = render("llama_2", "Q1", "A1", "Q2", "A2");
        assertEquals(
                "[INST] <<SYS>>\n" + TemplateTexts.LLAMA_2
                        + "\n<</SYS>>\n\nQ1 [/INST] A1 </s><s>[INST] Q2 [/INST] A2 </s>",
                llama.text());
        assertEquals(" A1 </s> A2 </s>", llama.learnedText());
    }

    @Test
    void plainKeepsImageAndAnswerOnly() {
        TrainingText text = render("plain", "Describe <image> this.", "A caption.");
        assertEquals("<image>A caption.\n", text.text());
        assertEquals("A caption.\n", text.learnedText());
        assertEquals(
                "<image><image>x\n", render("plain", "<image> and <image>", "x").text());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v1|  in <image> the middle |<image>\\nin  the middle",
                "v1|\u3000\\t<image>\u00a0|<image>",
                "v1| kept as it is | kept as it is ",
                "v1|a<image>b<image>c|<image>\\n<image>\\nabc",
                "v1_mmtag|What?\\n<image>|<Image><image></Image>\\nWhat?",
                "v1_mmtag|<image>|<Image><image></Image>",
                "v0_mmtag|What?\\n<image>|<Image><image></Image>\\nWhat?",
                "v0|' in <image> place '|' in <image> place '",
                "llava_v0|Q\\n<image>|Q\\n<image>",
                "med-v1.0/llava_v1|Q\\n<image>|Q\\n<image>",
                "med-v1.0/multimodal|Q\\n<image>|Q\\n<image>",
            },
            ignoreLeadingAndTrailingWhitespace = false)
    void imagesOfAQuestion(String key, String question, String message) {
        String text = render(key, question.replace("\\n", "\n").replace("\\t", "\t"), "A")
                .text();
        String role = key.contains("v0") || key.endsWith("multimodal") ? "### Human: " : "USER: ";
        String after = role.startsWith("#") ? "\n### Assistant:" : " ASSISTANT:";
        assertTrue(text.contains(role + message.replace("\\n", "\n").replace("\\t", "\t") + after), text);
    }

    @Test
    void imagesAreNumberedInTheOrderOfTheData() {
        for (String key : List.of("v0", "v1", "v1_mmtag", "mistral_instruct")) {
            TrainingText text = render(key, "<image>a<image>", "A", "b<image>", "B", "c", "C");
            List<Integer> slots = text.segments().stream()
                    .filter(PromptSegment.ImageSlot.class::isInstance)
                    .map(segment -> ((PromptSegment.ImageSlot) segment).index())
                    .toList();
            assertEquals(List.of(0, 1, 2), slots, key);
            assertEquals(3, text.imageCount());
        }
    }

    @Test
    void whatPeopleWriteIsNeverTemplateText() {
        for (String key : TrainingTemplate.keys()) {
            TrainingText text = render(key, "</s>[INST]###<image>", "<image></s>### USER:");
            for (TrainingText.Part part : text.parts()) {
                if (part.segment() instanceof PromptSegment.TemplateText template) {
                    assertFalse(template.text().contains("[INST]###"), key);
                    assertFalse(template.text().contains("<image>"), key);
                }
            }
            assertTrue(text.parts().contains(new TrainingText.Part(new UserText("<image></s>### USER:"), true)), key);
            assertEquals(TrainingTemplate.forKey(key).leavesOutImages() ? 0 : 1, text.imageCount(), key);
        }
    }

    @Test
    void asTextAllIsLearnedAndNoImageIsThere() {
        TrainingText text = render("text", "<image>\n What? ", "A\n\nB", "\t", "C");
        assertEquals("What?\nA\n\nB\nC</s>", text.text());
        assertEquals(text.text(), text.learnedText());
        assertEquals(0, text.imageCount());
        TrainingTemplate template = TrainingTemplate.forKey("text");
        assertEquals("text", template.key());
        assertEquals("A</s>", template.render(List.of(Turn.assistant(" A"))).learnedText());
        assertEquals("Q</s>", template.render(List.of(Turn.user("Q"))).learnedText());
        assertMessage("no text", template, List.of(Turn.user(List.of(new PromptPart.Image())), Turn.assistant(" ")));
        assertMessage("no text", template, List.of());
        assertThrows(PromptException.class, () -> ConversationTemplates.forKey("text"));
        assertFalse(ConversationTemplates.keys().contains("text"));
    }

    @Test
    void anEmptyAnswerIsAnAnswer() {
        assertEquals(" </s> A2</s>", render("v1", "Q1", "", "Q2", "A2").learnedText());
        assertEquals("  </s>", render("mistral_instruct", "Q1", "").learnedText());
        assertTrue(render("v1", "", "A").text().endsWith("USER:  ASSISTANT: A</s>"));
    }

    @Test
    void aFirstTurnOfTheAssistant() {
        List<Turn> turns = List.of(Turn.assistant("A0"), Turn.user("Q1"), Turn.assistant("A1"));
        TrainingText v1 = TrainingTemplate.forKey("v1").render(turns);
        assertTrue(v1.droppedFirstTurn());
        assertFalse(v1.text().contains("A0"));
        TrainingText v0 = TrainingTemplate.forKey("v0").render(turns);
        assertFalse(v0.droppedFirstTurn());
        assertEquals("### Assistant: A0\n###### Assistant: A1\n### ", v0.learnedText());
        assertThrows(PromptException.class, () -> TrainingTemplate.forKey("v1").render(List.of(Turn.assistant("A0"))));
    }

    @Test
    void conversationsThatTeachNothingAreRefused() {
        TrainingTemplate v1 = TrainingTemplate.forKey("v1");
        assertMessage("empty", v1, List.of());
        assertMessage("the last turn is the user's", v1, List.of(Turn.user("Q")));
        assertMessage("turn 2", v1, List.of(Turn.user("Q"), Turn.user("Q"), Turn.assistant("A")));
        assertMessage("no image", TrainingTemplate.forKey("plain"), List.of(Turn.user("Q"), Turn.assistant("A")));
        assertMessage(
                "4 turns",
                TrainingTemplate.forKey("plain"),
                List.of(user("<image>"), Turn.assistant("A"), Turn.user("Q"), Turn.assistant("A")));
        assertThrows(IllegalArgumentException.class, () -> v1.render(List.of(Turn.user("Q", 1), Turn.assistant("A"))));
    }

    private static void assertMessage(String part, TrainingTemplate template, List<Turn> turns) {
        String message = assertThrows(PromptException.class, () -> template.render(turns))
                .getMessage();
        assertTrue(message.contains(part), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mpt", "chatml_direct", "mistral_direct", "v2", "", "V1"})
    void otherTemplatesAreRefusedWithWhatThereIs(String key) {
        String message = assertThrows(PromptException.class, () -> TrainingTemplate.forKey(key))
                .getMessage();
        assertTrue(message.contains("'" + key + "'") && message.contains("mistral_instruct, vicuna_v1, v1"), message);
        assertFalse(message.substring(message.indexOf("known for training")).contains("mpt"), message);
    }

    @Test
    void anImageIsNeverLearned() {
        PromptSegment image = new PromptSegment.ImageSlot(0);
        assertThrows(IllegalArgumentException.class, () -> new TrainingText.Part(image, true));
    }
}

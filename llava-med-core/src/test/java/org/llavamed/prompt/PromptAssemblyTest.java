package org.llavamed.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.error.PromptException;
import org.llavamed.prompt.PromptPart.Image;
import org.llavamed.prompt.PromptPart.Text;
import org.llavamed.prompt.PromptSegment.ImageSlot;
import org.llavamed.prompt.PromptSegment.TemplateText;
import org.llavamed.prompt.PromptSegment.UserText;

class PromptAssemblyTest {
    private static final SeparatorTemplate MISTRAL = ConversationTemplates.forKey("mistral_instruct");
    private static final SeparatorTemplate MED = ConversationTemplates.forKey("med-v1.0/multimodal");

    @Test
    void segmentsKeepTemplateTextUserTextAndImagesApart() {
        AssembledPrompt prompt = MISTRAL.render(List.of(Turn.user("Q1", 1), Turn.assistant("A1"), Turn.user("Q2")), 1);
        assertEquals(
                List.of(
                        new TemplateText("[INST] "),
                        new ImageSlot(0),
                        new TemplateText("\n"),
                        new UserText("Q1"),
                        new TemplateText(" [/INST] "),
                        new UserText("A1"),
                        new TemplateText(" </s>[INST] "),
                        new UserText("Q2"),
                        new TemplateText(" [/INST]")),
                prompt.segments());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "</s>",
                "a</s>b",
                "###",
                "###Assistant: yes",
                "[INST] x [/INST]",
                "<s>",
                "<image>",
                "<image>\n<image>",
                "<|im_end|>",
                "<unk>",
                "<0x0A>",
                " \n ",
                "<im_start>"
            })
    void whatPeopleAndTheModelWriteStaysUserText(String text) {
        for (String key : ConversationTemplates.keys()) {
            boolean plain = key.endsWith("plain");
            List<Turn> turns = plain
                    ? List.of(Turn.user(text, 1))
                    : List.of(Turn.user(text, 1), Turn.assistant(text), Turn.user(text));
            AssembledPrompt prompt = ConversationTemplates.forKey(key).render(turns, 1);
            List<String> written = new ArrayList<>();
            for (PromptSegment segment : prompt.segments()) {
                if (segment instanceof UserText user) {
                    written.add(user.text());
                }
            }
            assertEquals(plain ? List.of(text) : List.of(text, text, text), written, key);
            assertEquals(1, prompt.imageCount(), key);
        }
    }

    @Test
    void severalImagesGetAMarkerAndANewlineEach() {
        assertEquals("[INST] <image>\n<image>\nQ [/INST]", text(MISTRAL, Turn.user("Q", 2)));
        assertTrue(text(MED, Turn.user("Q", 2)).endsWith("###Human: Q\n<image>\n<image>###Assistant:"));
        String tagged = text(ConversationTemplates.forKey("v1_mmtag"), Turn.user("Q", 2));
        assertTrue(tagged.endsWith(". USER: <Image><image></Image><Image><image></Image> ASSISTANT: Received.</s>"
                + "USER: Q ASSISTANT:"));
    }

    @Test
    void laterTurnsMayBringImagesNumberedOn() {
        AssembledPrompt prompt = MISTRAL.render(
                List.of(
                        Turn.user("Q1", 2),
                        Turn.assistant("A1"),
                        Turn.user(List.of(new Image(), new Text(" versus "), new Image())),
                        Turn.assistant("A2"),
                        Turn.user("Q3", 1)),
                5);
        assertEquals(
                "[INST] <image>\n<image>\nQ1 [/INST] A1 </s>[INST] <image> versus <image> [/INST] A2 </s>"
                        + "[INST] <image>\nQ3 [/INST]",
                prompt.text());
        List<Integer> order = new ArrayList<>();
        for (PromptSegment segment : prompt.segments()) {
            if (segment instanceof ImageSlot slot) {
                order.add(slot.index());
            }
        }
        assertEquals(List.of(0, 1, 2, 3, 4), order);
    }

    @Test
    void typedPartsKeepTheirOrderVerbatim() {
        Turn turn = Turn.user(List.of(
                new Text("Compare "), new Image(), new Text(""), new Text("with"), new Text("in "), new Image()));
        assertEquals("[INST] Compare <image>within <image> [/INST]", text(MISTRAL, turn));
        assertTrue(text(MED, turn).endsWith("###Human: Compare <image>within <image>###Assistant:"));
    }

    @Test
    void markersAndImagesMustAgree() {
        List<Turn> turns = List.of(Turn.user("Q", 2));
        for (int given : new int[] {0, 1, 3}) {
            PromptException e = assertThrows(PromptException.class, () -> MISTRAL.render(turns, given));
            assertTrue(String.valueOf(e.getMessage()).startsWith("the prompt has 2 image markers but " + given + " "));
        }
        List<Turn> onlyText = List.of(Turn.user("<image>\nwhat is it?"));
        assertThrows(PromptException.class, () -> MISTRAL.render(onlyText, 1));
        assertEquals(
                "[INST] <image>\nwhat is it? [/INST]",
                MISTRAL.render(onlyText, 0).text());
    }

    @Test
    void anImageAloneIsAQuestion() {
        assertEquals("[INST] <image>\n [/INST]", text(MISTRAL, Turn.user("", 1)));
        assertEquals("[INST] <image> [/INST]", text(MISTRAL, Turn.user(List.of(new Image()))));
    }

    /** As in the reference, where an empty message reads as one still open. */
    @Test
    void anEmptyEarlierAnswerReadsAsTheReferenceHasIt() {
        List<Turn> turns = List.of(Turn.user("Q1"), Turn.assistant(""), Turn.user("Q2"));
        assertEquals("[INST] Q1 [/INST][INST] Q2 [/INST]", MISTRAL.render(turns).text());
        assertTrue(ConversationTemplates.forKey("vicuna_v1")
                .render(turns)
                .text()
                .endsWith("questions. USER: Q1 ASSISTANT:USER: Q2 ASSISTANT:"));
    }

    @Test
    void conversationsOutOfOrderAreRefused() {
        refused("the conversation is empty");
        refused("turn 1 is of the role ASSISTANT", Turn.assistant("A"));
        refused("turn 2 is of the role USER", Turn.user("Q"), Turn.user("Q"));
        refused("turn 3 is of the role ASSISTANT", Turn.user("Q"), Turn.assistant("A"), Turn.assistant("A"));
        refused("the last turn is the assistant's", Turn.user("Q"), Turn.assistant("A"));
        refused("turn 1 asks nothing", Turn.user(""));
        refused("turn 3 asks nothing", Turn.user("Q"), Turn.assistant("A"), Turn.user(List.of(new Text(""))));
    }

    private static void refused(String message, Turn... turns) {
        PromptException e = assertThrows(PromptException.class, () -> MISTRAL.render(List.of(turns)));
        assertTrue(String.valueOf(e.getMessage()).contains(message), String.valueOf(e.getMessage()));
    }

    @Test
    void turnsRefuseImagesThatHaveNoPlace() {
        List<PromptPart> image = List.of(new Image());
        assertThrows(IllegalArgumentException.class, () -> new Turn(Role.ASSISTANT, 0, image));
        assertThrows(IllegalArgumentException.class, () -> new Turn(Role.ASSISTANT, 1, List.of()));
        assertThrows(IllegalArgumentException.class, () -> new Turn(Role.USER, 1, image));
        assertThrows(IllegalArgumentException.class, () -> Turn.user("Q", -1));
    }

    /** Whatever is asked, the text is the template's around the questions and answers, and images are counted right. */
    @Property(tries = 300)
    void nothingIsLostOrInvented(
            @ForAll @Size(min = 1, max = 4) List<String> questions, @ForAll @IntRange(min = 0, max = 3) int images) {
        List<Turn> turns = new ArrayList<>();
        StringBuilder expected = new StringBuilder();
        for (String question : questions) {
            String asked = question + "?";
            if (!turns.isEmpty()) {
                turns.add(Turn.assistant(asked));
                expected.append(" ").append(asked).append(" </s>");
            }
            turns.add(Turn.user(asked, turns.isEmpty() ? images : 0));
            expected.append("[INST] ")
                    .append("<image>\n".repeat(turns.size() == 1 ? images : 0))
                    .append(asked)
                    .append(" [/INST]");
        }
        AssembledPrompt prompt = MISTRAL.render(turns, images);
        assertEquals(expected.toString(), prompt.text());
        assertEquals(images, prompt.imageCount());
    }

    @ParameterizedTest
    @CsvSource({"<s>,'[INST] '", "'','[INST] '", "'[','INST] '", "'[INST] ',Q", "'x<','[INST] '"})
    void theFirstSeparatorIsStrippedAsASetOfCharacters(String separator, String beginning) {
        SeparatorTemplate template = ConversationTemplate.builder("own", SeparatorStyle.LLAMA_2)
                .separators(separator, "</s>")
                .build();
        assertTrue(text(template, Turn.user("Q")).startsWith(beginning));
    }

    private static String text(ConversationTemplate template, Turn turn) {
        return template.render(List.of(turn)).text();
    }
}

package org.llavamed.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.llavamed.error.PromptException;
import org.llavamed.prompt.PromptSegment.ImageSlot;
import org.llavamed.prompt.PromptSegment.TemplateText;
import org.llavamed.prompt.PromptSegment.UserText;

/** Templates that an application defines. */
class OwnTemplateTest {

    @Test
    void builtFromParts() {
        SeparatorTemplate template = ConversationTemplate.builder("alpaca", SeparatorStyle.SINGLE)
                .system("Below is an instruction.")
                .roles("### Instruction", "### Response")
                .separator("\n\n")
                .preset("Ready?", "Yes.")
                .stop("### Instruction")
                .stop("\n\n")
                .imagePlacement(ImagePlacement.AFTER_QUESTION)
                .build();
        assertEquals(
                "Below is an instruction.\n\n### Instruction: Ready?\n\n### Response: Yes.\n\n"
                        + "### Instruction: Q\n<image>\n\n### Response:",
                template.render(List.of(Turn.user("Q", 1)), 1).text());
        assertEquals(List.of("### Instruction", "\n\n"), template.stopStrings());
        assertEquals(List.of("Ready?", "Yes."), template.presetMessages());
        assertEquals("### Response", template.roleName(Role.ASSISTANT));
    }

    @Test
    void aBuilderUsedAgainDoesNotChangeWhatItMade() {
        SeparatorTemplate.Builder builder = ConversationTemplate.builder("a", SeparatorStyle.MPT);
        SeparatorTemplate first = builder.stop("x").build();
        builder.stop("y").preset("p", "q").system("s");
        assertEquals(List.of("x"), first.stopStrings());
        assertEquals("USERQASSISTANT", first.render(List.of(Turn.user("Q"))).text());
    }

    @Test
    void partsThatCannotWorkAreRefused() {
        refused(
                "empty stop string",
                ConversationTemplate.builder("a", SeparatorStyle.SINGLE).stop(""));
        refused("key", ConversationTemplate.builder(" ", SeparatorStyle.SINGLE));
        refused(
                "second separator",
                ConversationTemplate.builder("a", SeparatorStyle.TWO).separator("#"));
        refused("second separator", ConversationTemplate.builder("a", SeparatorStyle.LLAMA_2));
        refused(
                "preset",
                ConversationTemplate.builder("a", SeparatorStyle.SINGLE).preset("q", ""));
    }

    private static void refused(String message, SeparatorTemplate.Builder builder) {
        PromptException e = assertThrows(PromptException.class, builder::build);
        assertTrue(String.valueOf(e.getMessage()).contains(message), String.valueOf(e.getMessage()));
    }

    @Test
    void implementedFreely() {
        ConversationTemplate template = new ConversationTemplate() {
            @Override
            public String key() {
                return "own";
            }

            @Override
            public List<String> stopStrings() {
                return List.of();
            }

            @Override
            public AssembledPrompt render(List<Turn> turns) {
                return AssembledPrompt.builder()
                        .template("<s>")
                        .template("")
                        .add(new ImageSlot(0))
                        .user("</s>")
                        .user(turns.size() + " turns")
                        .template("\n>")
                        .build();
            }
        };
        AssembledPrompt prompt = template.render(List.of(Turn.user("Q")), 1);
        assertEquals(
                List.of(
                        new TemplateText("<s>"),
                        new ImageSlot(0),
                        new UserText("</s>1 turns"),
                        new TemplateText("\n>")),
                prompt.segments());
        assertThrows(PromptException.class, () -> template.render(List.of(Turn.user("Q")), 0));
    }

    @Test
    void imagePlacesAreEachUsedOnce() {
        assertEquals(2, prompt(1, 0).imageCount());
        assertThrows(IllegalArgumentException.class, () -> prompt(0, 0));
        assertThrows(IllegalArgumentException.class, () -> prompt(1));
        assertThrows(IllegalArgumentException.class, () -> prompt(-1, 0));
    }

    private static AssembledPrompt prompt(int... slots) {
        AssembledPrompt.Builder builder = AssembledPrompt.builder();
        for (int slot : slots) {
            builder.add(new ImageSlot(slot));
        }
        return builder.build();
    }

    @Test
    void promptsThatReadTheSameAreEqual() {
        AssembledPrompt split = AssembledPrompt.builder()
                .template("a")
                .template("")
                .user("")
                .template("b")
                .build();
        assertEquals(AssembledPrompt.builder().template("ab").build(), split);
        assertEquals(List.of(), AssembledPrompt.builder().user("").build().segments());
    }
}

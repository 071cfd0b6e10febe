package org.llavamed.data.instruct;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.llavamed.data.teacher.ChatException;
import org.llavamed.data.teacher.ChatMessage;
import org.llavamed.data.teacher.ChatReply;
import org.llavamed.error.LlavaMedException;

class InstructPromptTest {
    private static final InstructSample SAMPLE =
            new InstructSample("1_F1", "Caption of 1_F1.", "{\"pair_id\":\"1_F1\"}");

    @ParameterizedTest
    @CsvSource({"DIALOGUE, 18", "CONVERSATION, 6", "DETAIL, 8", "REASONING, 8"})
    void messagesAreInstructionsExamplesAndTheContext(InstructKind kind, int count) {
        List<ChatMessage> messages = InstructPrompt.of(kind, true).messages("the context");
        assertEquals(count, messages.size());
        assertEquals(ChatMessage.Role.SYSTEM, messages.get(0).role());
        for (int i = 1; i < count; i++) {
            assertEquals(
                    i % 2 == 1 ? ChatMessage.Role.USER : ChatMessage.Role.ASSISTANT,
                    messages.get(i).role());
        }
        assertEquals("the context", messages.get(count - 1).content());
    }

    @ParameterizedTest
    @EnumSource(InstructKind.class)
    void examplesAreOfTheFormTheyAskFor(InstructKind kind) {
        for (PromptExample example : InstructPrompt.of(kind, true).examples()) {
            assertNull(ReplyCheck.problem(kind, Figures.reply(example.reply(), "stop")), example.reply());
        }
    }

    @Test
    void dialoguesHaveThreeExchangesAndNameNoSource() {
        for (PromptExample example :
                InstructPrompt.of(InstructKind.DIALOGUE, true).examples()) {
            String[] turns = example.reply().split("\n\n", -1);
            assertEquals(6, turns.length, example.reply());
            for (int i = 0; i < turns.length; i++) {
                assertTrue(turns[i].startsWith(i % 2 == 0 ? "User: " : "Assistant: "), turns[i]);
                assertFalse(
                        turns[i].matches("(?is).*\\b(caption|legend|figure|context|mentioned|text)\\b.*"), turns[i]);
            }
        }
    }

    @Test
    void examplesCoverTheFiveDomains() {
        List<PromptExample> examples =
                InstructPrompt.of(InstructKind.DIALOGUE, true).examples();
        String[] words = {
            "chest radiograph",
            "chest X-ray",
            "computed tomography",
            "Cut surface",
            "specimen",
            "Photomicrograph",
            "Immunohistochemistry",
            "MRI"
        };
        for (int i = 0; i < words.length; i++) {
            assertTrue(examples.get(i).context().contains(words[i]), words[i]);
            int mentions = examples.get(i).context().split("\n\t- ", -1).length - 1;
            assertEquals(i == 2 ? 2 : 1, mentions, words[i]);
        }
    }

    @Test
    void withoutMentionsTheExamplesShowNone() {
        InstructPrompt plain = InstructPrompt.of(InstructKind.DIALOGUE, false);
        assertTrue(plain.examples().stream().noneMatch(e -> e.context().contains("Figure Context")));
        assertNotEquals(
                plain.digest(), InstructPrompt.of(InstructKind.DIALOGUE, true).digest());
        assertEquals(
                plain.digest(), InstructPrompt.of(InstructKind.DIALOGUE, false).digest());
    }

    @Test
    void onlyDetailAndReasoningShowBoxes() {
        for (InstructKind kind : InstructKind.values()) {
            for (PromptExample example : InstructPrompt.of(kind, true).examples()) {
                boolean boxes = example.context()
                        .matches("(?s).+\n\n(\\w[\\w ]*: \\[([01]\\.\\d{3}, ){3}[01]\\.\\d{3}](\n|$))+");
                assertEquals(kind.usesBoxes(), boxes, example.context());
                assertFalse(kind != InstructKind.DIALOGUE && example.reply().matches("(?s).*\\d\\.\\d.*"));
            }
        }
    }

    @Test
    void layoutOfAFigure() {
        assertEquals(
                "Figure Caption:\nFig. 2: A scan.\n\nFigure Context:\n\t- One.\n\t- Two lines.",
                PromptContext.figure("Fig. 2", " A scan. ", List.of("One.", " ", "Two\n  lines.")));
        assertEquals("Figure Caption:\nFig. 2: A scan.", PromptContext.figure("Fig. 2", "A scan.", List.of()));
        assertEquals("Figure Caption:\nA scan.", PromptContext.figure("", "A scan.", List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "DIALOGUE|''|stop|the reply is empty",
                "DIALOGUE|User: a Assistant: b|length|the reply was cut at the token limit",
                "DIALOGUE|User: a Assistant: b|content_filter|stopped by the server's content filter",
                "DIALOGUE|User: a Assistant: |stop|no User: turn with an Assistant: turn",
                "DIALOGUE|Assistant: a User: b|stop|no User: turn with an Assistant: turn",
                "DIALOGUE|I cannot do that|stop|no User: turn with an Assistant: turn",
                "DIALOGUE|**User**: a **Assistant**: b|null|null",
                "CONVERSATION|Question: a === Answer: b ===|stop|null",
                "REASONING|User: a Assistant: b|stop|no Question: with an Answer:",
                "DETAIL|A scene.|stop|null"
            },
            delimiter = '|')
    void repliesOfNoUseAreToldApart(InstructKind kind, String text, String finish, String problem) {
        assertEquals(problem, ReplyCheck.problem(kind, Figures.reply(text, finish)));
    }

    @Test
    void theStepAndWhatGoesThroughItAreSerialisable() throws Exception {
        InstructStep step = copy(Figures.step());
        assertEquals(Figures.step(), step);
        InstructSample sample = copy(SAMPLE);
        assertEquals(Figures.step().request(SAMPLE), step.request(sample));
        ChatReply reply = Figures.good(sample.context());
        InstructRecord record = copy(step.result(sample, reply));
        assertEquals(step.result(SAMPLE, reply), record);
        assertEquals(
                "{\"pair_id\":\"1_F1\",\"result\":\"" + reply.text().replace("\n", "\\n")
                        + "\",\"finish_reason\":\"stop\",\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":10},"
                        + "\"model\":\"teacher-1\",\"kind\":\"dialogue\"}",
                record.toJson().toString());
        InstructRecord refused =
                copy(step.refused(sample, new ChatException(ChatException.Kind.REFUSED, "too long", null)));
        assertFalse(refused.usable());
        assertEquals("too long", refused.toJson().get("reason").asText());
    }

    @SuppressWarnings({"unchecked", "BanSerializableRead"})
    private static <T> T copy(T object) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }

    @Test
    void variantsAreThreeSettingsOfOneGenerator() {
        assertEquals(InstructVariant.SIXTY_K_IM, InstructVariant.of("60k-im"));
        assertEquals(InstructVariant.TEN_K, InstructVariant.of("10k"));
        assertTrue(InstructVariant.of("60k_im").mentions());
        assertEquals(10_000, InstructVariant.TEN_K.maxSize());
        assertThrows(LlavaMedException.class, () -> InstructVariant.of("90k"));
        assertThrows(LlavaMedException.class, () -> InstructKind.of("poem"));
        assertThrows(
                IllegalArgumentException.class,
                () -> new InstructStep(InstructPrompt.of(InstructKind.DETAIL, false), " ", 0, null));
    }
}

package org.llavamed.data.clean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llavamed.data.dialogue.Dialogue;
import org.llavamed.data.dialogue.Phrasings;
import org.llavamed.data.dialogue.Speaker;
import org.llavamed.data.dialogue.Turn;

class CleanerTest {
    private final Cleaner cleaner = new Cleaner(3);

    static Reply reply(String id, ReplyKind kind, String text) {
        return new Reply(id, id + ".jpg", null, kind, text, false);
    }

    static Reply reply(String text) {
        return reply("1_F1", ReplyKind.DIALOGUE, text);
    }

    private static Dialogue dialogue(Cleaned cleaned) {
        return Objects.requireNonNull(cleaned.dialogue());
    }

    @Test
    void theMarkerGoesIntoTheFirstQuestionThatIsLeft() {
        Cleaned cleaned = cleaner.clean(reply("User: A?\nAssistant: I cannot see the image.\nUser: <image>B <image>?\n"
                + "Assistant: Yes <image>it is.\nUser: C?\nAssistant: No."));
        List<Turn> turns = dialogue(cleaned).conversations();
        assertEquals(4, turns.size());
        assertTrue(Set.of("B ?\n<image>", "<image>\nB ?").contains(turns.get(0).value()), turns.toString());
        assertEquals("Yes it is.", turns.get(1).value());
        assertEquals("C?", turns.get(2).value());
        assertEquals(
                List.of(new DroppedPair("refusal-cannot-see", "A?", "I cannot see the image.")), cleaned.dropped());
        assertEquals(3, cleaned.pairsIn());
    }

    @Test
    void bothPlacesOccurAndDependOnSeedAndIdAlone() {
        Set<String> seen = new HashSet<>();
        int before = 0;
        for (int i = 0; i < 400; i++) {
            Reply reply = reply(i + "_F1", ReplyKind.DIALOGUE, "User: A?\nAssistant: B.");
            String value = dialogue(cleaner.clean(reply)).conversations().get(0).value();
            assertEquals(
                    value,
                    dialogue(new Cleaner(3).clean(reply)).conversations().get(0).value());
            before += value.startsWith("<image>\n") ? 1 : 0;
            seen.add(value);
        }
        assertEquals(Set.of("<image>\nA?", "A?\n<image>"), seen);
        assertTrue(before > 150 && before < 250, "before: " + before);
    }

    /** Answers as they are and as they become; nothing means dropped. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "According to the caption, The LEFT lung is DARK.|The LEFT lung is DARK.",
                "According to the caption, iPhone pictures were used.|iPhone pictures were used.",
                "According to the caption, p53 is positive.|p53 is positive.",
                "According to the caption, \u03b1-SMA is positive.|\u03b1-SMA is positive.",
                "According to the caption, c-Myc is high.|c-Myc is high.",
                "According to the caption, n = 5 cells.|n = 5 cells.",
                "According to the caption, yes, it is benign.|Yes, it is benign.",
                "No, as stated in the caption, it is benign.|No, it is benign.",
                "Yes, it is, as stated in the caption.|",
                "Yes, according to the figure caption and context.|Yes.",
                "According to the caption.|",
                "As described in the caption, and the text.|",
                "The size is mentioned in the caption.|",
                "It is not as described in the caption.|",
                "The caption describes a cyst.|",
                "It is a cyst (see caption).|",
                "In the context of the disease, this is a typical DESCRIPTION of it.|In the context of the disease, this is a typical DESCRIPTION of it.",
                "Edema, as noted in the caption, and fibrosis.|Edema and fibrosis.",
                "A cyst is seen. Based on the caption, it is simple.|A cyst is seen. It is simple.",
                "Yes. As mentioned in the description, it grew.|Yes. It grew.",
                "Based on the image, the liver is enlarged.|Based on the image, the liver is enlarged.",
                "ACCORDING TO THE CAPTION, it is large.|It is large.",
                "As\u00a0described in the  caption, it is large.|It is large.",
                "I can\u2019t see the image.|",
            })
    void answers(String before, String after) {
        Cleaned cleaned = cleaner.clean(reply("User: What?\nAssistant: " + before));
        assertEquals(
                after,
                cleaned.dialogue() == null
                        ? null
                        : dialogue(cleaned).conversations().get(1).value());
        assertEquals(after == null ? 1 : 0, cleaned.dropped().size());
        assertEquals(after != null && !after.equals(before), !cleaned.changed().isEmpty());
    }

    @Test
    void whatIsMissingHasAReason() {
        assertEquals("empty-reply", cleaner.clean(reply(" \n<image>")).reason());
        assertEquals("no-turns", cleaner.clean(reply("No dialogue.")).reason());
        assertEquals("nothing-left", cleaner.clean(reply("User: What?")).reason());
        Cleaned cut = cleaner.clean(new Reply(
                "1",
                "1.jpg",
                null,
                ReplyKind.DIALOGUE,
                "User: A?\nAssistant: B.\n" + "User: C?\nAssistant: D is the",
                true));
        assertEquals(
                List.of("cut-reply"),
                cut.dropped().stream().map(DroppedPair::reason).toList());
        Cleaned twice =
                cleaner.clean(reply("Sure:\nUser: What is seen?\nAssistant: A.\nUser: What is shown?\nAssistant: B."));
        assertEquals("repeated-question", twice.dropped().get(0).reason());
        assertEquals(Map.of("stray-text", 1), twice.changed());
    }

    @Test
    void aDroppedQuestionMayBeAskedAgain() {
        Cleaned cleaned = cleaner.clean(reply("User: What?\nAssistant: Sorry, no.\nUser: What?\nAssistant: A cyst."));
        assertEquals("A cyst.", dialogue(cleaned).conversations().get(1).value());
    }

    @Test
    void descriptionsGetADetailedInstruction() {
        Dialogue dialogue = dialogue(cleaner.clean(reply("7_F1", ReplyKind.DETAIL, "A lung.\n\nIt is dark.")));
        String asked =
                dialogue.conversations().get(0).value().replace("<image>", "").strip();
        assertTrue(Phrasings.standard().detailed().contains(asked), asked);
        assertEquals("A lung.\n\nIt is dark.", dialogue.conversations().get(1).value());
    }

    @Test
    void dialoguesAreCleanedTooAndASecondTimeChangesNothing() {
        Dialogue dirty = new Dialogue(
                "5",
                "5.png",
                null,
                List.of(
                        new Turn(Speaker.SYSTEM, "Be kind."),
                        Turn.human("What does the caption say?\n<image>"),
                        Turn.gpt("Nothing."),
                        Turn.human("Where?"),
                        Turn.gpt("According to the caption, here."),
                        Turn.human("Lost?")));
        Cleaned first = cleaner.clean(dirty);
        List<Turn> turns = dialogue(first).conversations();
        assertEquals(3, turns.size());
        assertEquals(new Turn(Speaker.SYSTEM, "Be kind."), turns.get(0));
        assertEquals("Here.", turns.get(2).value());
        assertEquals(3, first.pairsIn());
        Cleaned second = cleaner.clean(dialogue(first));
        assertEquals(first.dialogue(), second.dialogue());
        assertTrue(second.dropped().isEmpty() && second.changed().isEmpty());
        Dialogue text = new Dialogue("6", null, null, List.of(Turn.human("Why?"), Turn.gpt("So.")));
        assertEquals(text, dialogue(cleaner.clean(text)));
        assertNull(cleaner.clean(new Dialogue("6", null, null, List.of())).dialogue());
    }

    @Test
    void isSerializable() throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(cleaner);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertEquals(cleaner, in.readObject());
        }
    }
}

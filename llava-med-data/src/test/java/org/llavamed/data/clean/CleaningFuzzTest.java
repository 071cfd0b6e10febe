package org.llavamed.data.clean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.data.dialogue.Dialogue;
import org.llavamed.data.dialogue.Turn;

class CleaningFuzzTest {
    private static final List<String> PIECES = List.of(
            "User:",
            "Assistant:",
            "\nUser: ",
            "\nAssistant: ",
            "\n**User:** ",
            "\nQ: ",
            "\nA: ",
            "Question:\n",
            "\n===\n",
            "Answer:\n",
            "\n```\n",
            "\r\n",
            "\r",
            "\uff1a",
            "<image>",
            "<im<image>age>",
            "</s>",
            "[INST]",
            "the caption",
            "according to the caption, ",
            "Based on the figure context, ",
            ", as described in the caption,",
            " not ",
            "Yes, ",
            "No. ",
            "(",
            ")",
            ",",
            ".",
            "?",
            " ",
            "\u00a0",
            "\u200b",
            "\ud83e\ude7b",
            "\u0130",
            "\u00df",
            "the",
            "image",
            "I'm sorry",
            "I cannot see the image",
            "lung",
            "pH",
            "1.",
            "12",
            "- ",
            "** ",
            "#",
            "\0",
            "\ud800",
            "is",
            "as");

    private static final List<ReplyKind> KINDS = List.of(ReplyKind.values());

    private final Cleaner cleaner = new Cleaner(1);

    @Test
    void anyMixtureIsCountedWhole() {
        SplittableRandom random = new SplittableRandom(42);
        int out = 0;
        for (int i = 0; i < 8_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            ReplyKind kind = KINDS.get(random.nextInt(KINDS.size()));
            Cleaned cleaned = cleaner.clean(CleanerTest.reply("x", kind, text.toString()));
            Dialogue dialogue = cleaned.dialogue();
            List<Turn> turns = dialogue == null ? List.of() : dialogue.conversations();
            assertEquals(cleaned.pairsIn(), turns.size() / 2 + cleaned.dropped().size(), text.toString());
            int markers = 0;
            for (Turn turn : turns) {
                markers += turn.value().split("<image>", -1).length - 1;
                assertFalse(turn.value().isBlank());
                assertFalse(turn.value().toLowerCase(Locale.ROOT).matches("(?s).*\\bcaption.*"), turn.value());
            }
            assertEquals(dialogue == null ? 0 : 1, markers, text.toString());
            if (dialogue != null) {
                out++;
                Cleaned again = cleaner.clean(dialogue);
                assertEquals(cleaned.pairsIn() - cleaned.dropped().size(), again.pairsIn());
            }
        }
        assertTrue(out > 250, "only " + out + " gave a dialogue");
    }

    /** 150,000 characters each: quadratic time would take minutes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "User: ",
                "Assistant: ",
                "User: a\nAssistant: b\n",
                "the the ",
                "according to the ",
                "as described in ",
                "<im",
                "<image>",
                "<",
                ">",
                "**",
                " ",
                "\n",
                "\r\n",
                "=",
                "`",
                "caption, ",
                "according to the caption, ",
                ", as described in the caption,",
                "Yes, ",
                "no access to the ",
                "I cannot see the ",
                "(",
                "a. ",
                "1.",
                "? User: a? Assistant: b.",
                "the figure context and ",
                "is not explicitly mentioned in ",
                "\u00a0",
                "- ",
                "a? ",
                "information provided in the provided ",
                ":",
                "x",
                "the image and the ",
                "Q: ",
                "#",
                "</s>",
            })
    void longTextsTakeNoTime(String piece) {
        String text = piece.repeat(150_000 / piece.length());
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            cleaner.clean(CleanerTest.reply("User: a " + text + "?\nAssistant: The description " + text));
            cleaner.clean(CleanerTest.reply("User: a?\nAssistant: The caption is not " + text));
            cleaner.clean(CleanerTest.reply("x", ReplyKind.DETAIL, text));
            cleaner.clean(CleanerTest.reply(text));
        });
    }

    @Test
    void templatesAreCountedWhole() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 500; i++) {
            Cleaned cleaned = cleaner.clean(TemplateReplies.reply(random, i, 0.4));
            for (DroppedPair pair : cleaned.dropped()) {
                boolean clean = TemplateReplies.ANSWERS.stream()
                                .anyMatch(answer -> pair.answer().startsWith(answer.substring(0, 4)))
                        && !pair.answer().contains("caption")
                        && !pair.answer().contains("context");
                assertTrue(!clean || pair.reason().equals("repeated-question"), pair.toString());
            }
        }
    }
}

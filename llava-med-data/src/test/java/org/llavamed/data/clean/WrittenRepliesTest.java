package org.llavamed.data.clean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llavamed.data.dialogue.Dialogue;
import org.llavamed.data.dialogue.Turn;

/** Answers that were written without the rules in view, and mixtures of them. */
class WrittenRepliesTest {
    private final Cleaner cleaner = new Cleaner(1);

    static List<String> lines() throws IOException {
        try (InputStream in = Objects.requireNonNull(WrittenRepliesTest.class.getResourceAsStream("replies.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void isTreatedAsExpected(String line) {
        String[] parts = line.split(" \\| ", 3);
        String[] sides = parts[2].split(" => ", 2);
        Dialogue dialogue = cleaner.clean(CleanerTest.reply("User: " + parts[1] + "\n\nAssistant: " + sides[0]))
                .dialogue();
        String answer =
                dialogue == null ? null : dialogue.conversations().get(1).value();
        switch (parts[0]) {
            case "K", "M" -> assertEquals(sides[0], answer);
            case "C" -> assertEquals(sides[1], answer);
            case "D" -> assertNull(answer);
            default -> assertNotEquals(sides[0], answer);
        }
    }

    /** Of any mixture every answer that is left is one of those given, shortened, in its own letters, its yes or no in place. */
    @Test
    void noAnswerIsMadeSmallOrLosesItsYesOrNo() throws IOException {
        List<String[]> pairs =
                lines().stream().map(line -> line.split(" \\| ", 3)).toList();
        SplittableRandom random = new SplittableRandom(3);
        int kept = 0;
        for (int i = 0; i < 3_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                String one = pairs.get(random.nextInt(pairs.size()))[2].split(" => ", 2)[0];
                String two = pairs.get(random.nextInt(pairs.size()))[2].split(" => ", 2)[0];
                String polarity = List.of("", "", "Yes, ", "No. ", "YES: ").get(random.nextInt(5));
                text.append("User: Question number ").append(n).append("?\n\nAssistant: ");
                text.append(polarity).append(one).append(' ').append(two).append("\n\n");
            }
            Dialogue dialogue =
                    cleaner.clean(CleanerTest.reply(text.toString())).dialogue();
            List<Turn> turns = dialogue == null ? List.of() : dialogue.conversations();
            for (int t = 0; t < turns.size(); t += 2) {
                String number = turns.get(t).value().replaceAll("\\D", "");
                String given = text.toString()
                        .split("Question number " + number + "\\?\n\nAssistant: ", 2)[1]
                        .split("\n\n", 2)[0];
                check(given, turns.get(t + 1).value());
                kept++;
            }
        }
        assertNotEquals(0, kept);
    }

    private static void check(String given, String left) {
        int at = 0;
        for (String word :
                left.split("[\\s,.;:]+", -1)) { // each word in order; only its first letter may have become capital
            if (word.isEmpty()) {
                continue;
            }
            int same = given.indexOf(word, at);
            int small = given.indexOf(word.substring(0, 1).toLowerCase(Locale.ROOT) + word.substring(1), at);
            int found = Stream.of(same, small)
                    .filter(p -> p >= 0)
                    .min(Integer::compare)
                    .orElse(-1);
            assertNotEquals(-1, found, word + " of: " + left + "\nwas: " + given);
            at = found + word.length();
        }
        for (String polarity : List.of("Yes", "No", "YES")) {
            if (given.matches("(?s)" + polarity + "\\b.*")) {
                assertEquals(polarity, left.substring(0, polarity.length()), given);
            }
        }
    }
}

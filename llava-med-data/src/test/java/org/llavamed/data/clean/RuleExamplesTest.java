package org.llavamed.data.clean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.llavamed.data.clean.CleaningRule.Kind;

/** Every example of every rule, each with the rule alone and with all of them. */
class RuleExamplesTest {
    private final SourceTalk talk = new SourceTalk(CleaningRules.STANDARD);

    @TestFactory
    List<DynamicTest> examples() {
        List<DynamicTest> tests = new ArrayList<>();
        for (CleaningRule rule : CleaningRules.STANDARD.all()) {
            for (CleaningRule.Example example : rule.examples()) {
                tests.add(DynamicTest.dynamicTest(rule.name() + ": " + example.before(), () -> check(rule, example)));
            }
        }
        return tests;
    }

    private void check(CleaningRule rule, CleaningRule.Example example) {
        long present = CleaningRules.STANDARD.triggers().in(example.before());
        List<String> changed = new ArrayList<>();
        SourceTalk.Outcome outcome = talk.clean(new Exchange("What?", example.before()), changed::add);
        switch (example.word()) {
            case "drop" -> {
                assertTrue(rule.finds(example.before(), present), "does not match, or its words do not begin it");
                boolean question = rule.kind() == Kind.SOURCE; // in an answer a cut may come first
                Exchange pair =
                        question ? new Exchange(example.before(), "It is.") : new Exchange("?", example.before());
                assertNull(talk.clean(pair, changed::add).exchange());
            }
            case "keep" -> {
                Exchange exchange = Objects.requireNonNull(outcome.exchange(), "dropped: " + outcome.reason());
                assertEquals(example.before(), exchange.answer());
            }
            default -> {
                Exchange exchange = Objects.requireNonNull(outcome.exchange(), "dropped: " + outcome.reason());
                assertEquals(example.after(), exchange.answer());
                assertTrue(changed.contains(rule.name()), changed.toString());
            }
        }
    }

    @Test
    void everyRuleHasExamplesOfBothSides() {
        for (CleaningRule rule : CleaningRules.STANDARD.all()) {
            List<String> words =
                    rule.examples().stream().map(CleaningRule.Example::word).toList();
            assertTrue(words.contains("keep"), rule.name());
            boolean cuts = rule.kind() == Kind.CUT || rule.kind() == Kind.DELETE;
            assertTrue(words.contains(cuts ? "change" : "drop"), rule.name());
        }
        assertEquals(
                CleaningRules.STANDARD.all().size(),
                CleaningRules.STANDARD.all().stream()
                        .map(CleaningRule::name)
                        .distinct()
                        .count());
    }

    @Test
    void mistakesNameTheLine() {
        for (String bad : List.of(
                "rule a\nkind cut\nwhen x\nmatch x.*y",
                "rule a\nkind cut\nwhen x\nmatch x+",
                "rule a\nkind cut\nwhen x\nmatch x{2,}",
                "match x",
                "rule a\nfoo bar",
                "rule a\nmatch <NONE>",
                "rule")) {
            String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> new CleaningRules(bad))
                    .getMessage());
            assertTrue(message.startsWith("rules.txt:" + bad.lines().count() + ": "), message);
        }
    }
}

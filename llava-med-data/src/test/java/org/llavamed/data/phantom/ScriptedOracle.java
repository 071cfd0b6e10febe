package org.llavamed.data.phantom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.dialogue.Turn;
import org.llavamed.data.figure.Domain;

/** Judges a dialogue by its words alone: whom a question is about, what it names, and whether the answer is so. */
final class ScriptedOracle {
    private static final List<String> NUMBERS = List.of("zero", "one", "two", "three", "four");

    private final PhantomPlan plan;
    private @Nullable Finding subject;

    ScriptedOracle(PhantomPlan plan) {
        this.plan = plan;
    }

    void check(List<Turn> turns) {
        Set<String> asked = new HashSet<>();
        for (int i = 0; i < turns.size(); i += 2) {
            String question = turns.get(i).value().replace("<image>", "").strip();
            String answer = turns.get(i + 1).value();
            String both = question + " | " + answer + " | " + plan;
            assertTrue(asked.add(question), both);
            assertTrue(answer.endsWith(".") && Character.isUpperCase(answer.charAt(0)), both);
            assertTrue(Character.isUpperCase(question.charAt(0)), both);
            assertTrue(!question.contains("{") && !answer.contains("{") && !both.contains("  "), both);
            exchange(" " + words(question) + " ", " " + words(answer) + " ", both);
        }
    }

    private static String words(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9&-]+", " ").strip();
    }

    private void exchange(String question, String answer, String both) {
        Finding named = named(question);
        boolean theFinding = question.matches(".*(abnormal|finding|stands out|found here|point out|notice ).*");
        boolean yes = answer.startsWith(" yes ");
        boolean no = answer.startsWith(" no ");
        if (named != null) {
            subject = named;
        } else if (theFinding) {
            subject = named(answer);
            assertEquals(1, plan.present().size(), both);
            assertEquals(plan.present().get(0), subject, both);
        } else if (scene(question)) {
            aboutScene(question, answer, yes, no, both);
            return;
        } else {
            Finding said = named(answer); // "it" is what was spoken of last
            assertTrue(said == null || said.equals(subject), both);
        }
        Finding finding = subject;
        assertNotNull(finding, both);
        Map<String, String> truth = new TreeMap<>();
        if (finding.present()) {
            truth.put("side", finding.side() == null ? "" : finding.side().word());
            truth.put("size", finding.size() == null ? "" : finding.size().word());
            truth.put("colour", finding.colour() == null ? "" : finding.colour().word());
            truth.put("number", NUMBERS.get(finding.count()));
        }
        if (yes || no) {
            boolean right = finding.present();
            for (Map.Entry<String, List<String>> topic : topics().entrySet()) {
                for (String word : topic.getValue()) {
                    right &= !question.contains(" " + word + " ") || word.equals(truth.get(topic.getKey()));
                }
            }
            assertEquals(right, yes, both);
        }
        boolean says = false;
        for (Map.Entry<String, List<String>> topic : topics().entrySet()) {
            for (String word : topic.getValue()) {
                boolean one = word.equals("one") && answer.contains(" only one ");
                if (answer.contains(" " + word + " ") && !one) {
                    says = true;
                    assertEquals(word, truth.get(topic.getKey()), both);
                }
            }
        }
        if (answer.contains(" several ")) {
            says = true;
            assertTrue(finding.count() > 1, both);
        }
        assertTrue(yes || no || says || theFinding, both);
    }

    private static Map<String, List<String>> topics() {
        return Map.of(
                "side", List.of("left", "right", "both"),
                "size", List.of("small", "large"),
                "colour", List.of("white", "yellow", "green", "black"),
                "number", List.of("one", "two", "three", "four"));
    }

    private @Nullable Finding named(String text) {
        for (Finding finding : plan.findings()) {
            FindingKind kind = finding.kind();
            if (text.contains(" " + kind.noun() + " ") || text.contains(" " + kind.plural() + " ")) {
                return finding;
            }
        }
        return null;
    }

    private static boolean scene(String question) {
        return question.matches(
                ".*( ct | mri | x-ray | histology | gross |image show the|region|examination|type of|sort of| made |t1|t2|h&e|stain|view|plane|modality|organ| body |weight|sequence"
                        + "| brain| chest| abdomen| liver | kidney | colon | lung |kind of).*");
    }

    private void aboutScene(String question, String answer, boolean yes, boolean no, String both) {
        List<String> facts = List.of(
                words(PhantomText.modality(plan.domain())),
                plan.organ().word(),
                plan.view().word(),
                words(plan.technique().word()));
        if (yes || no) {
            boolean kind = false;
            for (Domain domain : Domain.values()) {
                String word = words(PhantomText.modality(domain));
                if (question.contains(" " + word + " ")) {
                    kind = true;
                    assertEquals(domain == plan.domain(), yes, both);
                }
            }
            if (!kind) {
                assertEquals(question.contains(" the " + plan.organ().word() + " "), yes, both);
            }
        } else {
            assertTrue(facts.stream().anyMatch(fact -> answer.contains(" " + fact + " ")), both);
        }
        if (yes || !no) {
            for (String view :
                    List.of("axial", "coronal", "sagittal", "frontal", "lateral", "t1", "t2", "h&e", "ihc")) {
                assertTrue(!answer.contains(" " + view + " ") || facts.contains(view), both);
            }
        }
    }
}

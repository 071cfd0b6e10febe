package org.llavamed.data.phantom;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.llavamed.data.phantom.PhantomQuestion.Topic;

class PhantomFollowUpsTest {
    private static final int PLANS = 2000;

    private static String truth(Finding finding, Topic topic) {
        return switch (topic) {
            case PRESENCE -> finding.present() ? "yes" : "no";
            case SIDE -> requireNonNull(finding.side()).word();
            case SIZE -> requireNonNull(finding.size()).word();
            case COUNT -> Wording.number(finding.count());
            case COLOUR -> requireNonNull(finding.colour()).word();
            default -> throw new AssertionError(topic);
        };
    }

    @Test
    void pronounsAreAboutTheFindingNamedLast() {
        int conversations = 0;
        int otherFirst = 0;
        Set<Topic> topics = new HashSet<>();
        for (int i = 0; i < PLANS; i++) {
            PhantomPlan plan = PhantomPlan.of(Split.TEST.seed(5, i));
            for (PhantomFollowUp followUp : PhantomFollowUps.of(plan)) {
                conversations++;
                assertTrue(plan.present().size() > 1);
                List<PhantomFollowUp.Turn> turns = followUp.turns();
                assertTrue(turns.size() == 2 || turns.size() == 3);
                otherFirst += turns.get(0).question().finding() == followUp.about() ? 0 : 1;
                FindingKind named = null;
                int telling = 0;
                for (PhantomFollowUp.Turn turn : turns) {
                    PhantomQuestion question = turn.question();
                    topics.add(question.topic());
                    FindingKind kind = requireNonNull(question.finding());
                    assertEquals(truth(requireNonNull(plan.find(kind)), question.topic()), question.answer());
                    String text = question.text().toLowerCase(Locale.ROOT);
                    if (turn.byPronoun()) {
                        assertEquals(named, kind);
                        assertFalse(text.contains(kind.noun()) || text.contains(kind.plural()), text);
                        telling += turn.others().isEmpty() ? 0 : 1;
                    } else {
                        named = kind;
                    }
                    for (String other : turn.others()) {
                        assertNotEquals(question.answer(), other);
                        assertTrue(plan.present().stream()
                                .filter(finding -> finding.kind() != kind)
                                .anyMatch(finding -> has(finding, question.topic())
                                        && truth(finding, question.topic()).equals(other)));
                    }
                }
                assertEquals(followUp.about(), named);
                assertTrue(telling > 0);
            }
        }
        assertTrue(conversations > PLANS / 5, "conversations: " + conversations);
        assertEquals(0.5, (double) otherFirst / conversations, 0.05);
        assertEquals(Set.of(Topic.PRESENCE, Topic.SIDE, Topic.SIZE, Topic.COUNT, Topic.COLOUR), topics);
    }

    private static boolean has(Finding finding, Topic topic) {
        return topic == Topic.SIDE ? finding.side() != null : finding.size() != null;
    }

    @Test
    void theTeacherAsksInTheSameWords() {
        Set<String> taught = new HashSet<>();
        int followUps = 0;
        int afterAnother = 0;
        int dialogues = 12_000;
        for (int i = 0; i < dialogues; i++) {
            PhantomPlan plan = PhantomPlan.of(Split.TRAIN.seed(5, i));
            Set<FindingKind> named = new HashSet<>();
            boolean byPronoun = false;
            boolean other = false;
            for (ScriptedTurn turn : ScriptedTeacher.dialogue(
                    List.of(plan), PhantomText.tell(plan).context(true), true)) {
                FindingKind kind = turn.question().finding();
                String text = turn.question().text();
                taught.add(text);
                if (kind == null || !requireNonNull(plan.find(kind)).present()) {
                    continue;
                }
                if (turn.question().topic() != Topic.NAME
                        && !text.contains(kind.noun())
                        && !text.contains(kind.plural())) {
                    byPronoun = true;
                    other |= named.stream().anyMatch(one -> one != kind);
                }
                named.add(kind);
            }
            followUps += byPronoun ? 1 : 0;
            afterAnother += other ? 1 : 0;
        }
        assertTrue(followUps > 0.35 * dialogues, "with follow-ups: " + followUps);
        assertTrue(afterAnother > 0.06 * dialogues, "after another finding: " + afterAnother);
        for (int i = 0; i < PLANS; i++) {
            PhantomFollowUps.of(PhantomPlan.of(Split.TEST.seed(5, i))).stream()
                    .flatMap(followUp -> followUp.turns().stream())
                    .forEach(turn -> assertTrue(
                            taught.contains(turn.question().text()),
                            turn.question().text()));
        }
    }
}

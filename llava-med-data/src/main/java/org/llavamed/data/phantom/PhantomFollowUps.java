package org.llavamed.data.phantom;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.phantom.PhantomQuestion.Topic;

/**
 * Conversations that show whether a model keeps to the finding that is spoken of. In each at least one question that says only
 * "it" or "they" has another right answer for another finding of the phantom, so that an answer about that one can be told.
 * Half of them speak of the other finding first. The wordings are among those of the {@link ScriptedTeacher}.
 */
public final class PhantomFollowUps {
    private static final List<Topic> TOPICS = List.of(Topic.SIDE, Topic.SIZE, Topic.COUNT, Topic.COLOUR);
    private static final int WORDINGS = 2;

    private final PhantomPlan plan;
    private final Draws draws;

    private PhantomFollowUps(PhantomPlan plan) {
        this.plan = plan;
        this.draws = Draws.of(plan.seed(), "follow-ups");
    }

    /**
     * Asks about a phantom.
     *
     * @param plan its truth
     * @return a conversation about each of its findings that differs from another in side, size, number or colour; the same each
     *     time, often none
     */
    public static List<PhantomFollowUp> of(PhantomPlan plan) {
        PhantomFollowUps asked = new PhantomFollowUps(plan);
        List<PhantomFollowUp> conversations = new ArrayList<>();
        for (Finding finding : plan.present()) {
            PhantomFollowUp conversation = asked.about(finding);
            if (conversation != null) {
                conversations.add(conversation);
            }
        }
        return conversations;
    }

    private @Nullable PhantomFollowUp about(Finding finding) {
        List<Topic> telling = new ArrayList<>();
        List<Topic> rest = new ArrayList<>();
        for (Topic topic : TOPICS) {
            if (answer(finding, topic) != null) {
                (others(finding, topic).isEmpty() ? rest : telling).add(topic);
            }
        }
        if (telling.isEmpty()) {
            return null;
        }
        boolean plural =
                finding.kind().counted() ? draws.chance(0.5) : finding.kind().isPlural();
        Topic first = telling.remove(draws.below(telling.size()));
        rest.addAll(telling);
        List<PhantomFollowUp.Turn> turns = new ArrayList<>();
        if (draws.chance(0.5)) {
            turns.add(presence(draws.pick(differing(finding, first))));
            turns.add(presence(finding));
            turns.add(turn(finding, first, plural));
        } else {
            turns.add(presence(finding));
            turns.add(turn(finding, first, plural));
            if (!rest.isEmpty()) {
                turns.add(1 + draws.below(2), turn(finding, draws.pick(rest), plural));
            }
        }
        return new PhantomFollowUp(finding.kind(), turns);
    }

    private List<Finding> differing(Finding finding, Topic topic) {
        String right = answer(finding, topic);
        return plan.present().stream()
                .filter(other -> other.kind() != finding.kind())
                .filter(other -> answer(other, topic) != null && !Objects.equals(answer(other, topic), right))
                .toList();
    }

    private List<String> others(Finding finding, Topic topic) {
        return differing(finding, topic).stream()
                .map(other -> Objects.requireNonNull(answer(other, topic)))
                .distinct()
                .toList();
    }

    /** The word that answers, or null if the finding has no such detail. */
    private static @Nullable String answer(Finding finding, Topic topic) {
        Side side = finding.side();
        Size size = finding.size();
        Colour colour = finding.colour();
        return switch (topic) {
            case SIDE -> side == null ? null : side.word();
            case SIZE -> size == null ? null : size.word();
            case COUNT -> finding.kind().counted() ? Wording.number(finding.count()) : null;
            case COLOUR -> colour == null ? null : colour.word();
            default -> null;
        };
    }

    private PhantomFollowUp.Turn presence(Finding finding) {
        FindingKind kind = finding.kind();
        String text = draws.pick(FindingWordings.PRESENCE.subList(0, WORDINGS + 1))
                .replace("{a}", Wording.indefinite(kind))
                .replace("{be}", kind.isPlural() ? "are" : "is");
        PhantomQuestion question = new PhantomQuestion(Topic.PRESENCE, kind, true, Wording.capital(text), "yes");
        return new PhantomFollowUp.Turn(question, List.of());
    }

    private PhantomFollowUp.Turn turn(Finding finding, Topic topic, boolean plural) {
        boolean choice = topic == Topic.SIZE && draws.chance(0.5);
        List<String> wordings =
                switch (topic) {
                    case SIDE -> FindingWordings.SIDE;
                    case SIZE -> choice ? FindingWordings.SMALL_OR_LARGE : FindingWordings.SIZE;
                    case COUNT -> FindingWordings.HOW_MANY_OF_THEM;
                    default -> FindingWordings.COLOUR;
                };
        String text = new Subject(finding.kind(), true, plural).in(draws.pick(wordings.subList(0, WORDINGS)), "");
        String answer = Objects.requireNonNull(answer(finding, topic));
        PhantomQuestion question = new PhantomQuestion(topic, finding.kind(), choice, Wording.capital(text), answer);
        return new PhantomFollowUp.Turn(question, others(finding, topic));
    }
}

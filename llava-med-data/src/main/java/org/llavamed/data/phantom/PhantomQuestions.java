package org.llavamed.data.phantom;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.figure.Domain;
import org.llavamed.data.phantom.PhantomQuestion.Topic;

/**
 * Questions that cannot be answered without looking: for each wording every answer is the right one about equally often, over
 * the phantoms of any set. Where a scene is more frequent than others its question is asked more rarely.
 *
 * <p>A side with two values is asked as a choice (closed), one with three ({@code left}, {@code right}, {@code both}) as an
 * open question too; sizes are always a choice.
 */
public final class PhantomQuestions {
    private static final double FREQUENT_ORGAN = 0.4;
    private static final double LATERAL_SHARE = 0.15;

    private final PhantomPlan plan;
    private final Draws draws;
    private final List<PhantomQuestion> questions = new ArrayList<>();

    private PhantomQuestions(PhantomPlan plan) {
        this.plan = plan;
        this.draws = Draws.of(plan.seed(), "questions");
    }

    /**
     * Asks about a phantom.
     *
     * @param plan its truth
     * @return its questions, the same each time
     */
    public static List<PhantomQuestion> of(PhantomPlan plan) {
        PhantomQuestions asked = new PhantomQuestions(plan);
        asked.scene();
        plan.findings().forEach(asked::presence);
        plan.present().forEach(asked::details);
        asked.name();
        return List.copyOf(asked.questions);
    }

    private void ask(Topic topic, Finding finding, boolean closed, String answer, String... wordings) {
        questions.add(new PhantomQuestion(topic, finding.kind(), closed, draws.pick(List.of(wordings)), answer));
    }

    private void askScene(Topic topic, boolean closed, String answer, String... wordings) {
        questions.add(new PhantomQuestion(topic, null, closed, draws.pick(List.of(wordings)), answer));
    }

    private void scene() {
        String kind = PhantomText.modality(plan.domain());
        askScene(
                Topic.MODALITY,
                false,
                kind,
                "What kind of image is this?",
                "Which modality is shown?",
                "Name the modality of this image.");
        boolean right = draws.chance(0.5);
        List<Domain> others = new ArrayList<>(List.of(Domain.values()));
        others.remove(plan.domain());
        String named = right ? kind : PhantomText.modality(draws.pick(others));
        String object =
                switch (named) {
                    case "CT scan", "chest X-ray" -> "a " + named;
                    case "MRI" -> "an MRI";
                    default -> "a " + named + " image";
                };
        askScene(
                Topic.MODALITY,
                true,
                right ? "yes" : "no",
                "Is this " + object + "?",
                "Does the image show " + object + "?");
        if (plan.domain() != Domain.HISTOLOGY && (plan.domain() != Domain.CHEST_XRAY || draws.chance(FREQUENT_ORGAN))) {
            askScene(
                    Topic.ORGAN,
                    false,
                    plan.organ().word(),
                    "Which part of the body is shown?",
                    "What organ or region is this?");
        }
        view();
        if (plan.domain() == Domain.MRI) {
            askScene(
                    Topic.TECHNIQUE,
                    true,
                    plan.technique().word(),
                    "Is this a T1 or a T2 image?",
                    "Is it weighted T1 or T2?");
        } else if (plan.domain() == Domain.HISTOLOGY) {
            askScene(
                    Topic.TECHNIQUE,
                    true,
                    plan.technique().word(),
                    "Is the stain H&E or IHC?",
                    "Is this stained with H&E or IHC?");
        }
    }

    private void view() {
        double rare = LATERAL_SHARE / (1 - LATERAL_SHARE);
        if (plan.domain() == Domain.CHEST_XRAY && (plan.view() == View.LATERAL || draws.chance(rare))) {
            askScene(
                    Topic.VIEW,
                    true,
                    plan.view().word(),
                    "Is this a frontal or a lateral view?",
                    "Is the view frontal or lateral?");
        } else if (plan.domain() == Domain.MRI && plan.organ() == Organ.BRAIN) { // each plane as often
            askScene(Topic.VIEW, false, plan.view().word(), "In which plane is this image?", "Which plane is shown?");
        }
    }

    private void presence(Finding finding) {
        FindingKind kind = finding.kind();
        String is = kind.isPlural() ? "Are" : "Is";
        String noun = Wording.indefinite(kind);
        ask(
                Topic.PRESENCE,
                finding,
                true,
                finding.present() ? "yes" : "no",
                is + " there " + noun + "?",
                "Do you see " + noun + "?",
                "Does the image show " + noun + "?");
    }

    private void details(Finding finding) {
        side(finding);
        if (finding.size() != null) {
            boolean many = finding.kind().counted() || finding.kind().isPlural(); // whatever their number is
            String neutral = many ? finding.kind().plural() : finding.kind().noun();
            String verb = many ? "Are" : "Is";
            ask(
                    Topic.SIZE,
                    finding,
                    true,
                    finding.size().word(),
                    verb + " the " + neutral + " small or large?",
                    verb + " the " + neutral + " large or small?");
            boolean said = draws.chance(0.5); // or the other size
            Size named = said ? finding.size() : finding.resized().size();
            ask(Topic.SIZE, finding, true, said ? "yes" : "no", verb + " the " + neutral + " " + word(named) + "?");
        }
        if (finding.kind().counted()) {
            String many = finding.kind().plural();
            ask(
                    Topic.COUNT,
                    finding,
                    false,
                    Wording.number(finding.count()),
                    "How many " + many + " are there?",
                    "How many " + many + " do you see?",
                    "What is the number of " + many + "?");
            boolean said = draws.chance(0.5);
            int named = said ? finding.count() : 1 + (finding.count() + draws.below(3)) % 4; // another one
            String number = named == 1
                    ? "Is there one " + finding.kind().noun()
                    : "Are there " + Wording.number(named) + " " + many;
            ask(Topic.COUNT, finding, true, said ? "yes" : "no", number + "?");
            if (finding.count() == 1 || draws.chance(1.0 / 3)) { // one to four come as often
                ask(
                        Topic.COUNT,
                        finding,
                        true,
                        finding.count() == 1 ? "one" : "several",
                        "Is there one " + finding.kind().noun() + " or several?",
                        "Do you see one or several " + many + "?");
            }
        }
        if (finding.colour() != null) {
            ask(
                    Topic.COLOUR,
                    finding,
                    false,
                    finding.colour().word(),
                    "What colour is the lesion?",
                    "Which colour does the lesion have?");
        }
    }

    private void side(Finding finding) {
        Side side = finding.side();
        if (side == null) {
            return;
        }
        String noun = finding.kind().counted()
                ? finding.kind().plural()
                : finding.kind().noun();
        String is = finding.kind().counted() ? "Are" : "Is";
        if (finding.kind().sides().size() == 3) {
            ask(
                    Topic.SIDE,
                    finding,
                    false,
                    side.word(),
                    "On which side is the " + noun + "?",
                    "Which side has the " + noun + "?",
                    "Where is the " + noun + ", on which side?");
        } else {
            ask(
                    Topic.SIDE,
                    finding,
                    true,
                    side.word(),
                    is + " the " + noun + " on the left or the right?",
                    is + " the " + noun + " on the right or the left?");
            boolean said = draws.chance(0.5);
            String named = (said ? side : side.mirrored()).word();
            ask(Topic.SIDE, finding, true, said ? "yes" : "no", is + " the " + noun + " on the " + named + "?");
        }
    }

    private static String word(@Nullable Size size) {
        return size == null ? "" : size.word();
    }

    /** The same words for all scenes, so that they tell nothing. */
    private void name() {
        if (plan.present().size() == 1) {
            Finding finding = plan.present().get(0);
            ask(
                    Topic.NAME,
                    finding,
                    false,
                    Wording.noun(finding),
                    "What finding does the image show?",
                    "Name the finding.",
                    "What do you see that is abnormal?");
        }
    }
}

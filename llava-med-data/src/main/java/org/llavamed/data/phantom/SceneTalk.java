package org.llavamed.data.phantom;

import java.util.ArrayList;
import java.util.List;
import org.llavamed.data.figure.Domain;
import org.llavamed.data.phantom.PhantomQuestion.Topic;

/** Questions of the scripted teacher about kind of image, organ, view and technique. */
final class SceneTalk {
    /** Of the organs shown by frequent scenes, so that not all are chests. */
    private static final double FREQUENT_ORGAN = 0.3;

    /** Lateral radiographs for each frontal one. */
    private static final double LATERAL = 0.15 / 0.85;

    /** Coronal CT scans for each axial one. */
    private static final double CORONAL = 0.4 / 0.6;

    private final ShownFacts facts;
    private final PhantomPlan plan;
    private final Draws draws;
    private final List<Domain> named = new ArrayList<>();

    SceneTalk(ShownFacts facts, Draws draws) {
        this.facts = facts;
        this.plan = facts.plan();
        this.draws = draws;
    }

    /** One about each topic that is told, most welcome first; where one answer is more frequent, not always. */
    List<ScriptedTurn> turns() {
        List<ScriptedTurn> turns = new ArrayList<>();
        String kind = PhantomText.modality(plan.domain());
        turns.add(turn(
                Topic.MODALITY, false, SceneWordings.MODALITY, kind, SceneWordings.KIND_IS, object(plan.domain())));
        if (facts.organ() && plan.domain() != Domain.HISTOLOGY) {
            String word = plan.organ().word();
            if (plan.domain() != Domain.CHEST_XRAY || draws.chance(FREQUENT_ORGAN)) {
                turns.add(turn(Topic.ORGAN, false, SceneWordings.ORGAN, word, SceneWordings.THIS, "the " + word));
            }
            organYesNo(turns);
        }
        if (facts.technique()) {
            technique(turns);
        }
        if (facts.view()) {
            view(turns);
        }
        turns.add(another());
        return turns;
    }

    /** Whether it is some kind of image; each time another. */
    ScriptedTurn another() {
        List<Domain> others = new ArrayList<>(List.of(Domain.values()));
        others.removeAll(named);
        others.remove(plan.domain());
        boolean right = !named.contains(plan.domain()) && (others.isEmpty() || draws.chance(0.5));
        Domain asked = right ? plan.domain() : draws.pick(others);
        named.add(asked);
        return yesNo(Topic.MODALITY, right, object(asked), object(plan.domain()));
    }

    /** Only where each organ comes as often. */
    private void organYesNo(List<ScriptedTurn> turns) {
        List<Organ> organs =
                switch (plan.domain()) {
                    case CT_SCAN -> new ArrayList<>(List.of(Organ.BRAIN, Organ.CHEST, Organ.ABDOMEN));
                    case GROSS -> new ArrayList<>(List.of(Organ.LIVER, Organ.KIDNEY, Organ.COLON, Organ.LUNG));
                    default -> new ArrayList<>();
                };
        if (organs.remove(plan.organ())) {
            boolean right = draws.chance(0.5);
            Organ asked = right ? plan.organ() : draws.pick(organs);
            turns.add(yesNo(
                    Topic.ORGAN,
                    right,
                    "the " + asked.word(),
                    "the " + plan.organ().word()));
        }
    }

    private ScriptedTurn yesNo(Topic topic, boolean right, String asked, String truth) {
        String text = draws.pick(SceneWordings.IS_THIS).replace("{x}", asked);
        String reply = right ? draws.pick(SceneWordings.YES) : draws.pick(SceneWordings.NO);
        return new ScriptedTurn(
                new PhantomQuestion(topic, null, true, text, right ? "yes" : "no"), reply.replace("{x}", truth));
    }

    private void technique(List<ScriptedTurn> turns) {
        String word = plan.technique().word();
        if (plan.domain() == Domain.MRI) {
            turns.add(turn(Topic.TECHNIQUE, true, SceneWordings.SEQUENCE, word, SceneWordings.SEQUENCE_IS, word));
        } else if (plan.domain() == Domain.HISTOLOGY) {
            turns.add(turn(Topic.TECHNIQUE, true, SceneWordings.STAIN, word, SceneWordings.STAIN_IS, word));
        }
    }

    private void view(List<ScriptedTurn> turns) {
        String word = plan.view().word();
        switch (plan.domain()) {
            case CHEST_XRAY -> {
                if (plan.view() == View.LATERAL || draws.chance(LATERAL)) {
                    turns.add(turn(Topic.VIEW, true, SceneWordings.RADIOGRAPH, word, SceneWordings.VIEW_IS, word));
                }
            }
            case CT_SCAN -> {
                if (plan.view() == View.CORONAL || draws.chance(CORONAL)) {
                    turns.add(turn(Topic.VIEW, true, SceneWordings.CT_PLANE, word, SceneWordings.PLANE_IS, word));
                }
            }
            case MRI -> turns.add(turn(Topic.VIEW, false, SceneWordings.PLANE, word, SceneWordings.PLANE_IS, word));
            case HISTOLOGY, GROSS -> {}
        }
    }

    private ScriptedTurn turn(
            Topic topic, boolean closed, List<String> questions, String answer, List<String> replies, String said) {
        String reply = draws.pick(replies).replace("{x}", said).replace("{an}", Wording.article(said));
        return new ScriptedTurn(
                new PhantomQuestion(topic, null, closed, draws.pick(questions), answer), Wording.capital(reply));
    }

    private static String object(Domain domain) {
        return switch (domain) {
            case CHEST_XRAY, CT_SCAN -> "a " + PhantomText.modality(domain);
            case MRI -> "an MRI";
            case HISTOLOGY, GROSS -> "a " + PhantomText.modality(domain) + " image";
        };
    }
}

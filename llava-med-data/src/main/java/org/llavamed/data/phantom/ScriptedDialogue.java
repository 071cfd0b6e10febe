package org.llavamed.data.phantom;

import java.util.ArrayList;
import java.util.List;

/**
 * Which questions the scripted teacher asks, and in which order: some about the scene, then or in between each finding with
 * its details in a row, so that "it" is what was spoken of last. What is left out does not depend on the answers.
 */
final class ScriptedDialogue {
    private static final int LEAST = 3;
    private static final int MOST = 9;
    private static final double SCENE_ASKED = 0.3;
    private static final double SCENE_FIRST = 0.6;

    /** How often the texts deny what is absent, for each time they tell what is present. */
    private static final double DENIED_IN_CAPTION = PhantomText.CAPTION_DENIES / PhantomText.CAPTION_NAMES;

    private static final double DENIED_WITH_MENTIONS =
            1 - (1 - PhantomText.CAPTION_DENIES) * (1 - PhantomText.MENTION_DENIES);

    private final ShownFacts facts;
    private final boolean sole;
    private final double askedIfPresent;
    private final Draws draws;

    /**
     * Prepares a dialogue.
     *
     * @param facts what may be asked for
     * @param sole whether there is exactly one finding, shown or not
     * @param mentions whether figures are shown with mentions
     * @param draws choices
     */
    ScriptedDialogue(ShownFacts facts, boolean sole, boolean mentions, Draws draws) {
        this.facts = facts;
        this.sole = sole;
        this.askedIfPresent = mentions ? DENIED_WITH_MENTIONS : DENIED_IN_CAPTION;
        this.draws = draws;
    }

    List<ScriptedTurn> turns() {
        int budget = LEAST + draws.below(MOST - LEAST + 1);
        SceneTalk scene = new SceneTalk(facts, draws);
        List<ScriptedTurn> spare = scene.turns();
        List<List<ScriptedTurn>> groups = new ArrayList<>();
        spare.removeIf(turn -> draws.chance(SCENE_ASKED) && groups.add(List.of(turn)));
        FindingTalk talk = new FindingTalk(draws, sole, askedIfPresent);
        for (Finding finding : shuffled(facts.plan().findings())) {
            Wording told = facts.findings().get(finding.kind());
            if (told != null) {
                groups.add(talk.turns(finding, told));
            }
        }
        List<ScriptedTurn> first = new ArrayList<>();
        List<ScriptedTurn> turns = new ArrayList<>();
        boolean sceneFirst = draws.chance(SCENE_FIRST);
        for (List<ScriptedTurn> group : shuffled(groups)) {
            for (ScriptedTurn turn : group) {
                if (first.size() + turns.size() < budget) {
                    (sceneFirst && turn.question().finding() == null ? first : turns).add(turn);
                }
            }
        }
        while (first.size() + turns.size() < LEAST) {
            first.add(spare.isEmpty() ? scene.another() : spare.remove(0));
        }
        first.addAll(turns);
        return first;
    }

    private <T> List<T> shuffled(List<T> list) {
        List<T> left = new ArrayList<>(list);
        List<T> mixed = new ArrayList<>();
        while (!left.isEmpty()) {
            mixed.add(left.remove(draws.below(left.size())));
        }
        return mixed;
    }
}

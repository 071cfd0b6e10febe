package org.llavamed.examples.miniature;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/**
 * The variants of the table and their stages: other data, lengths and starts of the two stages over one vision tower and one
 * language model, and one with a larger language model.
 */
final class Trends {
    private static final String FOLDER = "trends/";
    private static final String LARGER = FOLDER + "larger-language-model";

    private final MiniatureSettings settings;
    private final MiniatureSettings.Trends sizes;
    private final MiniatureStages stages;
    private final Map<String, Stage> added = new LinkedHashMap<>();
    private final List<Variant> variants = new ArrayList<>();

    /**
     * A row of the table.
     *
     * @param name what it is called
     * @param evaluation stage of its examination
     * @param trained the stages in which it was trained, those of the shared tower and language model left out
     */
    record Variant(String name, String evaluation, List<String> trained) {}

    Trends(MiniatureSettings settings, long seed) {
        this.settings = settings;
        this.sizes = settings.trends();
        this.stages = new MiniatureStages(settings, seed);
        plan();
    }

    /** All stages in order, the shared ones first, the table last. */
    List<Stage> stages() {
        List<Stage> all = new ArrayList<>(stages.untilStage1());
        all.addAll(added.values());
        Set<String> reports = new LinkedHashSet<>();
        variants.forEach(variant -> reports.add(variant.evaluation() + "/" + EvaluationStage.REPORT));
        all.add(new TrendTable(variants).stage(List.copyOf(reports)));
        return all;
    }

    private void plan() {
        if (sizes.small() >= sizes.large()
                || sizes.large() > settings.phantoms().train()) {
            throw new LlavaMedException("settings of the miniature: trends.small is " + sizes.small()
                    + ", trends.large " + sizes.large() + " and phantoms.train "
                    + settings.phantoms().train()
                    + "; small must be less than large, and large at most train");
        }
        String small = count(sizes.small());
        String large = count(sizes.large());
        String few = instruct(small, sizes.small(), false);
        String many = instruct(large, sizes.large(), false);
        String best = instruct(large + "-mentions", sizes.large(), true);

        examine("no biomedical stage", "start", MiniatureStages.START, null, List.of());
        examine(
                "stage 1 only",
                "stage1",
                MiniatureStages.START,
                projector(MiniatureStages.STAGE1),
                List.of(MiniatureStages.STAGE1));
        both("stages 1 and 2, " + small + " figures", small, few, sizes.epochs());
        both("stages 1 and 2, " + large + " figures", large, many, sizes.epochs());
        both("stages 1 and 2, " + large + " figures with mentions", large + "-mentions", best, sizes.epochs());
        both(
                "the same, stage 2 for " + epochs(sizes.shortEpochs()) + " instead of " + epochs(sizes.epochs()),
                large + "-mentions-short",
                best,
                sizes.shortEpochs());

        String alone = FOLDER + "stage2-" + large + "-mentions-without-stage1";
        add(stages.stage2(alone, MiniatureStages.START, null, best, sizes.epochs()));
        examine("the same without stage 1", "without-stage1", alone, null, List.of(alone));
        larger(best, large);
    }

    private void larger(String instruct, String large) {
        String untrained = LARGER + "-start";
        String assembled = LARGER + "-assembled";
        String stage1 = LARGER + "-stage1";
        String stage2 = LARGER + "-stage2";
        add(stages.models().freshLanguageModel(untrained, sizes.largerLanguageModel()));
        add(stages.language(LARGER, untrained));
        add(stages.models().assemble(assembled, LARGER));
        add(stages.stage1(stage1, assembled));
        add(stages.stage2(stage2, assembled, stage1, instruct, sizes.epochs()));
        examine(
                "a larger language model, stages 1 and 2, " + large + " figures with mentions",
                "larger-language-model",
                stage2,
                null,
                List.of(LARGER, stage1, stage2));
    }

    private void both(String name, String key, String instruct, double epochs) {
        String stage2 = FOLDER + "stage2-" + key;
        add(stages.stage2(stage2, MiniatureStages.START, MiniatureStages.STAGE1, instruct, epochs));
        examine(name, key, stage2, null, List.of(MiniatureStages.STAGE1, stage2));
    }

    private String instruct(String key, int figures, boolean mentions) {
        String name = FOLDER + "instruct-" + key;
        add(stages.data().instruct(name, figures, mentions));
        return name;
    }

    private void examine(String name, String key, String model, @Nullable String projector, List<String> trained) {
        String evaluation = FOLDER + "evaluation-" + key;
        MiniatureSettings.Evaluation amount = new MiniatureSettings.Evaluation(
                sizes.questions(), 0, 0, settings.evaluation().maxNewTokens());
        add(new EvaluationStage(evaluation, model, projector, amount).stage());
        variants.add(new Variant(name, evaluation, trained));
    }

    private void add(Stage stage) {
        if (added.put(stage.name(), stage) != null) {
            throw new IllegalStateException("two variants are called " + stage.name());
        }
    }

    private static String projector(String stage1) {
        return stage1 + "/" + TrainingStage.PROJECTOR;
    }

    /** {@code 6k} as the paper writes it. */
    private static String count(int figures) {
        return figures % 1000 == 0 ? figures / 1000 + "k" : Integer.toString(figures);
    }

    private static String epochs(double epochs) {
        String number = epochs == Math.rint(epochs) ? Long.toString(Math.round(epochs)) : Double.toString(epochs);
        return number + (epochs == 1 ? " epoch" : " epochs");
    }
}

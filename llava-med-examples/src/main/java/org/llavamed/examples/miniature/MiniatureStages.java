package org.llavamed.examples.miniature;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.train.TrainingRecipe;

/** The stages from images to a trained model, as both chains have them. */
final class MiniatureStages {
    static final String START = "start";
    static final String STAGE1 = "stage1";
    static final String STAGE2 = "stage2";

    private final MiniatureSettings settings;
    private final long seed;
    private final DataStages data;
    private final ModelStages models;

    MiniatureStages(MiniatureSettings settings, long seed) {
        this.settings = settings;
        this.seed = seed;
        this.data = new DataStages(settings, seed);
        this.models = new ModelStages(settings, seed);
    }

    DataStages data() {
        return data;
    }

    ModelStages models() {
        return models;
    }

    /** From nothing to the end of stage 1. */
    List<Stage> untilStage1() {
        return List.of(
                data.training(),
                data.test(),
                data.align(),
                data.instruct(),
                data.texts(),
                models.tokenizer(),
                models.freshTowers(),
                training("towers", settings.recipe("contrastive", seed), "towers-start", DataStages.PAIRS, true, null),
                models.freshLanguageModel("language-start", settings.languageModel()),
                language("language", "language-start"),
                models.assemble(START, "language"),
                stage1(STAGE1, START));
    }

    /** Trains a language model on the texts. */
    Stage language(String name, String start) {
        return training(name, settings.recipe("language", seed), start, DataStages.TEXTS, false, null);
    }

    /** Trains a projector on the captions. */
    Stage stage1(String name, String start) {
        TrainingRecipe recipe = settings.recipe(STAGE1, seed);
        return new TrainingStage(
                        name,
                        recipe,
                        start,
                        DataStages.ALIGNMENT,
                        DataStages.TRAIN,
                        null,
                        List.of(TrainingStage.PROJECTOR),
                        settings.saveSteps())
                .stage();
    }

    /** Trains projector and language model on dialogues. */
    Stage stage2(String name, String start, @Nullable String stage1, String instruct, @Nullable Double epochs) {
        TrainingRecipe recipe = settings.recipe(STAGE2, seed);
        return training(
                name,
                epochs == null ? recipe : recipe.toBuilder().epochs(epochs).build(),
                start,
                instruct + "/instruct.json",
                true,
                stage1 == null ? null : stage1 + "/" + TrainingStage.PROJECTOR);
    }

    private Stage training(
            String name, TrainingRecipe recipe, String model, String file, boolean images, @Nullable String projector) {
        return new TrainingStage(
                        name,
                        recipe,
                        model,
                        file,
                        images ? DataStages.TRAIN : null,
                        projector,
                        ModelStages.names(recipe, images),
                        settings.saveSteps())
                .stage();
    }
}

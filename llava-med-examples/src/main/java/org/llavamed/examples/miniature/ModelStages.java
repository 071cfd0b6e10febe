package org.llavamed.examples.miniature;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.llavamed.checkpoint.Assembly;
import org.llavamed.checkpoint.AssemblyOptions;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.checkpoint.FreshLanguageModel;
import org.llavamed.checkpoint.FreshTowers;
import org.llavamed.checkpoint.FullCheckpoint;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordReader;
import org.llavamed.error.LlavaMedException;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.tokenizer.TokenizerTrainer;
import org.llavamed.tokenizer.TrainedVocabulary;
import org.llavamed.train.TrainedModule;
import org.llavamed.train.TrainingRecipe;

/** The stages that make parts of a model without training, and those that put them together. */
final class ModelStages {
    static final String TOKENIZER = "tokenizer/tokenizer.model";

    /** Names of the files of a language model. */
    static final List<String> LANGUAGE = List.of("config.json", "model.safetensors", "tokenizer.model");

    /** Names of the files of towers. */
    static final List<String> TOWERS =
            List.of("config.json", "model.safetensors", "tokenizer.model", "preprocessor_config.json");

    /** Names of the files of a language model that looks at images. */
    static final List<String> VISION = List.of(
            "config.json",
            "model.safetensors",
            "tokenizer.model",
            "tower/config.json",
            "tower/preprocessor_config.json");

    private final MiniatureSettings settings;
    private final long seed;

    ModelStages(MiniatureSettings settings, long seed) {
        this.settings = settings;
        this.seed = seed;
    }

    /** The files of a model in a stage's folder. */
    static List<String> files(String stage, List<String> names) {
        return names.stream().map(file -> stage + "/" + file).toList();
    }

    /** Names of the files of what a recipe trains, before and after. */
    static List<String> names(TrainingRecipe recipe, boolean images) {
        if (recipe.train().contains(TrainedModule.VISION_TOWER)) {
            return TOWERS;
        }
        return images ? VISION : LANGUAGE;
    }

    /** Trains the tokenizer. */
    Stage tokenizer() {
        int vocabulary = settings.tokenizer().vocabulary();
        return new Stage(
                "tokenizer",
                SettingsJson.tree(settings.tokenizer()),
                List.of(DataStages.TEXTS),
                List.of(TOKENIZER),
                false,
                run -> {
                    TokenizerTrainer trainer = checked(() -> new TokenizerTrainer(vocabulary));
                    try (RecordReader reader = RecordReader.open(run.path(DataStages.TEXTS))) {
                        for (JsonRecord json = reader.next(); json != null; json = reader.next()) {
                            trainer.add(json.string("text"));
                            run.requireGoing();
                        }
                    }
                    TrainedVocabulary trained = trainer.train();
                    trained.write(run.folder());
                    return SettingsJson.object("pieces", trained.size());
                });
    }

    /** Random towers. */
    Stage freshTowers() {
        MiniatureSettings.TowerSizes sizes = settings.towers();
        return new Stage(
                "towers-start",
                SettingsJson.object("sizes", sizes, "seed", seed),
                List.of(TOKENIZER),
                files("towers-start", TOWERS),
                false,
                run -> {
                    FreshTowers towers = checked(() -> FreshTowers.builder(run.path("tokenizer"))
                            .imageSize(sizes.imageSize())
                            .patchSize(sizes.patchSize())
                            .visionWidth(sizes.vision().width())
                            .visionLayers(sizes.vision().layers())
                            .visionHeads(sizes.vision().heads())
                            .visionInnerSize(sizes.vision().inner())
                            .textWidth(sizes.text().width())
                            .textLayers(sizes.text().layers())
                            .textHeads(sizes.text().heads())
                            .textInnerSize(sizes.text().inner())
                            .positions(sizes.textPositions())
                            .projectionSize(sizes.projection())
                            .padToSquare(true) // as the model with this tower will
                            .seed(seed)
                            .build());
                    towers.write(run.folder(), written -> {});
                    return SettingsJson.object();
                });
    }

    /** A random language model. */
    Stage freshLanguageModel(String name, MiniatureSettings.LanguageSizes sizes) {
        return new Stage(
                name,
                SettingsJson.object("sizes", sizes, "seed", seed),
                List.of(TOKENIZER),
                files(name, LANGUAGE),
                false,
                run -> {
                    FreshLanguageModel model = checked(() -> FreshLanguageModel.builder(run.path("tokenizer"))
                            .width(sizes.width())
                            .layers(sizes.layers())
                            .heads(sizes.heads())
                            .kvHeads(sizes.kvHeads())
                            .innerSize(sizes.inner())
                            .positions(sizes.positions())
                            .seed(seed)
                            .build());
                    model.write(run.folder(), written -> {});
                    return SettingsJson.object();
                });
    }

    /** Puts the trained parts together, with a projector that knows nothing. */
    Stage assemble(String name, String languageModel) {
        List<String> inputs = new ArrayList<>(files("towers", TOWERS));
        inputs.addAll(files(languageModel, LANGUAGE));
        return new Stage(
                name,
                SettingsJson.object("projector", settings.projector(), "seed", seed),
                inputs,
                files(name, VISION),
                false,
                run -> {
                    AssemblyOptions options = checked(() -> AssemblyOptions.defaults()
                            .withProjectorType(settings.projector())
                            .withSeed(seed)
                            .withType(SafetensorsType.F32));
                    Assembly.of(run.path(languageModel), run.path("towers"), options)
                            .write(run.folder(), written -> {});
                    return SettingsJson.object();
                });
    }

    /** The trained model in 16 bit. */
    Stage model() {
        return new Stage(
                "model",
                SettingsJson.object("type", "bf16"),
                files("stage2", VISION),
                files("model", VISION),
                false,
                run -> half(run.path("stage2"), run.folder()));
    }

    private static ObjectNode half(Path from, Path to) {
        Checkpoint trained = Checkpoint.open(from, CheckpointOptions.defaults());
        FullCheckpoint half = FullCheckpoint.of(trained, SafetensorsType.BF16);
        half.write(
                to,
                Set.of(),
                (name, first, target) -> {
                    throw new IllegalStateException(name + " has not changed");
                },
                written -> {});
        return SettingsJson.object("megabytes", Math.round(half.bytes() / 1e4) / 100.0);
    }

    /** Sizes that do not go together are a mistake in the settings. */
    private static <T> T checked(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new LlavaMedException("settings of the miniature: " + e.getMessage(), e);
        }
    }
}

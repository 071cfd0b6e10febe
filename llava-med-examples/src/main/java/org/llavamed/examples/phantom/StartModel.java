package org.llavamed.examples.phantom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.llavamed.checkpoint.Assembly;
import org.llavamed.checkpoint.AssemblyOptions;
import org.llavamed.checkpoint.Layout;
import org.llavamed.checkpoint.RandomCheckpoint;
import org.llavamed.checkpoint.RandomShape;
import org.llavamed.checkpoint.VisionConfig;
import org.llavamed.error.LlavaMedException;
import org.llavamed.safetensors.SafetensorsType;

/**
 * The parts of a model small enough to be trained in minutes: a language model of 260,000 parameters that tells children's
 * stories in 512 pieces of words, and a CLIP tower with random weights, which never learns and yet tells images apart.
 */
public final class StartModel {
    private static final VisionConfig TOWER = new VisionConfig(
            128, // wide enough to keep most of the 588 numbers of a 14 x 14 patch
            256,
            2,
            4,
            Lesion.SIDE,
            14,
            1e-5,
            VisionConfig.Activation.QUICK_GELU,
            List.of(-2),
            VisionConfig.SelectFeature.PATCH);

    private StartModel() {}

    /**
     * Puts the parts together, with a new projector.
     *
     * @param folder gets the folders {@code language}, {@code vision} and {@code start}, the last one being the checkpoint
     * @param seed of tower and projector
     * @return the checkpoint's folder
     */
    public static Path write(Path folder, long seed) {
        Path language = folder.resolve("language");
        copyLanguageModel(language);
        Path vision = folder.resolve("vision");
        RandomCheckpoint.of(RandomShape.tiny(Layout.ORIGINAL_LLAMA, 512)
                        .withVision(TOWER)
                        .withTowerFolder(true))
                .withType(SafetensorsType.F32)
                .withSeed(seed)
                .write(vision, written -> {});
        Path start = folder.resolve("start");
        Assembly.of(
                        language,
                        vision.resolve("tower"),
                        AssemblyOptions.defaults().withSeed(seed))
                .write(start, written -> {});
        return start;
    }

    private static void copyLanguageModel(Path folder) {
        try {
            Files.createDirectories(folder);
            for (String file : List.of("config.json", "model.safetensors", "tokenizer.model")) {
                try (InputStream in = StartModel.class.getResourceAsStream("stories260k/" + file)) {
                    if (in == null) {
                        throw new IllegalStateException("the language model is not on the class path");
                    }
                    Files.copy(in, folder.resolve(file));
                }
            }
        } catch (IOException e) {
            throw new LlavaMedException(folder + ": the language model cannot be written (" + e + ")", e);
        }
    }
}

package org.llavamed.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.VisionConfigReader.Selection;
import org.llavamed.error.CheckpointException;
import org.llavamed.image.ImagePreprocessing;

/**
 * Finds the vision tower of a configuration: its {@code vision_config}, a folder that {@code mm_vision_tower} names, or a
 * published tower whose sizes are known.
 */
final class TowerResolver {
    /** Input side of the towers that need no folder; both are CLIP ViT-L/14. */
    static final Map<String, Integer> KNOWN =
            Map.of("openai/clip-vit-large-patch14-336", 336, "openai/clip-vit-large-patch14", 224);

    private final Path checkpoint;
    private final JsonObject config;
    private final CheckpointOptions options;
    private final Selection selection;

    TowerResolver(Path checkpoint, JsonObject config, CheckpointOptions options, Selection selection) {
        this.checkpoint = checkpoint;
        this.config = config;
        this.options = options;
        this.selection = selection;
    }

    /** A conversion: sizes in vision_config, images as preprocessor_config.json says, no other folder. */
    Tower ofConversion() {
        JsonObject part = config.object("vision_config");
        VisionConfig vision =
                part == null ? VisionConfigReader.clipLarge(336, selection) : VisionConfigReader.read(part, selection);
        return new Tower("vision_config", vision, PreprocessorReader.read(checkpoint, vision), null);
    }

    /** An original layout; null if it names no tower and is text-only. */
    @Nullable
    Tower ofOriginal() {
        String key = config.has("mm_vision_tower") ? "mm_vision_tower" : "vision_tower";
        String name = config.text(key);
        JsonObject part = config.object("vision_config");
        if (name == null || name.isBlank()) {
            if (part == null) {
                return null;
            }
            VisionConfig vision = VisionConfigReader.read(part, selection);
            return new Tower("vision_config", vision, PreprocessorReader.read(checkpoint, vision), null);
        }
        if (name.toLowerCase(Locale.ROOT).matches("(?s).*(biomedclip|biomed_clip).*")) {
            throw config.refuse(key, "BiomedCLIP towers are not supported, only CLIP vision transformers");
        }
        Path folder = folder(key, name);
        if (part != null) {
            VisionConfig vision = VisionConfigReader.read(part, selection);
            Path settings = folder == null ? checkpoint : folder;
            return new Tower(name, vision, PreprocessorReader.read(settings, vision), folder);
        }
        if (folder != null) {
            VisionConfig vision = ofFolder(JsonObject.read(folder.resolve("config.json")), selection);
            return new Tower(name, vision, PreprocessorReader.read(folder, vision), folder);
        }
        Integer size = KNOWN.get(name);
        if (size == null) {
            throw config.refuse(
                    key,
                    "this is neither a folder in " + checkpoint + " nor a known tower ("
                            + String.join(", ", KNOWN.keySet())
                            + "); put the tower's config.json, preprocessor_config.json and model.safetensors into such"
                            + " a folder");
        }
        VisionConfig vision = VisionConfigReader.clipLarge(size, selection);
        return new Tower(name, vision, ImagePreprocessing.clip(size, false), null);
    }

    /** A tower by the configuration of its own folder. */
    static VisionConfig ofFolder(JsonObject tower, Selection selection) {
        if (tower.text("model_type", "clip_vision_model").equals("clip")) {
            // CLIPConfig of both encoders; files of 2022 repeat the part as vision_config_dict.
            JsonObject part = tower.object(tower.has("vision_config") ? "vision_config" : "vision_config_dict");
            return VisionConfigReader.read(part == null ? tower.empty("vision_config") : part, selection);
        }
        return VisionConfigReader.read(tower, selection);
    }

    /** The folder that a tower's name means, or null if there is none; never one outside unless that is allowed. */
    private @Nullable Path folder(String key, String name) {
        Path base = checkpoint.toAbsolutePath().normalize();
        Path folder;
        try {
            folder = base.resolve(name).normalize();
        } catch (InvalidPathException e) {
            CheckpointException refused = config.refuse(key, "this is not a path");
            refused.initCause(e);
            throw refused;
        }
        if (folder.equals(base)) {
            throw config.refuse(key, "the tower cannot be the checkpoint folder itself");
        }
        if (!folder.startsWith(base)) {
            // Refused before anything there is touched, so a checkpoint cannot probe the file system.
            if (!options.allowOutsidePaths()) {
                throw outside(key, folder);
            }
            if (!Files.isDirectory(folder)) {
                throw config.refuse(key, "there is no folder " + folder);
            }
            return folder;
        }
        if (!Files.isDirectory(folder)) {
            return null;
        }
        try {
            if (!folder.toRealPath().startsWith(base.toRealPath()) && !options.allowOutsidePaths()) {
                throw outside(key, folder.toRealPath());
            }
        } catch (IOException e) {
            throw new CheckpointException(folder + ": cannot be resolved: " + e, e);
        }
        return folder;
    }

    private CheckpointException outside(String key, Path folder) {
        return config.refuse(
                key,
                "this leads to " + folder + ", outside the checkpoint folder " + checkpoint
                        + "; allow it with CheckpointOptions.withAllowOutsidePaths(true) if you trust the checkpoint");
    }
}

package org.llavamed.checkpoint;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llavamed.image.ImagePreprocessing;
import org.llavamed.image.ImagePreprocessing.Resampling;
import org.llavamed.image.ImagePreprocessing.Resize;

/**
 * Reads {@code preprocessor_config.json}, or the {@code image_processor} part of {@code processor_config.json}, by the
 * rules of transformers' CLIPImageProcessor and LlavaImageProcessor. Absent keys take CLIP's settings at the tower's size.
 */
final class PreprocessorReader {
    private static final int MAX_SIDE = 1 << 14;

    private PreprocessorReader() {}

    /** The settings of a folder, or CLIP's at the given size if it has no such file. */
    static ImagePreprocessing read(Path folder, VisionConfig vision) {
        JsonObject config = find(folder);
        if (config == null) {
            return ImagePreprocessing.clip(vision.imageSize(), false);
        }
        ImagePreprocessing preprocessing = parse(config, vision.imageSize());
        checkFits(config, preprocessing, vision.imageSize());
        return preprocessing;
    }

    private static @Nullable JsonObject find(Path folder) {
        JsonObject own = JsonObject.readIfPresent(folder.resolve("preprocessor_config.json"));
        if (own != null) {
            return own;
        }
        JsonObject processor = JsonObject.readIfPresent(folder.resolve("processor_config.json"));
        return processor == null ? null : processor.object("image_processor");
    }

    private static ImagePreprocessing parse(JsonObject config, int towerSize) {
        for (String key : new String[] {"image_processor_type", "feature_extractor_type"}) {
            String type = config.text(key);
            // A type such as LlavaNextImageProcessor tiles; treating it as CLIP's would silently change the pixels.
            if (type != null && !type.matches("(CLIP|Llava)(ImageProcessor|FeatureExtractor)(Fast|Pil)?")) {
                throw config.refuse(key, "only CLIPImageProcessor and LlavaImageProcessor are supported");
            }
        }
        Resize resize = config.bool("do_resize", true) ? size(config, towerSize) : null;
        int[] crop = config.bool("do_center_crop", true) ? crop(config, towerSize) : new int[] {0, 0};
        boolean normalize = config.bool("do_normalize", true);
        double rescale = config.bool("do_rescale", true) ? config.number("rescale_factor", 1 / 255.0, 1e-9, 1e9) : 1;
        return new ImagePreprocessing(
                config.bool("do_pad", false),
                resize,
                resampling(config),
                crop[0],
                crop[1],
                rescale,
                config.channels("image_mean", ImagePreprocessing.CLIP_MEAN, -1e6, 1e6).stream()
                        .map(mean -> normalize ? mean : Double.valueOf(0))
                        .toList(),
                config.channels("image_std", ImagePreprocessing.CLIP_STD, 1e-9, 1e9).stream()
                        .map(std -> normalize ? std : Double.valueOf(1))
                        .toList());
    }

    private static Resampling resampling(JsonObject config) {
        return switch (config.integer("resample", 3, 0, 100)) {
            case 2 -> Resampling.BILINEAR;
            case 3 -> Resampling.BICUBIC;
            default -> throw config.refuse("resample", "only 2 (bilinear) and 3 (bicubic) are supported");
        };
    }

    private static Resize size(JsonObject config, int towerSize) {
        if (!config.has("size")) {
            return new Resize(towerSize, 0, 0);
        }
        if (config.isNumber("size")) {
            return new Resize(config.integer("size", towerSize, 1, MAX_SIDE), 0, 0);
        }
        JsonObject size = config.required("size");
        if (size.has("longest_edge") || size.has("shortest_edge") == size.has("height")) {
            throw config.refuse("size", "it must have shortest_edge, or height and width");
        }
        if (size.has("shortest_edge")) {
            return new Resize(size.integer("shortest_edge", towerSize, 1, MAX_SIDE), 0, 0);
        }
        if (!size.has("width")) {
            throw config.refuse("size", "it has height but no width");
        }
        return new Resize(0, size.integer("height", 0, 1, MAX_SIDE), size.integer("width", 0, 1, MAX_SIDE));
    }

    private static int[] crop(JsonObject config, int towerSize) {
        if (!config.has("crop_size") || config.isNumber("crop_size")) {
            int side = config.integer("crop_size", towerSize, 1, MAX_SIDE);
            return new int[] {side, side};
        }
        JsonObject crop = config.required("crop_size");
        if (!crop.has("height") || !crop.has("width")) {
            throw config.refuse("crop_size", "it must have height and width");
        }
        return new int[] {crop.integer("height", 0, 1, MAX_SIDE), crop.integer("width", 0, 1, MAX_SIDE)};
    }

    /** The tower takes one size only; settings that give another are refused here and not at the first image. */
    private static void checkFits(JsonObject config, ImagePreprocessing settings, int towerSize) {
        Resize resize = settings.resize();
        if (settings.cropHeight() > 0) {
            if (settings.cropHeight() != towerSize || settings.cropWidth() != towerSize) {
                throw config.refuse("crop_size", "the vision tower takes images of " + towerSize + " pixels");
            }
        } else if (resize == null) {
            throw config.refuse("do_resize", "without resize and crop images do not get the tower's " + towerSize);
        } else if (resize.shortestEdge() > 0) {
            if (resize.shortestEdge() != towerSize || !settings.padToSquare()) {
                throw config.refuse(
                        "do_center_crop", "without crop images would not become " + towerSize + " pixels square");
            }
        } else if (resize.height() != towerSize || resize.width() != towerSize) {
            throw config.refuse("size", "the vision tower takes images of " + towerSize + " pixels");
        }
    }
}

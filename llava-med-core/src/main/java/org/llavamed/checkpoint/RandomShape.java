package org.llavamed.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.LanguageConfig.Family;
import org.llavamed.checkpoint.VisionConfig.Activation;
import org.llavamed.checkpoint.VisionConfig.SelectFeature;

/**
 * The shape of a random checkpoint: sizes as in the configuration it will have. Immutable; start from {@link #like} or
 * {@link #tiny} and change parts.
 *
 * @param layout naming of tensors and keys
 * @param language the decoder; its family must fit an original layout
 * @param vision the tower, or null for a text-only checkpoint
 * @param projectorType {@code mm_projector_type}: {@code linear}, {@code mlpNx_gelu} or {@code identity}; conversions have
 *     {@code mlp2x_gelu} only
 * @param startEnd start, end and patch tokens: the last three rows of the vocabulary, in the order patch, start, end
 * @param pad {@code image_aspect_ratio: pad} or {@code do_pad}
 * @param towerFolder put the tower's weights into the folder {@code tower} instead of the checkpoint's own files
 * @param imageTokenId {@code image_token_index} of a conversion
 */
public record RandomShape(
        Layout layout,
        LanguageConfig language,
        @Nullable VisionConfig vision,
        String projectorType,
        boolean startEnd,
        boolean pad,
        boolean towerFolder,
        int imageTokenId) {

    private static final VisionConfig CLIP_336 = new VisionConfig(
            1024, 4096, 24, 16, 336, 14, 1e-5, Activation.QUICK_GELU, List.of(-2), SelectFeature.PATCH);
    private static final VisionConfig CLIP_224 = new VisionConfig(
            1024, 4096, 24, 16, 224, 14, 1e-5, Activation.QUICK_GELU, List.of(-2), SelectFeature.PATCH);

    private static final Map<String, RandomShape> PUBLISHED = new TreeMap<>(Map.of(
            "llava-med-v1.5-mistral-7b",
            new RandomShape(Layout.ORIGINAL_MISTRAL, mistral(32000), CLIP_336, "mlp2x_gelu", false, true, false, 32000),
            "llava-med-v1.5-mistral-7b-hf",
            new RandomShape(Layout.HF_GEN1, mistral(32064), CLIP_336, "mlp2x_gelu", false, false, false, 32000),
            "llava-med-7b",
            new RandomShape(Layout.ORIGINAL_LLAMA, llama(32003, 2048), CLIP_224, "linear", true, false, true, 32000),
            "llava-v1.5-7b",
            new RandomShape(
                    Layout.ORIGINAL_LLAMA, llama(32000, 4096), CLIP_336, "mlp2x_gelu", false, true, false, 32000),
            "llava-1.5-7b-hf",
            new RandomShape(Layout.HF_GEN1, llama(32064, 4096), CLIP_336, "mlp2x_gelu", false, false, false, 32000)));

    /**
     * Checks that the parts fit together.
     *
     * @param layout the component
     * @param language the component
     * @param vision the component
     * @param projectorType the component
     * @param startEnd the component
     * @param pad the component
     * @param towerFolder the component
     * @param imageTokenId the component
     */
    public RandomShape {
        Family expected = layout == Layout.ORIGINAL_MISTRAL ? Family.MISTRAL : Family.LLAMA;
        if (!layout.isHuggingFace() && language.family() != expected) {
            throw new IllegalArgumentException(layout + " has a decoder of the family " + expected);
        }
        if (layout.isHuggingFace()
                && (vision == null || !projectorType.equals("mlp2x_gelu") || startEnd || towerFolder)) {
            throw new IllegalArgumentException(
                    layout + " has its own vision tower, an mlp2x_gelu projector and no start and end tokens");
        }
        if (!projectorType.matches("linear|identity|mlp[1-9]\\d?x_gelu")) {
            throw new IllegalArgumentException("projectorType is \"" + projectorType + '"');
        }
        if (startEnd && language.vocabularySize() < 4) {
            throw new IllegalArgumentException(
                    "a vocabulary of " + language.vocabularySize() + " has no room for tokens");
        }
    }

    private static LanguageConfig mistral(int vocabulary) {
        return new LanguageConfig(
                Family.MISTRAL, 4096, 14336, 32, 32, 8, 128, 1e-5, 1e6, 32768, vocabulary, null, false);
    }

    private static LanguageConfig llama(int vocabulary, int positions) {
        double eps = positions == 2048 ? 1e-6 : 1e-5; // Vicuna-v1.5 has LLaMA-2's epsilon
        return new LanguageConfig(
                Family.LLAMA, 4096, 11008, 32, 32, 32, 128, eps, 1e4, positions, vocabulary, null, false);
    }

    /**
     * A published shape.
     *
     * @param name one of {@link #names}
     * @return the shape
     * @throws IllegalArgumentException if the name is unknown; the message lists those there are
     */
    public static RandomShape like(String name) {
        RandomShape shape = PUBLISHED.get(name);
        if (shape == null) {
            throw new IllegalArgumentException("no shape \"" + name + "\"; known are " + String.join(", ", names()));
        }
        return shape;
    }

    /**
     * The published shapes.
     *
     * @return their names, sorted
     */
    public static List<String> names() {
        return List.copyOf(PUBLISHED.keySet());
    }

    /**
     * A model of some 100,000 parameters whose answers mean nothing: hidden width 32, 2 decoder layers, 4 heads, 2 (Mistral)
     * or 4 key-value heads, 512 positions, a tower of 3 layers for images of 28 pixels (4 features).
     *
     * @param layout naming of tensors and keys; conversions get a Mistral decoder
     * @param vocabulary rows of the embedding table, e.g. the size of the tokenizer that goes with it
     * @return the shape, with an mlp2x_gelu projector and the tower inside
     */
    public static RandomShape tiny(Layout layout, int vocabulary) {
        boolean mistral = layout != Layout.ORIGINAL_LLAMA;
        LanguageConfig language = new LanguageConfig(
                mistral ? Family.MISTRAL : Family.LLAMA,
                32,
                48,
                2,
                4,
                mistral ? 2 : 4,
                8,
                1e-5,
                1e4,
                512,
                vocabulary,
                null,
                false);
        VisionConfig vision =
                new VisionConfig(16, 32, 3, 2, 28, 14, 1e-5, Activation.QUICK_GELU, List.of(-2), SelectFeature.PATCH);
        return new RandomShape(
                layout, language, vision, "mlp2x_gelu", false, !layout.isHuggingFace(), false, vocabulary);
    }

    /**
     * A copy with another number of decoder layers.
     *
     * @param layers number of blocks
     * @return a copy
     */
    public RandomShape withLayers(int layers) {
        LanguageConfig l = language;
        return withLanguage(new LanguageConfig(
                l.family(),
                l.hiddenSize(),
                l.intermediateSize(),
                layers,
                l.heads(),
                l.kvHeads(),
                l.headDim(),
                l.rmsNormEps(),
                l.ropeTheta(),
                l.maxPositions(),
                l.vocabularySize(),
                l.slidingWindow(),
                l.tiedEmbeddings()));
    }

    /**
     * A copy with another decoder.
     *
     * @param other the decoder
     * @return a copy
     */
    public RandomShape withLanguage(LanguageConfig other) {
        return new RandomShape(layout, other, vision, projectorType, startEnd, pad, towerFolder, imageTokenId);
    }

    /**
     * A copy with another tower, or none.
     *
     * @param other the tower, or null
     * @return a copy
     */
    public RandomShape withVision(@Nullable VisionConfig other) {
        return new RandomShape(layout, language, other, projectorType, startEnd, pad, towerFolder, imageTokenId);
    }

    /**
     * A copy of LLaVA-Med v1.0's kind: linear projector, start, end and patch tokens, tower in a folder of its own, no
     * padding.
     *
     * @return a copy
     */
    public RandomShape asVersionOne() {
        return new RandomShape(layout, language, vision, "linear", true, false, true, imageTokenId);
    }

    /**
     * A copy with the tower's weights inside or in a folder of their own.
     *
     * @param apart see {@link #towerFolder}
     * @return a copy
     */
    public RandomShape withTowerFolder(boolean apart) {
        return new RandomShape(layout, language, vision, projectorType, startEnd, pad, apart, imageTokenId);
    }

    /** Whether the tower is one whose sizes need no folder, by its published name. */
    @Nullable
    String knownTower() {
        return vision == null ? null : knownTower(vision);
    }

    /** The published name of a tower of these sizes, or null. */
    static @Nullable String knownTower(VisionConfig sizes) {
        VisionConfig like = sizes.imageSize() == 336 ? CLIP_336 : CLIP_224;
        boolean known = like.equals(new VisionConfig(
                sizes.hiddenSize(),
                sizes.intermediateSize(),
                sizes.layers(),
                sizes.heads(),
                sizes.imageSize(),
                sizes.patchSize(),
                sizes.layerNormEps(),
                sizes.activation(),
                like.selectLayers(),
                like.selectFeature()));
        return !known
                ? null
                : sizes.imageSize() == 336 ? "openai/clip-vit-large-patch14-336" : "openai/clip-vit-large-patch14";
    }

    /** What the projector is made of. */
    @Nullable
    ProjectorConfig projector() {
        if (vision == null) {
            return null;
        }
        int width = vision.featureWidth();
        int hidden = language.hiddenSize();
        return switch (projectorType) {
            case "linear" -> new ProjectorConfig(ProjectorConfig.Type.LINEAR, 1, width, hidden, true);
            case "identity" -> new ProjectorConfig(ProjectorConfig.Type.IDENTITY, 0, width, hidden, false);
            default ->
                new ProjectorConfig(
                        ProjectorConfig.Type.MLP,
                        Integer.parseInt(projectorType.substring(3, projectorType.indexOf('x'))), // mlpNx_gelu
                        width,
                        hidden,
                        true);
        };
    }
}

package org.llavamed.checkpoint;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.FreshTowers.ClipTextSizes;
import org.llavamed.tokenizer.Tokenizer;

/** Collects the sizes of {@link FreshTowers}. Not thread-safe. */
public final class FreshTowersBuilder {
    private final Path tokenizerFolder;
    private int imageSize = 112;
    private int patchSize = 14;
    private int visionWidth = 192;
    private int visionLayers = 6;
    private int visionHeads = 6;
    private @Nullable Integer visionInnerSize;
    private int textWidth = 192;
    private int textLayers = 4;
    private int textHeads = 6;
    private @Nullable Integer textInnerSize;
    private int positions = 77;
    private int projectionSize = 128;
    private boolean padToSquare;
    private long seed;

    FreshTowersBuilder(Path tokenizerFolder) {
        this.tokenizerFolder = tokenizerFolder;
    }

    /**
     * Side of the images the vision tower sees; the default is 112.
     *
     * @param pixels a multiple of the patch size
     * @return this
     */
    public FreshTowersBuilder imageSize(int pixels) {
        imageSize = pixels;
        return this;
    }

    /**
     * Side of a patch; the default is 14.
     *
     * @param pixels 1 or more
     * @return this
     */
    public FreshTowersBuilder patchSize(int pixels) {
        patchSize = pixels;
        return this;
    }

    /**
     * Width of the vision tower; the default is 192.
     *
     * @param value a multiple of its heads
     * @return this
     */
    public FreshTowersBuilder visionWidth(int value) {
        visionWidth = value;
        return this;
    }

    /**
     * Blocks of the vision tower; the default is 6.
     *
     * @param value 1 to 1,024
     * @return this
     */
    public FreshTowersBuilder visionLayers(int value) {
        visionLayers = value;
        return this;
    }

    /**
     * Heads of the vision tower; the default is 6.
     *
     * @param value 1 or more
     * @return this
     */
    public FreshTowersBuilder visionHeads(int value) {
        visionHeads = value;
        return this;
    }

    /**
     * Width of the vision tower's MLP; the default is four times its width.
     *
     * @param value 1 or more
     * @return this
     */
    public FreshTowersBuilder visionInnerSize(int value) {
        visionInnerSize = value;
        return this;
    }

    /**
     * Width of the text tower; the default is 192.
     *
     * @param value a multiple of its heads
     * @return this
     */
    public FreshTowersBuilder textWidth(int value) {
        textWidth = value;
        return this;
    }

    /**
     * Blocks of the text tower; the default is 4.
     *
     * @param value 1 to 1,024
     * @return this
     */
    public FreshTowersBuilder textLayers(int value) {
        textLayers = value;
        return this;
    }

    /**
     * Heads of the text tower; the default is 6.
     *
     * @param value 1 or more
     * @return this
     */
    public FreshTowersBuilder textHeads(int value) {
        textHeads = value;
        return this;
    }

    /**
     * Width of the text tower's MLP; the default is four times its width.
     *
     * @param value 1 or more
     * @return this
     */
    public FreshTowersBuilder textInnerSize(int value) {
        textInnerSize = value;
        return this;
    }

    /**
     * Longest text, its first and last token counted; the default is 77, CLIP's.
     *
     * @param tokens 2 or more
     * @return this
     */
    public FreshTowersBuilder positions(int tokens) {
        positions = tokens;
        return this;
    }

    /**
     * Dimensions in which images and texts are compared; the default is 128.
     *
     * @param value 1 or more
     * @return this
     */
    public FreshTowersBuilder projectionSize(int value) {
        projectionSize = value;
        return this;
    }

    /**
     * Whether images are padded to squares, as LLaVA-Med does, instead of cropped, as CLIP does, which is the default. A tower
     * that is assembled with a language model should have learned from images as the model sees them.
     *
     * @param value true to pad
     * @return this
     */
    public FreshTowersBuilder padToSquare(boolean value) {
        padToSquare = value;
        return this;
    }

    /**
     * Seed of the weights; the default is 0.
     *
     * @param value any number
     * @return this
     */
    public FreshTowersBuilder seed(long value) {
        seed = value;
        return this;
    }

    /**
     * Reads the tokenizer and makes the plan.
     *
     * @return the towers to write
     * @throws IllegalArgumentException if the sizes are out of range or contradict each other; the message names them
     * @throws org.llavamed.error.CheckpointException if the tokenizer cannot be read
     */
    public FreshTowers build() {
        return FreshTowers.of(this, Tokenizer.load(tokenizerFolder));
    }

    Path tokenizerFolder() {
        return tokenizerFolder;
    }

    boolean isPadToSquare() {
        return padToSquare;
    }

    long seed() {
        return seed;
    }

    int projectionSize() {
        FreshWeights.size("projectionSize", projectionSize, 1, LanguageConfigReader.MAX_WIDTH);
        return projectionSize;
    }

    VisionConfig vision(double epsilon) {
        FreshWeights.size("imageSize", imageSize, 1, VisionConfigReader.MAX_IMAGE);
        FreshWeights.size("patchSize", patchSize, 1, imageSize);
        FreshWeights.multiple("imageSize", imageSize, "patchSize", patchSize);
        FreshWeights.size("patches a side", imageSize / patchSize, 1, VisionConfigReader.MAX_PATCHES_A_SIDE);
        int inner = inner("vision", visionWidth, visionLayers, visionHeads, visionInnerSize);
        return FreshTowers.vision(visionWidth, inner, visionLayers, visionHeads, imageSize, patchSize, epsilon);
    }

    ClipTextSizes text(int vocabulary) {
        int inner = inner("text", textWidth, textLayers, textHeads, textInnerSize);
        FreshWeights.size("positions", positions, 2, LanguageConfigReader.MAX_POSITIONS);
        return new ClipTextSizes(textWidth, inner, textLayers, textHeads, positions, vocabulary);
    }

    private static int inner(String tower, int width, int layers, int heads, @Nullable Integer inner) {
        FreshWeights.size(tower + "Width", width, 1, LanguageConfigReader.MAX_WIDTH);
        FreshWeights.size(tower + "Layers", layers, 1, LanguageConfigReader.MAX_LAYERS);
        FreshWeights.size(tower + "Heads", heads, 1, LanguageConfigReader.MAX_HEADS);
        FreshWeights.multiple(tower + "Width", width, tower + "Heads", heads);
        int size = inner == null ? 4 * width : inner;
        FreshWeights.size(tower + "InnerSize", size, 1, 4 * LanguageConfigReader.MAX_WIDTH);
        return size;
    }
}

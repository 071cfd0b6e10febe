package org.llavamed.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.checkpoint.ModelConfig;
import org.llavamed.internal.training.EncodedSample;
import org.llavamed.internal.training.SampleEncoder;
import org.llavamed.tokenizer.Tokenizer;

/**
 * Shows which tokens of a sample a run would learn, without loading weights or decoding images. Immutable; any number of
 * threads may share one.
 */
public final class LabelPreview {
    private final Tokenizer tokenizer;
    private final SampleEncoder encoder;
    private final String template;

    private LabelPreview(Tokenizer tokenizer, SampleEncoder encoder, String template) {
        this.tokenizer = tokenizer;
        this.encoder = encoder;
        this.template = template;
    }

    /**
     * Opens a checkpoint's configuration and tokenizer.
     *
     * @param model folder of the checkpoint
     * @param template a key of {@link org.llavamed.prompt.TrainingTemplate#keys()}, or null for the one that a recipe without
     *     template trains this checkpoint with
     * @param maxLength positions a sample may take, images expanded; 1 or more
     * @return the preview
     * @throws org.llavamed.error.CheckpointException if the checkpoint cannot be read; the message names the file
     * @throws org.llavamed.error.PromptException for a template with which nothing can be trained
     * @throws IllegalArgumentException if the length is not positive
     */
    public static LabelPreview of(Path model, @Nullable String template, int maxLength) {
        return of(model, template, maxLength, CheckpointOptions.defaults());
    }

    /**
     * Opens a checkpoint's configuration and tokenizer.
     *
     * @param model folder of the checkpoint
     * @param template a key of {@link org.llavamed.prompt.TrainingTemplate#keys()}, or null for the one that a recipe without
     *     template trains this checkpoint with
     * @param maxLength positions a sample may take, images expanded; 1 or more
     * @param options where its vision tower is
     * @return the preview
     * @throws org.llavamed.error.CheckpointException if the checkpoint cannot be read; the message names the file
     * @throws org.llavamed.error.PromptException for a template with which nothing can be trained
     * @throws IllegalArgumentException if the length is not positive
     */
    public static LabelPreview of(Path model, @Nullable String template, int maxLength, CheckpointOptions options) {
        if (maxLength < 1) {
            throw new IllegalArgumentException("max length must be 1 or more, not " + maxLength);
        }
        ModelConfig config = Checkpoint.open(model, options).config();
        Tokenizer tokenizer = Tokenizer.load(model);
        String key = template == null ? TrainingModel.ownTemplate(config) : template;
        SampleEncoder encoder = new SampleEncoder(
                tokenizer,
                config.imageTokens(),
                config.layout().isHuggingFace(),
                config.language().vocabularySize(),
                key,
                Math.min(maxLength, config.language().maxPositions()),
                config.vision() == null ? 0 : config.vision().featuresPerImage());
        return new LabelPreview(tokenizer, encoder, key);
    }

    /**
     * The template samples are shown in.
     *
     * @return its key
     */
    public String template() {
        return template;
    }

    /**
     * Labels a sample.
     *
     * @param sample the sample; its images are not opened
     * @return its tokens, cut to the length, or to the positions the model has if these are fewer
     * @throws org.llavamed.error.PromptException if the template has no form for it or its images do not fit; the message
     *     names the sample
     */
    public LabelledTokens label(TrainingSample sample) {
        EncodedSample encoded =
                encoder.encode(sample.id(), sample.turns(), sample.images().size());
        List<LabelledToken> tokens = new ArrayList<>();
        for (int i = 0; i < encoded.ids().length; i++) {
            int id = encoded.ids()[i];
            boolean image = id == LabelledToken.IMAGE;
            String text = image ? "<image>" : tokenizer.piece(id).replace('▁', ' ');
            tokens.add(new LabelledToken(id, text, encoded.learned()[i], image));
        }
        return new LabelledTokens(
                tokens, encoded.positions(), encoded.learnedTokens(), encoded.cut(), encoded.droppedFirstTurn());
    }
}

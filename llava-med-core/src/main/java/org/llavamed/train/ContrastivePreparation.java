package org.llavamed.train;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.ImageException;
import org.llavamed.error.LlavaMedException;
import org.llavamed.error.PromptException;
import org.llavamed.image.ImagePreprocessing;
import org.llavamed.image.ImagePreprocessor;
import org.llavamed.image.ImageSource;
import org.llavamed.image.RgbImage;
import org.llavamed.internal.training.EncodedSample;

/**
 * Reads an image with its text. A run sees its samples in dozens of epochs, and decoding an image takes far longer than its
 * share of a step: so the images of the first samples stay in memory as bytes in the tower's size, as many as a bound
 * allows. What the tower gets is the same. Safe for threads if the source is.
 */
final class ContrastivePreparation {
    private final SampleSource source;
    private final ContrastiveText text;
    private final ImagePreprocessor preprocessor;
    private final int imagePositions;
    private final AtomicLong room;
    private final Map<Integer, RgbImage> images = new ConcurrentHashMap<>();

    /**
     * Prepares samples.
     *
     * @param source the samples
     * @param text encodes their texts
     * @param preprocessing of the vision tower
     * @param imagePositions positions an image takes in the tower
     * @param bytes how much memory images may take
     */
    ContrastivePreparation(
            SampleSource source,
            ContrastiveText text,
            ImagePreprocessing preprocessing,
            int imagePositions,
            long bytes) {
        this.source = source;
        this.text = text;
        this.preprocessor = new ImagePreprocessor(preprocessing);
        this.imagePositions = imagePositions;
        this.room = new AtomicLong(bytes);
    }

    /** Throws {@link LlavaMedException} that names the sample. */
    PreparedSample prepare(int index) {
        TrainingSample sample = SamplePreparation.read(source, index);
        List<ImageSource> sources = sample.images();
        if (sources.size() != 1) {
            throw new PromptException("sample " + sample.id() + ": has "
                    + (sources.isEmpty() ? "no image" : sources.size() + " images")
                    + "; exactly one is contrasted with the text");
        }
        EncodedSample tokens;
        try {
            tokens = text.encode(sample.turns(), imagePositions);
        } catch (PromptException e) {
            throw new PromptException("sample " + sample.id() + ": " + e.getMessage(), e);
        }
        RgbImage image = images.get(index);
        if (image == null) {
            try {
                image = preprocessor.fit(sources.get(0).decode());
            } catch (ImageException e) {
                throw new ImageException("sample " + sample.id() + ": " + e.getMessage(), e);
            }
            keep(index, image);
        }
        // A digest is for caches of features only, and a tower in training has none.
        return new PreparedSample(
                sample.id(), tokens, List.of(new PreparedSample.Picture("", preprocessor.normalise(image), null)));
    }

    private void keep(int index, RgbImage image) {
        long bytes = 3L * image.width() * image.height();
        if (room.addAndGet(-bytes) < 0) {
            room.addAndGet(bytes);
            return;
        }
        @Nullable RgbImage other = images.putIfAbsent(index, image);
        if (other != null) {
            room.addAndGet(bytes);
        }
    }

    /** Images in memory. */
    int kept() {
        return images.size();
    }
}

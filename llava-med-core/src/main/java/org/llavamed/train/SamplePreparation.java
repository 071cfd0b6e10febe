package org.llavamed.train;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.ImageException;
import org.llavamed.error.LlavaMedException;
import org.llavamed.image.ImagePreprocessor;
import org.llavamed.image.ImageSource;
import org.llavamed.image.RgbImage;
import org.llavamed.internal.training.EncodedSample;
import org.llavamed.internal.training.SampleEncoder;

/** Reads a sample, tokenises it and decodes its images. Safe for threads if the source is. */
record SamplePreparation(
        SampleSource source,
        SampleEncoder encoder,
        @Nullable ImagePreprocessor preprocessor,
        @Nullable FeatureCache cache) {

    /** Throws {@link LlavaMedException} that names the sample. */
    PreparedSample prepare(int index) {
        TrainingSample sample = read(source, index);
        EncodedSample tokens =
                encoder.encode(sample.id(), sample.turns(), sample.images().size());
        List<PreparedSample.Picture> pictures = new ArrayList<>();
        for (ImageSource image : sample.images().subList(0, tokens.imageCount())) {
            try {
                pictures.add(picture(image.decode()));
            } catch (ImageException e) {
                throw new ImageException("sample " + sample.id() + ": " + e.getMessage(), e);
            }
        }
        return new PreparedSample(sample.id(), tokens, pictures);
    }

    /** What a source throws that is not of this library says nothing of the sample. */
    @SuppressWarnings("ConstantValue") // a source may be anybody's
    static TrainingSample read(SampleSource source, int index) {
        TrainingSample sample;
        try {
            sample = source.sample(index);
        } catch (LlavaMedException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new IllegalStateException("the source of the samples failed at sample number " + index + ": " + e, e);
        }
        if (sample == null || sample.id() == null) {
            throw new IllegalStateException(
                    "the source of the samples gave none, or one without id, as number " + index);
        }
        return sample;
    }

    private PreparedSample.Picture picture(RgbImage image) {
        if (preprocessor == null) {
            throw new IllegalStateException("an image for a model without vision"); // the encoder refuses it
        }
        String digest = image.digest();
        float[] features = cache == null ? null : cache.find(digest);
        return features == null
                ? new PreparedSample.Picture(digest, preprocessor.preprocess(image), null)
                : new PreparedSample.Picture(digest, null, features);
    }
}

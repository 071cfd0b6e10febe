package org.llavamed.image;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llavamed.error.ImageException;
import org.llavamed.image.ImagePreprocessing.Resampling;
import org.llavamed.image.ImagePreprocessing.Resize;

class ImagePreprocessorTest {
    private static final Resize EDGE_28 = new Resize(28, 0, 0);

    /** The settings of the table's second column. */
    private static final Map<String, ImagePreprocessing> SETTINGS = Map.of(
            "clip-28", ImagePreprocessing.clip(28, false),
            "pad-28", ImagePreprocessing.clip(28, true),
            "pad-336", ImagePreprocessing.clip(336, true),
            "clip-224", ImagePreprocessing.clip(224, false),
            "exact-30x40", settings(new Resize(0, 30, 40), Resampling.BICUBIC, 0, 0),
            "crop-larger", settings(EDGE_28, Resampling.BILINEAR, 41, 90),
            "crop-only-odd", settings(null, Resampling.BICUBIC, 30, 41),
            "edge-no-crop", settings(new Resize(31, 0, 0), Resampling.BICUBIC, 0, 0),
            "half",
                    new ImagePreprocessing(
                            false,
                            EDGE_28,
                            Resampling.BICUBIC,
                            28,
                            28,
                            1 / 127.5,
                            List.of(0.5, 0.4, 0.3),
                            List.of(0.5, 0.25, 0.1)));

    static Stream<List<String>> values() {
        return Goldens.table("values.tsv").stream();
    }

    @ParameterizedTest
    @MethodSource("values")
    void valuesEqualTheReferenceBitForBit(List<String> row) {
        ImagePreprocessing settings = Objects.requireNonNull(SETTINGS.get(row.get(1)));
        PixelValues values = new ImagePreprocessor(settings).preprocess(Goldens.image(row.get(0)));

        assertEquals(Integer.parseInt(row.get(2)), values.height());
        assertEquals(Integer.parseInt(row.get(3)), values.width());
        if (!row.get(5).equals("-")) {
            assertArrayEquals(floats(Goldens.file(row.get(5))), values.values(), 1e-6f);
        }
        assertEquals(row.get(4), Goldens.sha256(bytes(values.values())));
    }

    @Test
    void paddingHasTheMeanColourTruncated() {
        RgbImage wide = new RgbImage(3, 1, new byte[9]);
        ImagePreprocessing asIs = new ImagePreprocessing(
                true, null, Resampling.BICUBIC, 0, 0, 1, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
        ImagePreprocessing clip = new ImagePreprocessing(
                true, null, Resampling.BICUBIC, 0, 0, 1 / 255.0, ImagePreprocessing.CLIP_MEAN, List.of(1.0, 1.0, 1.0));

        PixelValues values = new ImagePreprocessor(clip).preprocess(wide);

        assertArrayEquals(
                new float[27], new ImagePreprocessor(asIs).preprocess(wide).values());
        int[] colour = {122, 116, 104};
        for (int c = 0; c < 3; c++) {
            float mean = ImagePreprocessing.CLIP_MEAN.get(c).floatValue();
            assertEquals((float) (colour[c] / 255.0) - mean, values.values()[c * 9], 1e-6f);
            assertEquals(-mean, values.values()[c * 9 + 3], "the image is in the middle row");
        }
    }

    /** The reference would make 336 x 168,000,000 pixels first. */
    @Test
    void thinImagesCostOnlyWhatIsKept() {
        RgbImage thin = new RgbImage(1, 500_000, new byte[1_500_000]);

        assertEquals(
                336,
                new ImagePreprocessor(ImagePreprocessing.clip(336, false))
                        .preprocess(thin)
                        .height());
        assertEquals(
                336,
                new ImagePreprocessor(ImagePreprocessing.clip(336, true))
                        .preprocess(thin)
                        .width());
    }

    @Test
    void tooLargeResultsAreRefused() {
        RgbImage thin = new RgbImage(1, 500_000, new byte[1_500_000]);
        RgbImage thinner = new RgbImage(1_000_001, 1, new byte[3_000_003]);
        ImagePreprocessor noCrop = new ImagePreprocessor(settings(new Resize(336, 0, 0), Resampling.BICUBIC, 0, 0));
        ImagePreprocessor huge = new ImagePreprocessor(settings(new Resize(5000, 0, 0), Resampling.BICUBIC, 9, 9));

        assertThrows(ImageException.class, () -> noCrop.preprocess(thin));
        assertThrows(ImageException.class, () -> huge.preprocess(thin));
        assertThrows(
                ImageException.class,
                () -> new ImagePreprocessor(ImagePreprocessing.clip(336, true)).preprocess(thinner));
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        List<Double> mean = ImagePreprocessing.CLIP_MEAN;
        List<Double> one = Collections.nCopies(3, 1.0);
        assertAll(
                () -> refused(() -> new Resize(0, 0, 5)),
                () -> refused(() -> new Resize(3, 3, 3)),
                () -> refused(() -> new Resize(-1, 0, 0)),
                () -> refused(() -> settings(null, Resampling.BICUBIC, 0, 4)),
                () -> refused(() -> settings(null, Resampling.BICUBIC, -1, -1)),
                () -> refused(() -> with(1, mean.subList(0, 2), one)),
                () -> refused(() -> with(1, mean, Collections.nCopies(3, 0.0))),
                () -> refused(() -> with(1, Collections.nCopies(3, Double.NaN), one)),
                () -> refused(() -> with(Double.POSITIVE_INFINITY, mean, one)));
    }

    private static void refused(org.junit.jupiter.api.function.Executable call) {
        assertThrows(IllegalArgumentException.class, call);
    }

    private static ImagePreprocessing with(double factor, List<Double> mean, List<Double> std) {
        return new ImagePreprocessing(false, null, Resampling.BICUBIC, 0, 0, factor, mean, std);
    }

    private static ImagePreprocessing settings(
            @org.jspecify.annotations.Nullable Resize resize, Resampling filter, int cropHeight, int cropWidth) {
        return new ImagePreprocessing(
                false,
                resize,
                filter,
                cropHeight,
                cropWidth,
                1 / 255.0,
                ImagePreprocessing.CLIP_MEAN,
                ImagePreprocessing.CLIP_STD);
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }

    private static float[] floats(byte[] data) {
        float[] values = new float[data.length / 4];
        ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }
}

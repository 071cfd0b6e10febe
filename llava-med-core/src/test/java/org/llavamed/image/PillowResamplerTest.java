package org.llavamed.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.llavamed.image.ImagePreprocessing.Resampling;

class PillowResamplerTest {
    private static final int[] NO_PADDING = {0, 0, 0};

    static Stream<List<String>> sizes() {
        return Goldens.table("resize.tsv").stream();
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void resizesAsPillow(List<String> row) {
        byte[] resized = resize(
                Goldens.image(row.get(0)),
                Integer.parseInt(row.get(2)),
                Integer.parseInt(row.get(3)),
                Resampling.valueOf(row.get(1)));

        assertEquals(row.get(4), Goldens.sha256(resized));
    }

    /** A window of the result and virtual padding give the numbers of the full computation. */
    @ParameterizedTest
    @EnumSource(Resampling.class)
    void windowAndVirtualPaddingChangeNothing(Resampling filter) {
        Random random = new Random(11);
        for (int round = 0; round < 300; round++) {
            RgbImage image = random(random, 1 + random.nextInt(40), 1 + random.nextInt(40));
            int left = random.nextInt(3) * random.nextInt(30);
            int top = random.nextInt(3) * random.nextInt(30);
            int canvasWidth = left + image.width() + random.nextInt(2) * random.nextInt(30);
            int canvasHeight = top + image.height() + random.nextInt(2) * random.nextInt(30);
            int[] colour = {random.nextInt(256), random.nextInt(256), random.nextInt(256)};
            int width = random.nextInt(4) == 0 ? canvasWidth : 1 + random.nextInt(60);
            int height = random.nextInt(4) == 0 ? canvasHeight : 1 + random.nextInt(60);
            int x = random.nextInt(width);
            int y = random.nextInt(height);
            int columns = 1 + random.nextInt(width - x);
            int rows = 1 + random.nextInt(height - y);

            byte[] actual = PillowResampler.resize(
                    image,
                    ResampleAxis.of(canvasWidth, left, image.width(), width, x, columns, filter),
                    ResampleAxis.of(canvasHeight, top, image.height(), height, y, rows, filter),
                    colour);

            byte[] full = resize(canvas(image, canvasWidth, canvasHeight, left, top, colour), width, height, filter);
            byte[] expected = new byte[rows * columns * 3];
            for (int row = 0; row < rows; row++) {
                System.arraycopy(full, ((y + row) * width + x) * 3, expected, row * columns * 3, columns * 3);
            }
            assertArrayEquals(expected, actual, "round " + round);
        }
    }

    @Test
    void sameSizeIsACopy() {
        RgbImage image = random(new Random(3), 13, 7);
        assertArrayEquals(image.rgb(), resize(image, 13, 7, Resampling.BICUBIC));
    }

    private static byte[] resize(RgbImage image, int width, int height, Resampling filter) {
        return PillowResampler.resize(
                image,
                ResampleAxis.of(image.width(), 0, image.width(), width, 0, width, filter),
                ResampleAxis.of(image.height(), 0, image.height(), height, 0, height, filter),
                NO_PADDING);
    }

    private static RgbImage random(Random random, int width, int height) {
        byte[] rgb = new byte[width * height * 3];
        random.nextBytes(rgb);
        return new RgbImage(width, height, rgb);
    }

    private static RgbImage canvas(RgbImage image, int width, int height, int left, int top, int[] colour) {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) colour[i % 3];
        }
        byte[] from = image.rgb();
        for (int y = 0; y < image.height(); y++) {
            System.arraycopy(from, y * image.width() * 3, rgb, ((top + y) * width + left) * 3, image.width() * 3);
        }
        return new RgbImage(width, height, rgb);
    }
}

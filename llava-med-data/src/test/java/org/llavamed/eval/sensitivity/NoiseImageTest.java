package org.llavamed.eval.sensitivity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.llavamed.image.ImageSource;
import org.llavamed.image.RgbImage;

class NoiseImageTest {
    private static RgbImage flat(int width, int height, int red, int green, int blue) {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < rgb.length; i += 3) {
            rgb[i] = (byte) red;
            rgb[i + 1] = (byte) green;
            rgb[i + 2] = (byte) blue;
        }
        return new RgbImage(width, height, rgb);
    }

    private static RgbImage noise(RgbImage original, long seed, String name) {
        return ImageSource.of(NoiseImage.png(original, seed, name)).decode();
    }

    @Test
    void hasSizeAndColoursOfTheImage() {
        RgbImage grey = noise(flat(31, 17, 90, 95, 100), 1, "a"); // JPEG rounds
        assertEquals(31, grey.width());
        assertEquals(17, grey.height());
        assertTrue(NoiseImage.isGrey(grey));
        RgbImage colour = noise(flat(31, 17, 200, 100, 150), 1, "a");
        assertEquals(31, colour.width());
        assertFalse(NoiseImage.isGrey(colour));
    }

    @Test
    void isUniform() {
        byte[] rgb = noise(flat(256, 256, 200, 100, 150), 7, "a").rgb();
        int[] counts = new int[256];
        for (byte value : rgb) {
            counts[value & 0xff]++;
        }
        double expected = rgb.length / 256.0; // 768, deviation about 28
        for (int count : counts) {
            assertEquals(expected, count, 160);
        }
    }

    @Test
    void dependsOnSeedAndPathAlone() {
        RgbImage original = flat(20, 20, 50, 50, 50);
        byte[] png = NoiseImage.png(original, 1, "a/b.jpg");
        assertArrayEquals(png, NoiseImage.png(original, 1, "a/b.jpg"));
        assertFalse(Arrays.equals(png, NoiseImage.png(original, 2, "a/b.jpg")));
        assertFalse(Arrays.equals(png, NoiseImage.png(original, 1, "a/c.jpg")));
        assertEquals(NoiseImage.fileName(1, "a"), NoiseImage.fileName(1, "a"));
        assertNotEquals(NoiseImage.fileName(1, "a"), NoiseImage.fileName(2, "a"));
        assertNotEquals(NoiseImage.fileName(1, "a"), NoiseImage.fileName(1, "b"));
        assertTrue(NoiseImage.fileName(-5, "../../etc/passwd").matches("[0-9a-f]{24}\\.png"));
    }

    @Test
    void largeImagesGiveSmallerNoiseOfTheirProportions() {
        RgbImage wide = noise(flat(3000, 1500, 1, 2, 3), 1, "a");
        assertEquals(512, wide.width());
        assertEquals(256, wide.height());
        RgbImage line = noise(flat(5000, 1, 1, 2, 3), 1, "a");
        assertEquals(512, line.width());
        assertEquals(1, line.height());
        RgbImage point = noise(flat(1, 1, 1, 2, 3), 1, "a");
        assertEquals(1, point.width());
    }

    @Test
    void aFewColouredPixelsLeaveAScanGrey() {
        byte[] rgb = flat(100, 100, 80, 80, 80).rgb();
        for (int i = 0; i < 100; i++) {
            rgb[i * 3] = (byte) 255;
        }
        assertTrue(NoiseImage.isGrey(new RgbImage(100, 100, rgb)));
        for (int i = 0; i < 400; i++) {
            rgb[i * 3] = (byte) 255;
        }
        assertFalse(NoiseImage.isGrey(new RgbImage(100, 100, rgb)));
    }
}

package org.llavamed.data.modality;

import java.util.Arrays;
import java.util.Random;
import org.llavamed.image.RgbImage;

/** Small pictures made up for the tests. */
final class Pictures {
    private Pictures() {}

    /** Purple nuclei on pink. */
    static RgbImage tissue() {
        int side = 200;
        byte[] rgb = new byte[side * side * 3];
        Random random = new Random(3);
        for (int i = 0; i < side * side; i++) {
            boolean nucleus = random.nextInt(3) == 0;
            rgb[3 * i] = (byte) (nucleus ? 100 : 225);
            rgb[3 * i + 1] = (byte) (nucleus ? 50 : 140);
            rgb[3 * i + 2] = (byte) (nucleus ? 150 : 190);
        }
        return new RgbImage(side, side, rgb);
    }

    /** Black bars on white. */
    static RgbImage chart() {
        int side = 200;
        byte[] rgb = new byte[side * side * 3];
        Arrays.fill(rgb, (byte) 255);
        for (int bar = 0; bar < 5; bar++) {
            for (int y = 60 + 20 * bar; y < side; y++) {
                for (int x = 20 + 35 * bar; x < 35 + 35 * bar; x++) {
                    Arrays.fill(rgb, (y * side + x) * 3, (y * side + x) * 3 + 3, (byte) 0);
                }
            }
        }
        return new RgbImage(side, side, rgb);
    }

    /** Two pictures of one size with three columns of a shade between them. */
    static RgbImage beside(RgbImage left, RgbImage right, int shade) {
        int width = left.width() * 2 + 3;
        byte[] rgb = new byte[width * left.height() * 3];
        Arrays.fill(rgb, (byte) shade);
        for (int y = 0; y < left.height(); y++) {
            System.arraycopy(left.rgb(), y * left.width() * 3, rgb, y * width * 3, left.width() * 3);
            System.arraycopy(
                    right.rgb(), y * left.width() * 3, rgb, (y * width + left.width() + 3) * 3, left.width() * 3);
        }
        return new RgbImage(width, left.height(), rgb);
    }
}

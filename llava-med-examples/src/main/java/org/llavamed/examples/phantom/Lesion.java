package org.llavamed.examples.phantom;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.llavamed.image.RgbImage;

/**
 * What is to be seen on a phantom: one spot. Immutable.
 *
 * @param place the quarter it lies in
 * @param shade how it differs from the tissue
 * @param large 9 to 11 pixels in radius, else 4 or 5
 */
public record Lesion(Place place, Shade shade, boolean large) {
    /** Width and height of a phantom in pixels. */
    public static final int SIDE = 56;

    private static final int HALF = SIDE / 2;

    /** Quarter of the image. */
    public enum Place {
        /** Above, left. */
        UPPER_LEFT,
        /** Above, right. */
        UPPER_RIGHT,
        /** Below, left. */
        LOWER_LEFT,
        /** Below, right. */
        LOWER_RIGHT;

        String words() {
            return (lower() ? "lower " : "upper ") + (right() ? "right" : "left");
        }

        boolean right() {
            return this == UPPER_RIGHT || this == LOWER_RIGHT;
        }

        boolean lower() {
            return this == LOWER_LEFT || this == LOWER_RIGHT;
        }
    }

    /** Difference from the tissue, which is grey. */
    public enum Shade {
        /** Lighter in all channels. */
        BRIGHT("bright", 1, 1, 1),
        /** Darker in all channels. */
        DARK("dark", -1, -1, -1),
        /** As a stain. */
        RED("red", 1, -0.5, -0.5),
        /** As another stain. */
        BLUE("blue", -0.5, -0.5, 1);

        private final String word;
        private final double red;
        private final double green;
        private final double blue;

        Shade(String word, double red, double green, double blue) {
            this.word = word;
            this.red = red;
            this.green = green;
            this.blue = blue;
        }

        /** Change of channel 0, 1 or 2, -1 to 1. */
        double change(int channel) {
            return channel == 0 ? red : channel == 1 ? green : blue;
        }
    }

    /**
     * A question and its only right answer.
     *
     * @param text the question
     * @param answer the answer
     */
    public record Question(String text, String answer) {}

    /**
     * All there are.
     *
     * @return 32 lesions
     */
    public static List<Lesion> all() {
        List<Lesion> all = new ArrayList<>();
        for (Place place : Place.values()) {
            for (Shade shade : Shade.values()) {
                all.add(new Lesion(place, shade, false));
                all.add(new Lesion(place, shade, true));
            }
        }
        return all;
    }

    /**
     * Whether its combination is kept from training: one at each place, each time another shade. Every place, shade and size
     * is learned from the others, and so is every pair but these four of place and shade, which come in one size.
     *
     * @return true for 4 of the 32
     */
    public boolean unseen() {
        return switch (place) {
            case UPPER_LEFT -> shade == Shade.BRIGHT && large;
            case UPPER_RIGHT -> shade == Shade.DARK && !large;
            case LOWER_LEFT -> shade == Shade.RED && large;
            case LOWER_RIGHT -> shade == Shade.BLUE && !large;
        };
    }

    /**
     * Its caption, as in stage 1.
     *
     * @return a short sentence
     */
    public String caption() {
        return "a " + size() + " " + shade.word + " spot, " + place.words();
    }

    /**
     * What can be asked about it, as in stage 2.
     *
     * @return four questions with their answers, the last one about all
     */
    public List<Question> questions() {
        return List.of(
                new Question("Where is it?", place.words()),
                new Question("What colour is it?", shade.word),
                new Question("Is it big or small?", size()),
                new Question("What do you see?", size() + ", " + shade.word + ", " + place.words()));
    }

    private String size() {
        return large ? "big" : "small";
    }

    /**
     * Draws it on noise, somewhere in its quarter.
     *
     * @param random decides noise, place, radius and contrast
     * @return the image
     */
    public RgbImage draw(Random random) {
        int radius = large ? 9 + random.nextInt(3) : 4 + random.nextInt(2);
        int free = HALF - 2 * radius;
        int x = (place.right() ? HALF : 0) + radius + random.nextInt(free);
        int y = (place.lower() ? HALF : 0) + radius + random.nextInt(free);
        int contrast = 80 + random.nextInt(30);
        return image(random, (column, row, channel) -> {
            double distance = Math.hypot(column - x + 0.5, row - y + 0.5);
            return shade.change(channel) * contrast * Math.min(1, Math.max(0, radius - distance));
        });
    }

    /**
     * Noise without a lesion.
     *
     * @param random decides the noise
     * @return the image
     */
    public static RgbImage nothing(Random random) {
        return image(random, (column, row, channel) -> 0);
    }

    private interface Paint {
        double at(int column, int row, int channel);
    }

    private static RgbImage image(Random random, Paint paint) {
        byte[] rgb = new byte[SIDE * SIDE * 3];
        int tissue = 118 + random.nextInt(20);
        for (int i = 0; i < SIDE * SIDE; i++) {
            double grey = tissue + 8 * random.nextGaussian();
            for (int channel = 0; channel < 3; channel++) {
                double value = grey + paint.at(i % SIDE, i / SIDE, channel);
                rgb[3 * i + channel] = (byte) Math.round(Math.min(255, Math.max(0, value)));
            }
        }
        return new RgbImage(SIDE, SIDE, rgb);
    }
}

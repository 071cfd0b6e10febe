package org.llavamed.examples.phantom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.llavamed.image.RgbImage;

class LesionTest {
    /** Otherwise what is kept from training could not be known from what is trained. */
    @Test
    void everyPartOfAnUnseenLesionIsSeen() {
        List<Lesion> known =
                Lesion.all().stream().filter(lesion -> !lesion.unseen()).toList();
        assertEquals(28, known.size());
        Set<String> words = new HashSet<>();
        for (Lesion lesion : known) {
            lesion.questions().subList(0, 3).forEach(question -> words.add(question.text() + question.answer()));
        }
        assertEquals(4 + 4 + 2, words.size());
        for (Lesion lesion : Lesion.all()) {
            if (lesion.unseen()) {
                lesion.questions()
                        .subList(0, 3)
                        .forEach(question -> assertTrue(words.contains(question.text() + question.answer())));
            }
        }
    }

    /** The answers are on the image: its pixels differ from noise most in the right quarter, by the right amount. */
    @Test
    void whatIsDrawnIsWhatIsSaid() {
        Random random = new Random(5);
        for (Lesion lesion : Lesion.all()) {
            RgbImage image = lesion.draw(random);
            int[] marked = new int[4];
            double[] sum = new double[3];
            byte[] rgb = image.rgb();
            for (int i = 0; i < rgb.length / 3; i++) {
                int x = i % Lesion.SIDE;
                int y = i / Lesion.SIDE;
                int blue = (rgb[3 * i + 2] & 0xFF) - 128;
                if (Math.abs(blue) > 70 || Math.abs((rgb[3 * i] & 0xFF) - 128) > 70) {
                    marked[2 * (2 * y / Lesion.SIDE) + 2 * x / Lesion.SIDE]++;
                    sum[0] += (rgb[3 * i] & 0xFF) - 128;
                    sum[2] += blue;
                }
            }
            int place = (lesion.place().lower() ? 2 : 0) + (lesion.place().right() ? 1 : 0);
            int there = marked[place];
            assertTrue(
                    there > (lesion.large() ? 60 : 5) && there < (lesion.large() ? 420 : 120), lesion + ": " + there);
            for (int quarter = 0; quarter < 4; quarter++) {
                assertTrue(quarter == place || marked[quarter] < 3, lesion + ": " + quarter);
            }
            boolean redUp = lesion.shade() == Lesion.Shade.BRIGHT || lesion.shade() == Lesion.Shade.RED;
            boolean blueUp = lesion.shade() == Lesion.Shade.BRIGHT || lesion.shade() == Lesion.Shade.BLUE;
            assertEquals(redUp, sum[0] > 0, lesion::toString);
            assertEquals(blueUp, sum[2] > 0, lesion::toString);
        }
    }
}

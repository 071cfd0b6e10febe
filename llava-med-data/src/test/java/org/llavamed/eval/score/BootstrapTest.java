package org.llavamed.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private static List<String> names(int count, int size) {
        return IntStream.range(0, count).mapToObj(i -> "c" + i / size).toList();
    }

    private static double[] coins(int count, double share, long seed) {
        Random random = new Random(seed);
        double[] values = new double[count];
        Arrays.setAll(values, i -> random.nextDouble() < share ? 1 : 0);
        return values;
    }

    @Test
    void agreesWithTheNormalApproximation() {
        double[] values = coins(1_000, 0.3, 1);
        Estimate estimate = new Bootstrap(20_000, 5).mean(values, names(1_000, 1));
        double share = Arrays.stream(values).sum() / 1_000;
        double half = 1.96 * Math.sqrt(share * (1 - share) / 1_000) * 100;
        assertEquals(share * 100, estimate.value());
        assertEquals(share * 100 - half, estimate.low(), 0.15);
        assertEquals(share * 100 + half, estimate.high(), 0.15);
    }

    @Test
    void questionsOfOneImageAreDrawnTogether() {
        double[] images = coins(200, 0.5, 2);
        double[] questions = new double[1_000];
        Arrays.setAll(questions, i -> images[i / 5]); // five questions that fare alike
        Estimate once = Bootstrap.DEFAULT.mean(images, names(200, 1));
        Estimate together = Bootstrap.DEFAULT.mean(questions, names(1_000, 5));
        Estimate apart = Bootstrap.DEFAULT.mean(questions, names(1_000, 1));
        assertEquals(once.low(), together.low(), 1e-9);
        assertEquals(once.high(), together.high(), 1e-9);
        double ratio = (together.high() - together.low()) / (apart.high() - apart.low());
        assertEquals(Math.sqrt(5), ratio, 0.25);
        assertEquals(1_000, together.count());
    }

    /** All 27 resamples of three values: the 2.5 % and 97.5 % points of their means are the least and the greatest. */
    @Test
    void threeValuesByHand() {
        Estimate estimate = new Bootstrap(10_000, 3).mean(new double[] {0, 0.5, 1}, names(3, 1));
        assertEquals(50, estimate.value());
        assertEquals(0, estimate.low(), 1e-9);
        assertEquals(100, estimate.high(), 1e-9);
    }

    @Test
    void theTrueValueLiesInsideAboutAsOftenAsItShould() {
        int covered = 0;
        for (int i = 0; i < 400; i++) {
            Estimate estimate = new Bootstrap(400, i).mean(coins(150, 0.4, 1_000 + i), names(150, 1));
            covered += estimate.low() <= 40 && 40 <= estimate.high() ? 1 : 0;
        }
        assertEquals(380, covered, 17); // 95 % of 400, within four standard errors
    }

    @Test
    void theSeedDecides() {
        double[] values = coins(60, 0.5, 4);
        Estimate one = new Bootstrap(200, 1).mean(values, names(60, 2));
        assertEquals(one, new Bootstrap(200, 1).mean(values, names(60, 2)));
        assertNotEquals(one, new Bootstrap(200, 2).mean(values, names(60, 2)));
    }

    @Test
    void theValueDoesNotDependOnTheOrderOfCoins() {
        Random random = new Random(9);
        for (int round = 0; round < 50; round++) {
            double[] values = coins(1 + random.nextInt(80), random.nextDouble(), round);
            Estimate estimate = new Bootstrap(100, 0).mean(values, names(values.length, 3));
            double[] reversed = new double[values.length];
            Arrays.setAll(reversed, i -> values[values.length - 1 - i]);
            List<String> names = new ArrayList<>(names(values.length, 3));
            Collections.reverse(names);
            assertEquals(
                    estimate.value(),
                    new Bootstrap(100, 0).mean(reversed, names).value());
            assertEquals(values.length > 3, estimate.hasInterval());
            assertTrue(!estimate.hasInterval() || (estimate.low() >= 0 && estimate.high() <= 100));
            assertTrue(!estimate.hasInterval() || estimate.low() <= estimate.high());
        }
    }

    @Test
    void absentValuesAreLeftOut() {
        double nan = Double.NaN;
        Estimate estimate = Bootstrap.DEFAULT.mean(new double[] {nan, 1, nan, 0, 1}, names(5, 1));
        assertEquals(2.0 / 3 * 100, estimate.value());
        assertEquals(3, estimate.count());
        assertFalse(Double.isNaN(estimate.low()));
        assertEquals(Estimate.NONE, Bootstrap.DEFAULT.mean(new double[] {nan, nan}, names(2, 1)));
        assertEquals(Estimate.NONE, Bootstrap.DEFAULT.mean(new double[0], List.of()));
        assertFalse(Bootstrap.DEFAULT.mean(new double[] {1, nan}, names(2, 1)).hasInterval());
        Estimate equal = Bootstrap.DEFAULT.mean(new double[] {0.25, 0.25, 0.25}, names(3, 1));
        assertEquals(new Estimate(25, 25, 25, 3), equal);
        Estimate signed = Bootstrap.DEFAULT.mean(new double[] {-1, 0, 1, 0}, names(4, 1));
        assertTrue(signed.low() < 0 && signed.high() > 0);
    }

    @Test
    void thousandsOfQuestionsTakeSeconds() {
        List<double[]> series =
                IntStream.range(0, 12).mapToObj(i -> coins(6_761, 0.5, i)).toList();
        assertTimeout(
                Duration.ofSeconds(10),
                () -> assertEquals(
                        12, Bootstrap.DEFAULT.means(series, names(6_761, 8)).size()));
    }

    @Test
    void refusesSillyNumbers() {
        assertThrows(IllegalArgumentException.class, () -> new Bootstrap(99, 0));
        assertThrows(IllegalArgumentException.class, () -> Bootstrap.DEFAULT.mean(new double[2], names(3, 1)));
        List<double[]> series = List.of(new double[3], new double[2]);
        assertThrows(
                IllegalArgumentException.class, () -> Bootstrap.DEFAULT.ofSums(series, names(3, 1), sums -> sums[0]));
        assertThrows(IllegalArgumentException.class, () -> new Bootstrap(1_000_001, 0));
    }
}

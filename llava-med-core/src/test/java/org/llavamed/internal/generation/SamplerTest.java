package org.llavamed.internal.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplerTest {
    private static final float NEG = Float.NEGATIVE_INFINITY;
    private static final float POS = Float.POSITIVE_INFINITY;

    @Test
    void greedyTakesTheLowestIdAmongEquals() {
        assertEquals(1, new Sampler(SamplingOptions.GREEDY).next(new float[] {-3, 5, 5, 4.9999995f, 5}));
        assertEquals(0, new Sampler(SamplingOptions.GREEDY).next(new float[] {-0.0f, 0.0f}));
    }

    @Test
    void penaltyCountsPromptAndAnswerOnceEachAndLeavesSentinelsOut() {
        SamplingOptions options = new SamplingOptions(0, 0, 1, 0, 2.0, 0);
        Sampler sampler = new Sampler(options);
        sampler.prompt(new int[] {-200, 1, 1, 1, 900, 50_000});
        float[] logits = {3, 4, 2.5f, -1};
        assertEquals(0, sampler.next(logits)); // 4/2 = 2 for the prompt's token
        assertEquals(2, sampler.next(logits)); // 0 is now halved to 1.5
        assertEquals(1, sampler.next(logits)); // 1.5, 2, 1.25, -1
        assertEquals(1, sampler.next(logits)); // halved once, however often it came
    }

    @Test
    void drawsFollowTheDistribution() {
        SamplingOptions options = new SamplingOptions(1, 0, 1, 0, 1, 42);
        Sampler sampler = new Sampler(options);
        float[] logits = {(float) Math.log(0.5), (float) Math.log(0.3), NEG, (float) Math.log(0.2)};
        int[] counts = new int[4];
        int draws = 100_000;
        for (int i = 0; i < draws; i++) {
            counts[sampler.next(logits)]++;
        }
        assertEquals(0.5, counts[0] / (double) draws, 0.006);
        assertEquals(0.3, counts[1] / (double) draws, 0.006);
        assertEquals(0, counts[2]);
        assertEquals(0.2, counts[3] / (double) draws, 0.006);
    }

    /** Typed out, so that a release that changes the documented generator fails. */
    @Test
    void aSeedAlwaysGivesTheSameTokens() {
        SamplingOptions options = new SamplingOptions(1, 0, 1, 0, 1, 7);
        int[] tokens = draw(options, 12);
        assertArrayEquals(tokens, draw(options, 12));
        SplittableRandom random = new SplittableRandom(7);
        int[] expected = new int[12];
        for (int i = 0; i < 12; i++) {
            expected[i] = (int) (random.nextDouble() * 100); // all logits equal: hundred bins of the same width
        }
        assertArrayEquals(expected, tokens);
        assertFalse(Arrays.equals(tokens, draw(new SamplingOptions(1, 0, 1, 0, 1, 8), 12)));
    }

    private static int[] draw(SamplingOptions options, int n) {
        Sampler sampler = new Sampler(options);
        int[] tokens = new int[n];
        for (int i = 0; i < n; i++) {
            tokens[i] = sampler.next(new float[100]);
        }
        return tokens;
    }

    @Test
    void oddLogitsNeverHangOrThrow() {
        float[][] odd = {
            {NEG, NEG, NEG},
            {Float.NaN, Float.NaN},
            {Float.NaN, 1, 2},
            {POS, 1, POS},
            {POS, NEG},
            {1e38f, -1e38f, 1e38f},
            {Float.MAX_VALUE, Float.MAX_VALUE},
            {0},
            {NEG},
            {Float.MIN_VALUE, -0.0f}
        };
        for (double temperature : new double[] {0, 1e-320, 1e-40, 0.7, 1, 3e38}) {
            for (int topK : new int[] {0, 1, 2, Integer.MAX_VALUE}) {
                for (double topP : new double[] {0, 1e-300, 0.5, 1 - 1e-16, 1}) {
                    for (double minP : new double[] {0, 1e-300, 0.5, 1}) {
                        for (double penalty : new double[] {1, 1e-37, 1e38}) {
                            for (float[] logits : odd) {
                                Sampler sampler =
                                        new Sampler(new SamplingOptions(temperature, topK, topP, minP, penalty, 3));
                                sampler.prompt(new int[] {0});
                                int id = sampler.next(logits);
                                assertTrue(id >= 0 && id < logits.length);
                            }
                        }
                    }
                }
            }
        }
        float[] nanFirst = {Float.NaN, 1, 2};
        assertEquals(2, new Sampler(SamplingOptions.GREEDY).next(nanFirst));
        assertEquals(2, new Sampler(new SamplingOptions(1e-40, 0, 1, 0, 1, 0)).next(nanFirst));
        Sampler empty = new Sampler(SamplingOptions.GREEDY);
        assertThrows(IllegalArgumentException.class, () -> empty.next(new float[0]));
    }

    /** The shortcut that leaves improbable tokens unsorted must not change what top-p keeps. */
    @Test
    void topPEqualsTheFullSortOnLargeVocabularies() {
        Random random = new Random(5);
        for (int round = 0; round < 20; round++) {
            float[] logits = new float[8000];
            double spread = 0.01 + round * 0.4;
            for (int i = 0; i < logits.length; i++) {
                logits[i] = (float) (random.nextGaussian() * spread);
            }
            for (double p : new double[] {0.1, 0.5, 0.9, 0.99}) {
                int[] kept = new Sampler(new SamplingOptions(1, 0, p, 0, 1, 0))
                        .candidates(logits)
                        .ids();
                assertArrayEquals(fullSort(logits, p), kept, "spread " + spread + ", p " + p);
            }
        }
    }

    private static int[] fullSort(float[] logits, double p) {
        Integer[] ascending = new Integer[logits.length];
        double total = 0;
        for (int i = 0; i < logits.length; i++) {
            ascending[i] = i;
            total += Math.exp(logits[i]);
        }
        Arrays.sort(
                ascending,
                Comparator.<Integer>comparingDouble(i -> logits[i]).thenComparing(Comparator.reverseOrder()));
        double cumulated = 0;
        BitSet kept = new BitSet();
        for (int i : ascending) {
            cumulated += Math.exp(logits[i]) / total;
            if ((float) cumulated > (float) (1 - p)) {
                kept.set(i);
            }
        }
        kept.set(ascending[ascending.length - 1]);
        return kept.stream().toArray();
    }

    @Test
    void equallyProbableTokensLeaveTopPFromTheHighestIdDown() {
        float[] logits = {1, 1, 1, 1, 0};
        assertArrayEquals(new int[] {0, 1}, kept(logits, 0.4));
        assertArrayEquals(new int[] {0}, kept(logits, 0));
        // Two of four have exactly 1 - p together: at most that much may go, so both do.
        assertArrayEquals(new int[] {0, 1}, kept(new float[4], 0.5));
    }

    private static int[] kept(float[] logits, double topP) {
        return new Sampler(new SamplingOptions(1, 0, topP, 0, 1, 0))
                .candidates(logits)
                .ids();
    }

    @Test
    void aLargeVocabularyIsCheap() {
        float[] logits = new float[50_000];
        Random random = new Random(1);
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) random.nextGaussian() * 3;
        }
        Sampler sampler = new Sampler(new SamplingOptions(0.7, 40_000, 0.9, 0.001, 1.1, 1));
        // Some 5 ms a token measured; the bound only catches a different order of growth.
        assertTimeout(Duration.ofSeconds(8), () -> {
            for (int i = 0; i < 100; i++) {
                sampler.next(logits);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "-0.1,0,1,0,1,temperature",
        "NaN,0,1,0,1,temperature",
        "Infinity,0,1,0,1,temperature",
        "1,-1,1,0,1,topK",
        "1,0,1.01,0,1,topP",
        "1,0,-0.1,0,1,topP",
        "1,0,NaN,0,1,topP",
        "1,0,1,1.5,1,minP",
        "1,0,1,NaN,1,minP",
        "1,0,1,0,0,repetitionPenalty",
        "1,0,1,0,1e-300,repetitionPenalty",
        "1,0,1,0,NaN,repetitionPenalty",
    })
    void rangesAreChecked(double t, int k, double p, double minP, double penalty, String named) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> new SamplingOptions(t, k, p, minP, penalty, 0));
        assertTrue(String.valueOf(e.getMessage()).startsWith(named + " is "), e.getMessage());
    }
}

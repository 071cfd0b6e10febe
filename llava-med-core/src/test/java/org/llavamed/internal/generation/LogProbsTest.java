package org.llavamed.internal.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogProbsTest {

    @Test
    void listsTheMostProbableFirstAndLowerIdsFirstAmongEquals() {
        LogProbs step = LogProbs.of(new float[] {1, 3, 2, 3, -7, 2}, 4, 4);
        assertEquals(
                List.of(1, 3, 2, 5), step.top().stream().map(TokenLogProb::id).toList());
        assertEquals(4, step.chosen().id());
        assertEquals(step.top().get(0).logProb() - 10, step.chosen().logProb(), 1e-5);
    }

    @Test
    void doesNotOverflowOrLoseDigits() {
        assertEquals(
                (float) -Math.log(2),
                LogProbs.of(new float[] {3e38f, 3e38f}, 0, 0).chosen().logProb());
        assertEquals(
                (float) -Math.log(3),
                LogProbs.of(new float[] {-9e4f, -9e4f, -9e4f}, 2, 1).chosen().logProb());
        assertEquals(-100f, LogProbs.of(new float[] {0, -100}, 1, 0).chosen().logProb());
        assertEquals(0f, LogProbs.of(new float[] {50, -50}, 0, 2).chosen().logProb());
        assertEquals(
                Float.NEGATIVE_INFINITY,
                LogProbs.of(new float[] {0, Float.NEGATIVE_INFINITY}, 1, 2)
                        .top()
                        .get(1)
                        .logProb());
    }

    @Test
    void moreAlternativesThanTokensAreAllTokens() {
        assertEquals(2, LogProbs.of(new float[] {0, 1}, 0, 1_000_000_000).top().size());
        assertThrows(IllegalArgumentException.class, () -> LogProbs.of(new float[] {0, 1}, 2, 0));
        assertThrows(IllegalArgumentException.class, () -> LogProbs.of(new float[] {0, 1}, -1, 0));
        assertThrows(IllegalArgumentException.class, () -> LogProbs.of(new float[] {0, 1}, 0, -1));
    }

    @Test
    void theHeapAgreesWithASort() {
        Random random = new Random(11);
        for (int round = 0; round < 300; round++) {
            float[] values = new float[1 + random.nextInt(200)];
            Integer[] order = new Integer[values.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(40) - 20 + (random.nextBoolean() ? 0.5f : 0f);
                order[i] = i;
            }
            Arrays.sort(
                    order,
                    (a, b) -> Float.compare(values[b], values[a]) != 0 ? Float.compare(values[b], values[a]) : a - b);
            int k = 1 + random.nextInt(values.length);
            LargestKeys largest = new LargestKeys(k);
            for (int i = 0; i < values.length; i++) {
                largest.offer(i, values[i]);
            }
            assertEquals(
                    Arrays.asList(order).subList(0, k),
                    Arrays.stream(largest.idsDescending()).boxed().toList());
            assertEquals(values[order[k - 1]], largest.smallest());
            assertEquals(k, largest.size());
        }
    }

    @Test
    void keysGiveBackIdAndValue() {
        for (float value : new float[] {
            0,
            1.5f,
            -1.5f,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            Float.MIN_VALUE,
            Float.NEGATIVE_INFINITY,
            Float.POSITIVE_INFINITY
        }) {
            for (int id : new int[] {0, 1, 32000, Integer.MAX_VALUE}) {
                long key = LargestKeys.key(id, value);
                assertEquals(id, LargestKeys.id(key));
                assertEquals(value, LargestKeys.value(key));
            }
        }
        assertEquals(LargestKeys.key(3, 0.0f), LargestKeys.key(3, -0.0f));
    }
}

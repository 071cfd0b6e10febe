package org.llavamed.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupBatchesTest {
    private static final int SAMPLES = 1_003;
    private static final int BATCH = 8;

    /** Groups of unequal sizes: every second sample is of the first, every sixth of the third. */
    private static String group(int index) {
        return index % 2 == 0 ? "a" : index % 3 == 0 ? "c" : "b";
    }

    private static final String GOLDEN = "1509650004 -773088750";

    private static final SampleSource SOURCE = new SampleSource() {
        @Override
        public int size() {
            return SAMPLES;
        }

        @Override
        public TrainingSample sample(int index) {
            throw new AssertionError("the order needs no sample");
        }

        @Override
        public Length length(int index) {
            return new Length(1, true);
        }

        @Override
        public String group(int index) {
            return GroupBatchesTest.group(index);
        }

        @Override
        public String fingerprint() {
            return "groups";
        }
    };

    private static long pure(int[] order) {
        return IntStream.range(0, SAMPLES / BATCH)
                .filter(batch -> Arrays.stream(order, batch * BATCH, (batch + 1) * BATCH)
                                .mapToObj(GroupBatchesTest::group)
                                .distinct()
                                .count()
                        == 1)
                .count();
    }

    @Test
    void everySampleOnceAnEpochAndMostMicroBatchesOfOneGroup() {
        GroupBatches groups = new GroupBatches(SOURCE, BATCH);
        int[] all = IntStream.range(0, SAMPLES).toArray();
        for (long epoch = 0; epoch < 6; epoch++) {
            int[] order = groups.order(epoch, 77 + epoch);
            assertArrayEquals(all, Arrays.stream(order).sorted().toArray(), "epoch " + epoch);
            long share = 100 * pure(order) / (SAMPLES / BATCH);
            assertTrue(epoch == 0 ? share < 10 : share >= 70 && share <= 85, share + " % in epoch " + epoch);
        }
    }

    @Test
    void ordersDependOnSeedAndEpochOnly() {
        GroupBatches groups = new GroupBatches(SOURCE, BATCH);
        int[] order = groups.order(3, 5);
        assertArrayEquals(order, new GroupBatches(SOURCE, BATCH).order(3, 5));
        assertFalse(Arrays.equals(order, groups.order(3, 6)));
        TrainingRecipe recipe = TrainingRecipe.contrastive().toBuilder()
                .batchSize(BATCH)
                .epochs(2.0)
                .sampling(TrainingRecipe.Sampling.BY_GROUP)
                .build();
        SampleOrder steps = SampleOrder.of(recipe, SOURCE);
        long second = steps.stepsPerEpoch();
        List<int[]> step = steps.step(second + 1);
        assertArrayEquals(
                step.get(0), SampleOrder.of(recipe, SOURCE).step(second + 1).get(0));
        assertEquals(BATCH, step.get(0).length);
    }

    /** These orders must never change, or a run begun with an older version would be resumed in another order. */
    @Test
    void theOrdersOfASeedAreForEver() {
        GroupBatches groups = new GroupBatches(SOURCE, BATCH);
        assertEquals(GOLDEN, Arrays.hashCode(groups.order(0, 5)) + " " + Arrays.hashCode(groups.order(1, 5)));
    }

    @Test
    void groupsSmallerThanAMicroBatchAreMixed() {
        int[] order = new GroupBatches(SOURCE, 900).order(1, 1);
        assertEquals(SAMPLES, Arrays.stream(order).distinct().count());
    }
}

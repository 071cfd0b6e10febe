package org.llavamed.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.llavamed.train.TrainingRecipe.Sampling;

class SampleOrderTest {
    @Test
    void anyEpochHasEachSampleOnceWhateverTheSizes() {
        Random random = new Random(1);
        for (int trial = 0; trial < 400; trial++) {
            int samples = 1 + random.nextInt(70);
            int batch = 1 + random.nextInt(9);
            int accumulation = 1 + random.nextInt(12);
            int textPercent = List.of(0, 30, 100).get(random.nextInt(3));
            Sampling sampling = List.of(Sampling.values()).get(random.nextInt(Sampling.values().length));
            SampleOrder order = SampleOrder.of(
                    recipe(sampling, batch, accumulation).epochs(3).seed(trial).build(),
                    new Lengths(samples, textPercent, trial));
            String sizes = samples + " x " + batch + " x " + accumulation + " " + sampling;

            long microBatches = (samples + batch - 1L) / batch;
            long stepsPerEpoch = (microBatches + accumulation - 1) / accumulation;
            assertEquals(stepsPerEpoch, order.stepsPerEpoch(), sizes);
            assertEquals(3 * stepsPerEpoch, order.totalSteps(), sizes);
            for (int epoch = 0; epoch < 3; epoch++) {
                List<int[]> batches = new ArrayList<>();
                for (long step = epoch * stepsPerEpoch; step < (epoch + 1) * stepsPerEpoch; step++) {
                    List<int[]> micro = order.step(step);
                    boolean lastStep = step == (epoch + 1) * stepsPerEpoch - 1;
                    assertTrue(lastStep ? !micro.isEmpty() : micro.size() == accumulation, sizes);
                    batches.addAll(micro);
                }
                assertEquals(microBatches, batches.size(), sizes);
                for (int i = 0; i < batches.size() - 1; i++) {
                    assertEquals(batch, batches.get(i).length, sizes);
                }
                assertArrayEquals(
                        IntStream.range(0, samples).toArray(),
                        batches.stream().flatMapToInt(Arrays::stream).sorted().toArray(),
                        sizes);
            }
        }
    }

    @Test
    void sequentialIsTheFileInEveryEpoch() {
        SampleOrder order =
                SampleOrder.of(recipe(Sampling.SEQUENTIAL, 2, 2).epochs(2).build(), new Lengths(7, 0, 0));
        assertEquals(List.of(List.of(0, 1), List.of(2, 3)), lists(order.step(0)));
        assertEquals(List.of(List.of(4, 5), List.of(6)), lists(order.step(1)));
        assertEquals(lists(order.step(0)), lists(order.step(2)));
        assertEquals(lists(order.step(1)), lists(order.step(3)));
    }

    /** These orders must never change, or a run begun with an older version would be resumed in another order. */
    @Test
    void theOrdersOfASeedAreForEver() {
        assertEquals(List.of(RANDOM_GOLDEN), flat(Sampling.RANDOM));
        assertEquals(List.of(LENGTH_GOLDEN), flat(Sampling.BY_LENGTH));
    }

    private static final Integer[] RANDOM_GOLDEN = {0, 7, 3, 6, 8, 5, 1, 2, 4, 0, 5, 6, 3, 7, 1, 8, 4, 2};
    private static final Integer[] LENGTH_GOLDEN = {6, 1, 3, 4, 8, 0, 7, 5, 2, 6, 5, 3, 4, 8, 0, 7, 1, 2};

    private static List<Integer> flat(Sampling sampling) {
        SampleOrder order = SampleOrder.of(recipe(sampling, 2, 2).epochs(2).build(), new Lengths(9, 40, 5));
        List<Integer> flat = new ArrayList<>();
        for (long step = 0; step < order.totalSteps(); step++) {
            lists(order.step(step)).forEach(flat::addAll);
        }
        return flat;
    }

    @Test
    void stepsInAnyOrderAndFromANewObjectAreTheSame() {
        for (Sampling sampling : Sampling.values()) {
            Lengths source = new Lengths(53, 40, 3);
            TrainingRecipe recipe = recipe(sampling, 3, 2).maxSteps(100).build();
            SampleOrder forward = SampleOrder.of(recipe, source);
            List<List<List<Integer>>> steps = new ArrayList<>();
            for (int step = 0; step < 100; step++) {
                steps.add(lists(forward.step(step)));
            }
            List<Integer> shuffled =
                    new ArrayList<>(IntStream.range(0, 100).boxed().toList());
            Collections.shuffle(shuffled, new Random(9));
            SampleOrder resumed = SampleOrder.of(recipe, source);
            for (int step : shuffled) {
                assertEquals(steps.get(step), lists(resumed.step(step)));
            }
        }
    }

    @Test
    void severalThreadsSeeTheSame() {
        TrainingRecipe recipe = recipe(Sampling.RANDOM, 1, 4).epochs(500).build();
        SampleOrder order = SampleOrder.of(recipe, new Lengths(40, 0, 0));
        SampleOrder alone = SampleOrder.of(recipe, new Lengths(40, 0, 0));
        List<List<List<Integer>>> together = IntStream.range(0, 5000)
                .parallel()
                .mapToObj(step -> lists(order.step(step)))
                .toList();
        for (int step = 0; step < 5000; step++) {
            assertEquals(lists(alone.step(step)), together.get(step));
        }
    }

    @Test
    void epochsAndSeedsAreShuffledDifferently() {
        SampleOrder order =
                SampleOrder.of(recipe(Sampling.RANDOM, 100, 1).epochs(2).build(), new Lengths(100, 0, 0));
        SampleOrder other = SampleOrder.of(
                recipe(Sampling.RANDOM, 100, 1).epochs(2).seed(43).build(), new Lengths(100, 0, 0));
        assertFalse(Arrays.equals(order.step(0).get(0), order.step(1).get(0)));
        assertFalse(Arrays.equals(order.step(0).get(0), other.step(0).get(0)));
    }

    /** Each sample comes first about as often as any other: 20,000 epochs of 10 samples. */
    @Test
    void everyPlaceIsEquallyLikely() {
        SampleOrder order =
                SampleOrder.of(recipe(Sampling.RANDOM, 10, 1).epochs(20_000).build(), new Lengths(10, 0, 0));
        int[][] seen = new int[10][10];
        for (int epoch = 0; epoch < 20_000; epoch++) {
            int[] batch = order.step(epoch).get(0);
            for (int place = 0; place < 10; place++) {
                seen[place][batch[place]]++;
            }
        }
        for (int[] place : seen) {
            for (int times : place) {
                assertEquals(2000, times, 200); // 4.7 standard deviations
            }
        }
    }

    @Test
    void totalsFollowHuggingFace() {
        Lengths ten = new Lengths(10, 0, 0);
        assertEquals(
                2,
                SampleOrder.of(recipe(Sampling.RANDOM, 2, 3).epochs(1).build(), ten)
                        .totalSteps());
        assertEquals(
                3,
                SampleOrder.of(recipe(Sampling.RANDOM, 2, 3).epochs(1.5).build(), ten)
                        .totalSteps());
        assertEquals(
                3,
                SampleOrder.of(recipe(Sampling.RANDOM, 2, 3).epochs(1.01).build(), ten)
                        .totalSteps());
        assertEquals(
                1,
                SampleOrder.of(recipe(Sampling.RANDOM, 2, 3).epochs(1e-9).build(), ten)
                        .totalSteps());
        assertEquals(
                7,
                SampleOrder.of(recipe(Sampling.RANDOM, 2, 3).maxSteps(7).build(), ten)
                        .totalSteps());
        SampleOrder order =
                SampleOrder.of(recipe(Sampling.RANDOM, 2, 3).maxSteps(7).build(), ten);
        assertEquals(0, order.epochsAfter(0));
        assertEquals(0.6, order.epochsAfter(1));
        assertEquals(1, order.epochsAfter(2));
        assertEquals(3.6, order.epochsAfter(7));
    }

    @Test
    void lengthGroupsHaveOneKindAndLittlePadding() {
        Lengths source = new Lengths(4001, 25, 11);
        for (int[] sizes : new int[][] {{4, 1}, {8, 3}, {16, 8}, {2, 64}}) {
            SampleOrder random = SampleOrder.of(
                    recipe(Sampling.RANDOM, sizes[0], sizes[1]).epochs(1).build(), source);
            SampleOrder grouped = SampleOrder.of(
                    recipe(Sampling.BY_LENGTH, sizes[0], sizes[1]).epochs(1).build(), source);
            double waste = waste(grouped, source);
            assertTrue(waste < 0.35 * waste(random, source), Arrays.toString(sizes) + " " + waste);
            int mixed = 0;
            for (long step = 0; step < grouped.totalSteps(); step++) {
                for (int[] batch : grouped.step(step)) {
                    long images = Arrays.stream(batch)
                            .filter(i -> source.length(i).image())
                            .count();
                    mixed += images > 0 && images < batch.length ? 1 : 0;
                }
            }
            assertTrue(mixed <= 1, mixed + " mixed micro-batches");
        }
    }

    @Test
    void stepsOfLengthGroupsDoNotGoFromLongToShort() {
        Lengths source = new Lengths(4000, 0, 11);
        SampleOrder grouped =
                SampleOrder.of(recipe(Sampling.BY_LENGTH, 4, 1).epochs(1).build(), source);
        int longer = 0;
        for (int step = 1; step < 1000; step++) {
            int now = source.length(grouped.step(step).get(0)[0]).words();
            int before = source.length(grouped.step(step - 1).get(0)[0]).words();
            longer += now > before ? 1 : 0;
        }
        assertTrue(longer > 400 && longer < 600, longer + " of 999 steps are longer than the one before");
    }

    @Test
    void sixHundredThousandSamplesAndHugeSizesAreNoTrouble() {
        Lengths source = new Lengths(600_000, 20, 2);
        for (Sampling sampling : Sampling.values()) {
            SampleOrder order =
                    SampleOrder.of(recipe(sampling, 2, 64).epochs(1_000).build(), source);
            order.step(0);
            assertTimeout(Duration.ofSeconds(3), () -> {
                for (int epoch = 1; epoch < 4; epoch++) {
                    assertEquals(64, order.step(epoch * order.stepsPerEpoch()).size());
                }
            });
            SampleOrder all = SampleOrder.of(
                    recipe(sampling, 100_000, 100_000).epochs(100_000).build(), source);
            assertEquals(100_000, all.totalSteps());
            assertEquals(6, all.step(99_999).size());
            SampleOrder one = SampleOrder.of(
                    recipe(sampling, 1, 100_000).maxSteps(1_000_000_000).build(), new Lengths(1, 0, 0));
            assertEquals(List.of(List.of(0)), lists(one.step(999_999_999)));
        }
    }

    @Test
    void refusesStepsOutsideTheRunAndEmptyData() {
        TrainingRecipe recipe = recipe(Sampling.RANDOM, 1, 1).maxSteps(5).build();
        SampleOrder order = SampleOrder.of(recipe, new Lengths(2, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> order.step(-1));
        assertThrows(IllegalArgumentException.class, () -> order.step(5));
        assertThrows(IllegalArgumentException.class, () -> SampleOrder.of(recipe, new Lengths(0, 0, 0)));
    }

    private static TrainingRecipeBuilder recipe(Sampling sampling, int batch, int accumulation) {
        return TrainingRecipe.builder()
                .train(List.of(TrainedModule.PROJECTOR))
                .learningRate(TrainedModule.PROJECTOR, 1e-3)
                .sampling(sampling)
                .batchSize(batch)
                .accumulation(accumulation);
    }

    private static List<List<Integer>> lists(List<int[]> batches) {
        return batches.stream()
                .map(batch -> Arrays.stream(batch).boxed().toList())
                .toList();
    }

    /** Share of padding if each micro-batch is as wide as its longest sample; an image is 576 positions. */
    private static double waste(SampleOrder order, Lengths source) {
        long padded = 0;
        long used = 0;
        for (long step = 0; step < order.totalSteps(); step++) {
            for (int[] batch : order.step(step)) {
                int[] widths = Arrays.stream(batch)
                        .map(i -> source.length(i).words() + (source.length(i).image() ? 576 : 0))
                        .toArray();
                padded += (long) Arrays.stream(widths).max().orElseThrow() * widths.length;
                used += Arrays.stream(widths).sum();
            }
        }
        return (padded - used) / (double) padded;
    }

    /** Lengths as of conversations: many short ones, a few long ones. */
    private static final class Lengths implements SampleSource {
        private final Length[] lengths;

        Lengths(int size, int textPercent, long seed) {
            Random random = new Random(seed);
            lengths = new Length[size];
            for (int i = 0; i < size; i++) {
                int words = (int) Math.exp(2 + 4 * random.nextDouble());
                lengths[i] = new Length(words, random.nextInt(100) >= textPercent);
            }
        }

        @Override
        public int size() {
            return lengths.length;
        }

        @Override
        public Length length(int index) {
            return lengths[index];
        }

        @Override
        public TrainingSample sample(int index) {
            throw new AssertionError("the order of samples needs no sample");
        }

        @Override
        public String fingerprint() {
            throw new AssertionError("the order of samples needs no fingerprint");
        }
    }
}

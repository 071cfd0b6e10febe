package org.llavamed.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.llavamed.internal.training.EncodedSample;

class SampleFeedTest {
    private static PreparedSample sample(int index) {
        return new PreparedSample(
                "" + index, new EncodedSample(new int[] {1}, new boolean[] {true}, 0, 1, false, 1, false), List.of());
    }

    /** 3 steps of 32 micro-batches of 4. */
    private static List<int[]> order(long step) {
        return IntStream.range(0, 32)
                .mapToObj(i -> IntStream.range(0, 4)
                        .map(k -> (int) step * 128 + i * 4 + k)
                        .toArray())
                .toList();
    }

    @Test
    void aLargeStepIsNotPreparedAtOnce() throws InterruptedException {
        AtomicInteger prepared = new AtomicInteger();
        List<String> ids = new ArrayList<>();
        try (SampleFeed feed = new SampleFeed(
                SampleFeedTest::order,
                1,
                3,
                3,
                5,
                index -> {
                    prepared.incrementAndGet();
                    return sample(index);
                },
                false,
                reason -> {})) {
            for (int step = 1; step < 3; step++) {
                assertEquals(32, feed.nextStep());
                for (int i = 0; i < 32; i++) {
                    feed.nextBatch().forEach(sample -> ids.add(sample.id()));
                    Thread.sleep(1);
                    assertTrue(prepared.get() <= ids.size() + 5, prepared + " after " + ids.size());
                }
            }
        }
        assertEquals(IntStream.range(128, 384).mapToObj(Integer::toString).toList(), ids);
    }

    /** The caller may close the source then; an interrupt would have closed what it reads from. */
    @Test
    void closingWaitsForWhatIsRead() throws InterruptedException {
        AtomicInteger reading = new AtomicInteger();
        AtomicBoolean disturbed = new AtomicBoolean();
        SampleFeed feed = new SampleFeed(
                SampleFeedTest::order,
                0,
                3,
                2,
                20,
                index -> {
                    reading.incrementAndGet();
                    try {
                        Thread.sleep(30);
                    } catch (InterruptedException e) {
                        disturbed.set(true);
                    }
                    reading.decrementAndGet();
                    return sample(index);
                },
                false,
                reason -> {});
        feed.nextStep();
        assertEquals(
                List.of("0", "1", "2", "3"),
                feed.nextBatch().stream().map(PreparedSample::id).toList());
        Thread.currentThread().interrupt();
        feed.close();
        assertTrue(Thread.interrupted());
        assertEquals(0, reading.get());
        assertFalse(disturbed.get());
        Thread.sleep(50);
        assertEquals(0, reading.get());
    }
}

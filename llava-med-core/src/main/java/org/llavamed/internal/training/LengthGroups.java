package org.llavamed.internal.training;

import java.util.Arrays;
import org.llavamed.train.SampleSource;

/**
 * LLaVA's grouping by modality and length (llava_trainer.py) on one device. Samples with images and samples without are
 * shuffled apart and cut into pools; a pool is sorted from long to short and cut into steps; the steps of all pools are
 * shuffled; what fills no step comes last. With 8 or more micro-batches a step a pool is a step, which is LLaVA's mega-batch.
 * With fewer a pool is several steps, since LLaVA's mega-batch spans its GPUs and one batch alone cannot be grouped by
 * length; but there are four pools or more if there are four steps, or every epoch would have the same steps. LLaVA deals a mega-batch out so that all GPUs get the same load; with one device neighbours stay together.
 */
final class LengthGroups {
    private static final int LEAST_BATCHES_IN_POOL = 8;
    private static final long LEAST_POOLS = 4; // as transformers' group_by_length

    private final int[] words;
    private final int[] withImage;
    private final int[] textOnly;
    private final int step;
    private final long pool;

    /** Asks for the length of every sample once. */
    LengthGroups(SampleSource samples, int batch, int accumulation) {
        int count = samples.size();
        words = new int[count];
        int[] image = new int[count];
        int[] text = new int[count];
        int images = 0;
        for (int i = 0; i < count; i++) {
            SampleSource.Length length = samples.length(i);
            words[i] = Math.max(0, length.words());
            if (length.image()) {
                image[images++] = i;
            } else {
                text[i - images] = i;
            }
        }
        withImage = Arrays.copyOf(image, images);
        textOnly = Arrays.copyOf(text, count - images);
        // More than there are samples is as good as all of them, and fits into an int.
        step = (int) Math.min(Math.max(1, count), (long) batch * accumulation);
        long stepsInPool = (LEAST_BATCHES_IN_POOL + accumulation - 1L) / accumulation;
        pool = Math.min(stepsInPool, Math.max(1, count / (LEAST_POOLS * step))) * step;
    }

    int[] order(long seed) {
        Shuffle shuffle = new Shuffle(seed);
        int[] images = sortedPools(withImage, shuffle);
        int[] texts = sortedPools(textOnly, shuffle);
        int imageSteps = images.length / step;
        int textSteps = texts.length / step;
        int[] steps = new int[imageSteps + textSteps];
        Arrays.setAll(steps, i -> i);
        shuffle.shuffle(steps);

        int[] order = new int[words.length];
        int end = 0;
        for (int number : steps) {
            int[] from = number < imageSteps ? images : texts;
            int start = (number < imageSteps ? number : number - imageSteps) * step;
            System.arraycopy(from, start, order, end, step);
            end += step;
        }
        end = rest(images, imageSteps * step, order, end);
        rest(texts, textSteps * step, order, end);
        return order;
    }

    private static int rest(int[] from, int start, int[] order, int end) {
        System.arraycopy(from, start, order, end, from.length - start);
        return end + from.length - start;
    }

    /** A shuffled copy in which each pool goes from long to short. */
    private int[] sortedPools(int[] samples, Shuffle shuffle) {
        int[] mixed = samples.clone();
        shuffle.shuffle(mixed);
        for (long start = 0; start < mixed.length; start += pool) {
            sortLongestFirst(mixed, (int) start, (int) Math.min(mixed.length, start + pool));
        }
        return mixed;
    }

    /** Ties stay in shuffled order: the key is the length turned round, then the place. */
    private void sortLongestFirst(int[] samples, int start, int end) {
        long[] keys = new long[end - start];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = ((long) (Integer.MAX_VALUE - words[samples[start + i]]) << 32) | i;
        }
        Arrays.sort(keys);
        int[] before = Arrays.copyOfRange(samples, start, end);
        for (int i = 0; i < keys.length; i++) {
            samples[start + i] = before[(int) keys[i]];
        }
    }
}

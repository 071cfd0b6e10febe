package org.llavamed.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Micro-batches of one group each, mixed with others. The first epoch is shuffled as a whole, so that groups are told apart
 * first; after it three quarters of each group fill micro-batches of their own as far as they fill whole ones, the rest of all
 * groups is mixed, and what fills no micro-batch comes last. Of a group with less than four thirds of a micro-batch none is its
 * own.
 */
final class GroupBatches {
    private static final int OWN = 3; // of 4

    private final int batch;
    private final int[][] groups;
    private final int samples;

    /** Asks for the group of every sample once. */
    GroupBatches(SampleSource source, int batch) {
        this.batch = batch;
        this.samples = source.size();
        Map<String, List<Integer>> members = new TreeMap<>(); // in an order that no hash decides
        for (int i = 0; i < samples; i++) {
            members.computeIfAbsent(source.group(i), group -> new ArrayList<>()).add(i);
        }
        groups = members.values().stream()
                .map(group -> group.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }

    int[] order(long epoch, long seed) {
        Shuffle shuffle = new Shuffle(seed);
        int[] order = new int[samples];
        if (epoch == 0) {
            Arrays.setAll(order, i -> i);
            shuffle.shuffle(order);
            return order;
        }
        int[] whole = new int[samples]; // full micro-batches behind each other
        int[] rest = new int[samples];
        int own = 0;
        int left = 0;
        for (int[] group : groups) {
            int[] mixed = group.clone();
            shuffle.shuffle(mixed);
            int taken = (int) ((long) mixed.length * OWN / 4 / batch) * batch;
            System.arraycopy(mixed, 0, whole, own, taken);
            System.arraycopy(mixed, taken, rest, left, mixed.length - taken);
            own += taken;
            left += mixed.length - taken;
        }
        int[] others = Arrays.copyOf(rest, left);
        shuffle.shuffle(others);
        System.arraycopy(others, 0, whole, own, left);
        int[] batches = new int[samples / batch];
        Arrays.setAll(batches, i -> i);
        shuffle.shuffle(batches);
        int end = 0;
        for (int number : batches) {
            System.arraycopy(whole, number * batch, order, end, batch);
            end += batch;
        }
        System.arraycopy(whole, end, order, end, samples - end);
        return order;
    }
}

package org.llavamed.data.dataset;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How often each whole number occurs; all figures drawn from it are exact.
 *
 * @param counts number to how often it occurs
 */
public record Distribution(NavigableMap<Integer, Long> counts) {
    /**
     * Copies the map.
     *
     * @param counts as above
     */
    public Distribution {
        counts = Collections.unmodifiableNavigableMap(new TreeMap<>(counts));
    }

    /**
     * How many numbers there are.
     *
     * @return from 0
     */
    public long count() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * The sum of all numbers.
     *
     * @return from 0
     */
    public long sum() {
        return counts.entrySet().stream()
                .mapToLong(entry -> entry.getKey() * entry.getValue())
                .sum();
    }

    /**
     * The mean.
     *
     * @return the mean, 0 if there are no numbers
     */
    public double mean() {
        return counts.isEmpty() ? 0 : (double) sum() / count();
    }

    /**
     * The smallest number that at least a share of all numbers do not exceed.
     *
     * @param share from 0 to 1; 0.5 gives the (lower) median
     * @return the number, 0 if there are none
     */
    public int quantile(double share) {
        double wanted = share * count();
        long seen = 0;
        for (var entry : counts.entrySet()) {
            seen += entry.getValue();
            if (seen >= wanted) {
                return entry.getKey();
            }
        }
        return 0;
    }

    /**
     * The figures as JSON.
     *
     * @return {@code count, min, max, mean, median, p95, counts}
     */
    public ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("count", count());
        node.put("min", counts.isEmpty() ? 0 : counts.firstKey());
        node.put("max", counts.isEmpty() ? 0 : counts.lastKey());
        node.put("mean", Math.round(mean() * 1000) / 1000.0);
        node.put("median", quantile(0.5));
        node.put("p95", quantile(0.95));
        ObjectNode each = node.putObject("counts");
        counts.forEach((number, times) -> each.put(number.toString(), times));
        return node;
    }
}

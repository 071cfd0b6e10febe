package org.llavamed.data.dataset;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How a data set is split.
 *
 * @param parts the parts; all have a fraction, or all a count
 * @param seed another seed gives another split
 * @param groupBy what never stands in two parts
 */
public record SplitPlan(List<Part> parts, long seed, GroupBy groupBy) {
    /** The count of a part that takes what the others leave. */
    public static final long REST = -1;

    static final List<String> NAMES = List.of("train", "val", "test");

    /**
     * Copies and checks the parts.
     *
     * @param parts as above
     * @param seed as above
     * @param groupBy as above
     */
    public SplitPlan {
        parts = List.copyOf(parts);
        Set<String> names = new HashSet<>();
        double sum = 0;
        int fractions = 0;
        int rests = 0;
        for (Part part : parts) {
            if (!names.add(part.name)) {
                throw new IllegalArgumentException("two parts have the name " + part.name);
            }
            fractions += part.count == 0 ? 1 : 0;
            rests += part.count == REST ? 1 : 0;
            sum += part.fraction;
        }
        if (parts.isEmpty() || (fractions != 0 && fractions != parts.size())) {
            throw new IllegalArgumentException("a split has parts, and all have a fraction or all a count");
        }
        if (rests > 1) {
            throw new IllegalArgumentException("only one part takes the rest");
        }
        if (fractions > 0 && Math.abs(sum - 1) > 1e-6) {
            throw new IllegalArgumentException("the fractions add up to " + sum + ", not 1");
        }
    }

    /**
     * A part.
     *
     * @param name name of its file without the extension: letters, digits, {@code -} and {@code _}
     * @param fraction its share of the groups, above 0 to 1; 0 if it has a count
     * @param count its number of records, at least 1, or {@link #REST}; 0 if it has a fraction
     */
    public record Part(String name, double fraction, long count) {
        /**
         * Checks the part.
         *
         * @param name as above
         * @param fraction as above
         * @param count as above
         */
        public Part {
            if (!name.matches("[A-Za-z0-9_-]{1,100}")) {
                throw new IllegalArgumentException(
                        "the name of a part is letters, digits, - and _, not \"" + name + "\"");
            }
            boolean share = fraction > 0 && fraction <= 1 && count == 0;
            if (!share && !(fraction == 0 && (count >= 1 || count == REST))) {
                throw new IllegalArgumentException("part " + name + " needs a fraction above 0 or a count above 0");
            }
        }
    }

    /**
     * Parts named train, val and test (or the first two) by fractions. Which part a group is in depends on its name and the
     * seed alone: neither the order of records nor records added later move it. Parts have about their share.
     *
     * @param fractions two or three fractions that add up to 1; a part of 0 is left out
     * @param seed the seed
     * @param groupBy what never stands in two parts
     * @return the plan
     */
    public static SplitPlan fractions(List<Double> fractions, long seed, GroupBy groupBy) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < named(fractions); i++) {
            if (fractions.get(i) != 0) {
                parts.add(new Part(NAMES.get(i), fractions.get(i), 0));
            }
        }
        return new SplitPlan(parts, seed, groupBy);
    }

    /**
     * Parts named train, val and test (or the first two) by exact numbers of records. Records added later can move groups.
     *
     * @param counts two or three numbers, one of them possibly {@link #REST}; a part of 0 is left out
     * @param seed the seed
     * @param groupBy what never stands in two parts
     * @return the plan
     */
    public static SplitPlan counts(List<Long> counts, long seed, GroupBy groupBy) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < named(counts); i++) {
            if (counts.get(i) != 0) {
                parts.add(new Part(NAMES.get(i), 0, counts.get(i)));
            }
        }
        return new SplitPlan(parts, seed, groupBy);
    }

    private static int named(List<?> numbers) {
        if (numbers.size() < 2 || numbers.size() > NAMES.size()) {
            throw new IllegalArgumentException("two or three numbers are needed: train,val or train,val,test");
        }
        return numbers.size();
    }

    /** Whether the parts have fractions. */
    boolean byFraction() {
        return parts.get(0).count == 0;
    }
}

package org.llavamed.data.modality;

/**
 * A share that was counted, with its 95 % interval by Wilson's score, which holds for few cases and for shares near 0 and 1.
 *
 * @param hits how many of the cases
 * @param cases number of cases, at least {@code hits}
 */
public record Interval(int hits, int cases) {
    private static final double Z = 1.959963984540054; // 97.5 % of the normal distribution lie below

    /**
     * Checks the counts.
     *
     * @param hits as above
     * @param cases as above
     */
    public Interval {
        if (hits < 0 || hits > cases) {
            throw new IllegalArgumentException(hits + " of " + cases + " is no share");
        }
    }

    /**
     * The share.
     *
     * @return from 0 to 1, NaN without cases
     */
    public double share() {
        return cases == 0 ? Double.NaN : (double) hits / cases;
    }

    /**
     * Lower end of the interval.
     *
     * @return from 0 to 1; 0 without cases
     */
    public double low() {
        return cases == 0 ? 0 : hits == 0 ? 0 : Math.max(0, centre() - radius());
    }

    /**
     * Upper end of the interval.
     *
     * @return from 0 to 1; 1 without cases
     */
    public double high() {
        return cases == 0 ? 1 : hits == cases ? 1 : Math.min(1, centre() + radius());
    }

    private double centre() {
        return (share() + Z * Z / (2 * cases)) / (1 + Z * Z / cases);
    }

    private double radius() {
        double p = share();
        return Z * Math.sqrt(p * (1 - p) / cases + Z * Z / (4.0 * cases * cases)) / (1 + Z * Z / cases);
    }
}

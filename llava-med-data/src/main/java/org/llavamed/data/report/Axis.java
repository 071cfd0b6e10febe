package org.llavamed.data.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where numbers stand on an axis and which of them are written beside it.
 *
 * @param low the number at its beginning
 * @param high the number at its end, above low
 * @param logarithmic whether equal ratios take equal room
 * @param ticks the numbers written beside it, ascending
 */
record Axis(double low, double high, boolean logarithmic, List<Double> ticks) {
    /** From this ratio between the largest and the middle value on, a plain axis would press most values flat. */
    private static final double WIDE = 30;

    private static final int MOST_TICKS = 6;

    /** An axis for values of which few may be far above the others; logarithmic if that makes the others readable. */
    static Axis of(double[] values, boolean fromZero) {
        double[] sorted =
                Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        if (sorted.length == 0) {
            return linear(0, 1);
        }
        double least = sorted[0];
        double most = sorted[sorted.length - 1];
        if (least > 0 && most > WIDE * sorted[sorted.length / 2]) {
            return logarithmic(least, most);
        }
        return linear(fromZero ? Math.min(0, least) : least, most);
    }

    /** From a round number to a round number, with ticks at multiples of 1, 2 or 5 times a power of ten. */
    static Axis linear(double least, double most) {
        if (!(most > least)) { // one value, or none: it stands in the middle
            double room = least == 0 ? 1 : Math.abs(least) / 2;
            return linear(least - room, least + room);
        }
        double step = step(most / MOST_TICKS - least / MOST_TICKS); // the difference alone may be infinite
        double low = Math.floor(least / step) * step;
        double high = Math.ceil(most / step) * step;
        return Double.isFinite(high - low)
                ? new Axis(rounded(low), rounded(high), false, ticks(low, high, step))
                : new Axis(least, most, false, List.of(least, most));
    }

    /** From the first to the last of whole numbers, with ticks at whole numbers. */
    static Axis whole(double first, double last) {
        if (!(last > first)) {
            return new Axis(first - 1, first + 1, false, List.of(first));
        }
        double step = Math.max(1, step((last - first) / MOST_TICKS));
        return new Axis(first, last, false, ticks(first, last, step));
    }

    private static List<Double> ticks(double least, double most, double step) {
        List<Double> ticks = new ArrayList<>();
        for (double k = Math.ceil(least / step); k * step <= most + step / 100 && ticks.size() < 20; k++) {
            ticks.add(k == 0 ? 0.0 : rounded(k * step));
        }
        return ticks;
    }

    private static double step(double rough) {
        double ten = Math.pow(10, Math.floor(Math.log10(rough)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * ten >= rough) {
                return factor * ten;
            }
        }
        return 10 * ten;
    }

    private static Axis logarithmic(double least, double most) {
        int from = (int) Math.floor(Math.log10(least));
        int to = (int) Math.ceil(Math.log10(most));
        int every = Math.max(1, (to - from + MOST_TICKS - 1) / MOST_TICKS);
        List<Double> ticks = new ArrayList<>();
        for (int ten = from; ten <= to; ten += every) {
            for (int factor : every == 1 && to - from <= 2 ? new int[] {1, 2, 5} : new int[] {1}) {
                double tick = rounded(factor * Math.pow(10, ten));
                if (tick >= least && tick <= most) {
                    ticks.add(tick);
                }
            }
        }
        return new Axis(least, most, true, ticks);
    }

    /** Without what binary fractions add: 0.30000000000000004. */
    private static double rounded(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value).round(new MathContext(12)).doubleValue()
                : value;
    }

    /** The place of a value, 0 at the beginning of the axis to 1 at its end. */
    double place(double value) {
        return logarithmic
                ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))
                : (value / 2 - low / 2) / (high / 2 - low / 2);
    }

    /** A number for people, with at most so many digits that count: {@code 1,250}, {@code 0.0317}, {@code 2e-5}. */
    static String text(double value, int digits) {
        if (!Double.isFinite(value)) {
            return "\u2014";
        }
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
        int exponent = rounded.precision() - rounded.scale() - 1;
        BigDecimal plain = rounded.stripTrailingZeros();
        if (exponent < -4 || exponent > 8) {
            return plain.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent;
        }
        if (plain.scale() <= 0) {
            return Svg.count(plain.longValueExact());
        }
        return plain.abs().compareTo(BigDecimal.valueOf(1000)) < 0
                ? plain.toPlainString()
                : Svg.count(plain.longValue())
                        + plain.remainder(BigDecimal.ONE).abs().toPlainString().substring(1);
    }
}

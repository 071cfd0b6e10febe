package org.llavamed.data.report;

import java.util.Locale;

/** Text and numbers in HTML and SVG. */
public final class Svg {
    /** Width of a character of the charts' 13 px sans serif, rather too wide than too narrow. */
    private static final double CHARACTER = 7.7;

    private Svg() {}

    /**
     * A text as it may stand between tags and in quoted attributes. What no XML document may hold (most control characters,
     * half surrogate pairs) becomes U+FFFD.
     *
     * @param text any text
     * @return the same text escaped
     */
    public static String escape(String text) {
        StringBuilder result = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> result.append("&amp;");
                case '<' -> result.append("&lt;");
                case '>' -> result.append("&gt;");
                case '"' -> result.append("&quot;");
                case '\'' -> result.append("&#39;");
                default -> result.appendCodePoint(isAllowed(c) ? c : 0xFFFD);
            }
        });
        return result.toString();
    }

    /** No control characters, and none that turn the direction of the text after them, which is the page's own. */
    private static boolean isAllowed(int c) {
        boolean turns = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        return !turns && isCharacter(c);
    }

    private static boolean isCharacter(int c) {
        return c == '\t'
                || c == '\n'
                || (c >= 0x20 && c < 0x7F)
                || (c > 0x9F && c < 0xD800)
                || (c > 0xDFFF && c < 0xFFFE)
                || (c > 0xFFFF && (c & 0xFFFE) != 0xFFFE);
    }

    /**
     * A coordinate: two decimals at most, a point whatever the locale.
     *
     * @param value finite
     * @return for instance {@code 12.5}
     */
    public static String number(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        String shorter = text.replaceAll("\\.?0+$", "");
        return text.contains(".") ? (shorter.equals("-0") ? "0" : shorter) : text;
    }

    /**
     * A count for people.
     *
     * @param value any number
     * @return for instance {@code 171,673}
     */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /**
     * A size for people: as a count if it is whole, else with two decimals.
     *
     * @param value finite
     * @return for instance {@code 2.50}
     */
    public static String size(double value) {
        return value == Math.rint(value) ? count((long) value) : String.format(Locale.ROOT, "%,.2f", value);
    }

    /** About how many pixels a text takes. */
    static double width(String text) {
        return text.codePoints().mapToDouble(Svg::width).sum();
    }

    private static double width(int c) {
        boolean wide = c >= 0x2E80 || (c >= 0x1100 && c < 0x1200); // about: East Asian
        return Character.getType(c) == Character.NON_SPACING_MARK ? 0 : wide ? 2 * CHARACTER : CHARACTER;
    }

    /** As much of a text as fits, with an ellipsis if that is not all; white space becomes blanks. */
    static String fit(String text, double pixels) {
        String line = text.strip().replaceAll("\\s+", " ");
        if (width(line) <= pixels) {
            return line;
        }
        StringBuilder result = new StringBuilder();
        double used = CHARACTER; // the ellipsis
        for (int c : line.codePoints().toArray()) {
            used += width(c);
            if (used > pixels) {
                break;
            }
            result.appendCodePoint(c);
        }
        return result.toString().stripTrailing() + "\u2026";
    }

    /** The beginning of a drawing that names itself to screen readers. */
    static String begin(String id, String kind, double width, double height, String title, String description) {
        return "<svg class=\"chart " + kind + "\" role=\"img\" aria-labelledby=\"" + id + "-t " + id
                + "-d\" viewBox=\"0 0 "
                + number(width) + " " + number(height) + "\" width=\"" + number(width) + "\" height=\"" + number(height)
                + "\" xmlns=\"http://www.w3.org/2000/svg\">\n<title id=\"" + id + "-t\">" + escape(title)
                + "</title>\n<desc id=\"" + id + "-d\">" + escape(description) + "</desc>\n";
    }

    /** What a chart shows if there is nothing to show. */
    static String empty(String id, String kind, String title) {
        return begin(id, kind, 320, 48, title, "No data.")
                + "<text x=\"8\" y=\"28\" class=\"faint\">no data</text>\n</svg>\n";
    }
}

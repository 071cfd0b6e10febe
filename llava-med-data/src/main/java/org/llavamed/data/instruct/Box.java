package org.llavamed.data.instruct;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * An object in an image. Edges are fractions of the image's width and height, 0 to 1, left and top first.
 *
 * @param category what it is
 */
record Box(String category, double x1, double y1, double x2, double y2) {
    /** Makes a box from pixel edges, cut at the borders of the image. */
    static Box ofPixels(
            String category, double left, double top, double right, double bottom, double width, double height) {
        return new Box(
                PromptContext.line(category),
                fraction(left, width),
                fraction(top, height),
                fraction(right, width),
                fraction(bottom, height));
    }

    private static double fraction(double pixel, double size) {
        return Math.min(1, Math.max(0, pixel / size));
    }

    /** The line of LLaVA's prompts. */
    String text() {
        return String.format(Locale.ROOT, "%s: [%.3f, %.3f, %.3f, %.3f]", category, x1, y1, x2, y2);
    }

    void write(ObjectNode node) {
        node.put("category", category);
        var edges = node.putArray("bbox");
        for (double edge : new double[] {x1, y1, x2, y2}) {
            edges.add(BigDecimal.valueOf(edge).setScale(3, RoundingMode.HALF_UP));
        }
    }
}

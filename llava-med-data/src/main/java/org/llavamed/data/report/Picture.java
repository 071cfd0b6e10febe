package org.llavamed.data.report;

import java.util.Base64;
import java.util.regex.Pattern;

/**
 * A small JPEG image inside a page.
 *
 * @param base64 the bytes of a JPEG file in Base64
 * @param width width in pixels
 * @param height height in pixels
 */
public record Picture(String base64, int width, int height) {
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]*={0,2}");

    /**
     * Checks the values.
     *
     * @param base64 as above
     * @param width as above
     * @param height as above
     */
    public Picture {
        if (!BASE64.matcher(base64).matches() || width < 1 || height < 1) {
            throw new IllegalArgumentException("a picture of " + width + " x " + height + " pixels in Base64");
        }
    }

    /**
     * A picture.
     *
     * @param jpeg a JPEG file of our own making; bytes from elsewhere do not belong into a page
     * @param width width in pixels
     * @param height height in pixels
     * @return the picture
     */
    public static Picture jpeg(byte[] jpeg, int width, int height) {
        return new Picture(Base64.getEncoder().encodeToString(jpeg), width, height);
    }

    /** The {@code <img>} element. */
    String html(String alt) {
        return "<img alt=\"" + Svg.escape(alt) + "\" width=\"" + width + "\" height=\"" + height
                + "\" src=\"data:image/jpeg;base64," + base64 + "\">";
    }
}

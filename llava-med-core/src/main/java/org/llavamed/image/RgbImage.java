package org.llavamed.image;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Decoded pixels: 8-bit RGB, interleaved, top row first, {@code [height, width, 3]}. Immutable and safe to share between
 * threads; two images are equal when size and pixels are.
 */
public final class RgbImage {
    private final int width;
    private final int height;
    private final byte[] pixels;
    private volatile @Nullable String digest; // computed when first asked for

    /**
     * Copies pixels.
     *
     * @param width width in pixels, at least 1
     * @param height height in pixels, at least 1
     * @param rgb width * height * 3 bytes R, G, B, each 0..255 as an unsigned byte
     * @throws IllegalArgumentException if the sizes do not agree
     */
    public RgbImage(int width, int height, byte[] rgb) {
        this(rgb.clone(), width, height);
    }

    private RgbImage(byte[] pixels, int width, int height) {
        if (width < 1 || height < 1 || pixels.length != (long) width * height * 3) {
            throw new IllegalArgumentException("RGB image of " + width + " x " + height
                    + " pixels needs width * height * 3" + " bytes, not " + pixels.length);
        }
        this.width = width;
        this.height = height;
        this.pixels = pixels;
    }

    /** Wraps an array that nobody else will write to. */
    static RgbImage wrap(int width, int height, byte[] pixels) {
        return new RgbImage(pixels, width, height);
    }

    /**
     * Width.
     *
     * @return width in pixels
     */
    public int width() {
        return width;
    }

    /**
     * Height.
     *
     * @return height in pixels
     */
    public int height() {
        return height;
    }

    /**
     * The pixels.
     *
     * @return a copy, {@code [height, width, 3]}, unsigned bytes
     */
    public byte[] rgb() {
        return pixels.clone();
    }

    /** The pixels themselves, not to be written to. */
    byte[] pixels() {
        return pixels;
    }

    /**
     * Identity of the content, the same in every run: equal images have equal digests, others do not.
     *
     * @return SHA-256 over width, height (32-bit big endian each) and pixels, 64 hexadecimal digits
     */
    public String digest() {
        String known = digest;
        if (known == null) {
            known = computeDigest();
            digest = known;
        }
        return known;
    }

    private String computeDigest() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(ByteBuffer.allocate(8).putInt(width).putInt(height).array());
            sha.update(pixels);
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RgbImage that
                && width == that.width
                && height == that.height
                && Arrays.equals(pixels, that.pixels);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(pixels);
    }

    @Override
    public String toString() {
        return "RgbImage[" + width + " x " + height + "]";
    }
}

package org.llavamed.eval.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.ImageFolder;
import org.llavamed.data.report.Picture;
import org.llavamed.error.ImageException;
import org.llavamed.error.LlavaMedException;
import org.llavamed.image.ImageSource;
import org.llavamed.image.RgbImage;

/**
 * Small pictures of images in a folder: decoded, scaled down and encoded anew, so that nothing of the file itself (comments, patient
 * data, broken bytes) gets into the page. Not thread-safe.
 */
final class Thumbnails {
    static final int SIDE = 256;
    private static final long MOST_PIXELS = 32L << 20; // three copies of them must fit in a usual heap

    private final @Nullable ImageFolder folder;
    private final Map<String, Thumbnail> made = new HashMap<>();

    /** A picture, or why there is none. */
    record Thumbnail(@Nullable Picture picture, String problem) {}

    Thumbnails(@Nullable Path folder) {
        this.folder = folder == null ? null : new ImageFolder(folder);
    }

    /** The picture of an image that a question names. */
    Thumbnail of(@Nullable String image) {
        if (image == null) {
            return new Thumbnail(null, "The question has no image.");
        }
        return made.computeIfAbsent(image, this::make);
    }

    private Thumbnail make(String image) {
        if (folder == null) {
            return new Thumbnail(null, "Image not shown: no image folder was given.");
        }
        Path file;
        try {
            file = folder.find(image, "gallery");
        } catch (LlavaMedException e) { // its message has the folder, which does not belong into a page
            return new Thumbnail(null, "Image not shown: it is not in the image folder.");
        }
        try {
            return new Thumbnail(
                    picture(ImageSource.of(file).withMaxPixels(MOST_PIXELS).decode()), "");
        } catch (ImageException e) {
            return new Thumbnail(null, "Image not shown: the file cannot be decoded, or is too large.");
        }
    }

    private static Picture picture(RgbImage image) {
        double scale = Math.min(1, SIDE / (double) Math.max(image.width(), image.height()));
        int width = Math.max(1, (int) Math.round(image.width() * scale));
        int height = Math.max(1, (int) Math.round(image.height() * scale));
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        byte[] rgb = image.rgb();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                small.setRGB(x, y, mean(rgb, image, x, width, y, height));
            }
        }
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(small, "jpeg", out)) {
                throw new IllegalStateException("this JDK writes no JPEG");
            }
            out.flush();
            return Picture.jpeg(bytes.toByteArray(), width, height);
        } catch (IOException e) {
            throw new IllegalStateException("a JPEG cannot be written to memory", e);
        }
    }

    /** The mean colour of the pixels that become this one. */
    private static int mean(byte[] rgb, RgbImage image, int x, int width, int y, int height) {
        int left = (int) ((long) x * image.width() / width);
        int right = Math.max(left + 1, (int) ((x + 1L) * image.width() / width));
        int top = (int) ((long) y * image.height() / height);
        int bottom = Math.max(top + 1, (int) ((y + 1L) * image.height() / height));
        long[] sums = new long[3];
        for (int row = top; row < bottom; row++) {
            int at = (row * image.width() + left) * 3;
            for (int i = 0; i < (right - left) * 3; i++) {
                sums[i % 3] += rgb[at + i] & 0xFF;
            }
        }
        long pixels = (long) (right - left) * (bottom - top);
        int colour = 0;
        for (long sum : sums) {
            colour = colour << 8 | (int) ((sum + pixels / 2) / pixels);
        }
        return colour;
    }
}

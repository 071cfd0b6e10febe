package org.llavamed.eval.sensitivity;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.llavamed.data.dialogue.SeededDraws;
import org.llavamed.data.file.Sha256;
import org.llavamed.image.RgbImage;

/**
 * Noise to show in place of an image: every pixel uniform in 0..255 and independent of all others, grey if the image is grey,
 * else each channel by itself. Size and proportions are the image's; above {@link #MAX_SIDE} pixels it is made smaller, because a vision tower
 * that looks at a few hundred pixels would average larger noise into plain grey.
 */
final class NoiseImage {
    /** Most pixels along the longer side. */
    static final int MAX_SIDE = 512;

    /** Channels that differ by no more than this are grey: JPEG rounds. */
    private static final int GREY_SPREAD = 16;

    /** One pixel of so many may have a colour in a grey image: arrows and letters are drawn on scans. */
    private static final int GREY_PIXELS = 50;

    private NoiseImage() {}

    /** The name of its file: the same for the same image path and seed, and for no other. */
    static String fileName(long seed, String image) {
        MessageDigest digest = Sha256.start();
        digest.update((seed + "\n" + image).getBytes(StandardCharsets.UTF_8));
        return Sha256.hex(digest).substring(0, 24) + ".png";
    }

    /** A PNG file, the same for the same size, colours, image path and seed. */
    static byte[] png(RgbImage original, long seed, String image) {
        int longer = Math.max(original.width(), original.height());
        double scale = Math.min(1, (double) MAX_SIDE / longer);
        int width = Math.max(1, (int) Math.round(original.width() * scale));
        int height = Math.max(1, (int) Math.round(original.height() * scale));
        boolean grey = isGrey(original);
        BufferedImage noise =
                new BufferedImage(width, height, grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
        fill(noise.getRaster(), SeededDraws.of(seed, "noise " + image));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(noise, "png", out)) {
                throw new IllegalStateException("every Java platform writes PNG");
            }
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void fill(WritableRaster raster, SplittableRandom random) {
        int[] row = new int[raster.getWidth() * raster.getNumBands()];
        for (int y = 0; y < raster.getHeight(); y++) {
            for (int i = 0; i < row.length; i++) {
                row[i] = random.nextInt(256);
            }
            raster.setPixels(0, y, raster.getWidth(), 1, row);
        }
    }

    static boolean isGrey(RgbImage image) {
        byte[] rgb = image.rgb();
        long coloured = 0;
        for (int at = 0; at < rgb.length; at += 3) {
            int red = rgb[at] & 0xff;
            int green = rgb[at + 1] & 0xff;
            int blue = rgb[at + 2] & 0xff;
            int spread = Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue));
            coloured += spread > GREY_SPREAD ? 1 : 0;
        }
        return coloured * GREY_PIXELS <= rgb.length / 3;
    }
}

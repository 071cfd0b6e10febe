package org.llavamed.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.error.ImageException;

class ImageSourceTest {

    @Test
    void allSourcesGiveTheSamePixels(@TempDir Path folder) throws IOException {
        byte[] encoded = Goldens.file("rgb-33x57.png");
        // The name says nothing about the type.
        Path file = Files.write(folder.resolve("scan.jpg"), encoded);
        RgbImage image = ImageSource.of(encoded).decode();

        assertEquals(image, ImageSource.of(file).decode());
        assertEquals(image, ImageSource.of(new ByteArrayInputStream(encoded)).decode());
        assertEquals(image, ImageSource.of(image).decode());
        assertEquals("scan.jpg", ImageSource.of(file).description());
        assertTrue(ImageSource.of(encoded).description().matches("bytes \\([0-9,]+\\)"));
        assertEquals("image (33 x 57)", ImageSource.of(image).description());
    }

    @Test
    void sourceDoesNotSeeLaterChanges() {
        byte[] encoded = Goldens.file("rgb-2x3.png");
        ImageSource source = ImageSource.of(encoded);
        Arrays.fill(encoded, (byte) 0);
        assertEquals(2, source.decode().width());

        BufferedImage pixels = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        pixels.setRGB(0, 0, 0x102030);
        ImageSource memory = ImageSource.of(pixels);
        pixels.setRGB(0, 0, 0);
        assertArrayEquals(
                new byte[] {0x10, 0x20, 0x30, 0, 0, 0}, memory.decode().rgb());
    }

    @Test
    void bufferedImagesOfEveryTypeAreRead() {
        int[] types = {
            BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_INT_ARGB_PRE,
            BufferedImage.TYPE_INT_BGR, BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_4BYTE_ABGR,
            BufferedImage.TYPE_4BYTE_ABGR_PRE, BufferedImage.TYPE_USHORT_565_RGB, BufferedImage.TYPE_USHORT_555_RGB,
            BufferedImage.TYPE_BYTE_INDEXED
        };
        for (int type : types) {
            BufferedImage image = new BufferedImage(3, 2, type);
            image.setRGB(2, 1, new Color(255, 0, 255).getRGB());
            byte[] rgb = ImageSource.of(image).decode().rgb();
            assertArrayEquals(new byte[] {-1, 0, -1}, Arrays.copyOfRange(rgb, 15, 18), "type " + type);
            assertEquals(0, rgb[0], "type " + type);
        }
        BufferedImage part = new BufferedImage(5, 5, BufferedImage.TYPE_3BYTE_BGR);
        part.setRGB(3, 2, 0x010203);
        assertArrayEquals(
                new byte[] {0, 0, 0, 1, 2, 3},
                ImageSource.of(part.getSubimage(2, 2, 2, 1)).decode().rgb());
    }

    @Test
    void greyKeepsItsValues() {
        BufferedImage grey = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
        for (int x = 0; x < 256; x++) {
            grey.getRaster().setSample(x, 0, 0, x);
        }
        byte[] rgb = ImageSource.of(grey).decode().rgb();
        for (int x = 0; x < 256; x++) {
            assertEquals((byte) x, rgb[3 * x + 1]);
        }
    }

    @Test
    void windowSpreadsSixteenBitGrey() {
        BufferedImage deep = new BufferedImage(6, 1, BufferedImage.TYPE_USHORT_GRAY);
        WritableRaster raster = deep.getRaster();
        raster.setSamples(0, 0, 6, 1, 0, new int[] {0, 1000, 1100, 1150, 1200, 65535});

        byte[] windowed = ImageSource.of(deep)
                .withWindow(new ImageWindow(1100, 200))
                .decode()
                .rgb();
        byte[] full = ImageSource.of(deep).decode().rgb();

        assertArrayEquals(new int[] {0, 0, 128, 191, 255, 255}, everyThird(windowed));
        assertArrayEquals(new int[] {0, 4, 4, 4, 5, 255}, everyThird(full));
        RgbImage colour = Goldens.image("rgb-2x3.png");
        assertEquals(
                colour,
                ImageSource.of(Goldens.file("rgb-2x3.png"))
                        .withWindow(new ImageWindow(1, 1))
                        .decode(),
                "other images do not change");
        assertThrows(IllegalArgumentException.class, () -> new ImageWindow(0, 0));
        assertThrows(IllegalArgumentException.class, () -> new ImageWindow(Double.NaN, 1));
    }

    @Test
    void bombsAreRefusedBeforePixelsAreAllocated() {
        byte[] png = Goldens.file("rgb-2x3.png");
        ByteBuffer.wrap(png).putInt(16, 2_000_000_000).putInt(20, 2_000_000_000);
        refused(ImageSource.of(png), "2000000000 x 2000000000");

        byte[] jpeg = Goldens.file("rgb-420-odd.jpg");
        int frame = indexOf(jpeg, 0xc0);
        ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 65500).putShort(frame + 7, (short) 65500);
        refused(ImageSource.of(jpeg), "above the limit of 178956970 pixels");
        ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 0);
        refused(ImageSource.of(jpeg), "empty");

        refused(ImageSource.of(Goldens.file("rgb.jpg")).withMaxPixels(65 * 43 - 1), "65 x 43");
        assertEquals(
                65,
                ImageSource.of(Goldens.file("rgb.jpg"))
                        .withMaxPixels(65 * 43)
                        .decode()
                        .width());
        assertThrows(IllegalArgumentException.class, () -> ImageSource.of(png).withMaxPixels(0));
    }

    /** The plain JDK would decode CMYK to wrong colours without a word. */
    @Test
    void missingPluginsAreNamed() {
        refused(ImageSource.of(Goldens.file("cmyk.jpg")), "com.twelvemonkeys.imageio:imageio-jpeg:3.14.0");
        byte[] webp = "RIFF....WEBPVP8 ".getBytes(StandardCharsets.US_ASCII);
        refused(ImageSource.of(webp), "com.twelvemonkeys.imageio:imageio-webp:3.14.0");
    }

    @Test
    void truncatedFilesAreRefused() {
        for (String name : new String[] {
            "rgb.jpg", "grey.jpg", "rgb-progressive.jpg", "rgb-33x57.png", "rgb.bmp", "palette.gif", "rgb-tiff_lzw.tif"
        }) {
            byte[] file = Goldens.file(name);
            refused(ImageSource.of(Arrays.copyOf(file, file.length / 2)), "bytes (");
        }
        byte[] jpeg = Goldens.file("rgb.jpg");
        refused(ImageSource.of(Arrays.copyOf(jpeg, jpeg.length - 2)), "truncated");
    }

    @Test
    void whatIsNoImageIsRefused(@TempDir Path folder) throws IOException {
        refused(ImageSource.of(new byte[0]), "not a PNG");
        refused(ImageSource.of("<svg/>".getBytes(StandardCharsets.UTF_8)), "not a PNG");
        byte[] dicom = new byte[200];
        System.arraycopy("DICM".getBytes(StandardCharsets.US_ASCII), 0, dicom, 128, 4);
        refused(ImageSource.of(dicom), "DICOM");
        refused(ImageSource.of(folder), "not a file");
        refused(ImageSource.of(folder.resolve("none.png")), "no such image file");
        InputStream broken = new ByteArrayInputStream(new byte[0]) {
            @Override
            public byte[] readNBytes(int length) {
                throw new UncheckedIOException(new IOException("gone"));
            }
        };
        assertThrows(ImageException.class, () -> ImageSource.of(broken));
    }

    @Test
    void digestTellsImagesApart() {
        RgbImage image = new RgbImage(2, 1, new byte[] {1, 2, 3, 4, 5, 6});
        RgbImage turned = new RgbImage(1, 2, new byte[] {1, 2, 3, 4, 5, 6});

        assertEquals(image.digest(), new RgbImage(2, 1, image.rgb()).digest());
        assertEquals(64, image.digest().length());
        assertNotEquals(image.digest(), turned.digest());
        assertNotEquals(image, turned);
        assertThrows(IllegalArgumentException.class, () -> new RgbImage(2, 2, new byte[11]));
        assertThrows(IllegalArgumentException.class, () -> new RgbImage(0, 2, new byte[0]));
    }

    private static int[] everyThird(byte[] rgb) {
        int[] values = new int[rgb.length / 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = rgb[3 * i] & 0xff;
        }
        return values;
    }

    private static int indexOf(byte[] data, int marker) {
        for (int i = 0; i + 1 < data.length; i++) {
            if (data[i] == (byte) 0xff && data[i + 1] == (byte) marker) {
                return i;
            }
        }
        throw new AssertionError("no marker " + marker);
    }

    private static void refused(ImageSource source, String part) {
        ImageException e = assertThrows(ImageException.class, source::decode);
        assertTrue(String.valueOf(e.getMessage()).contains(part), e::getMessage);
    }
}

package org.llavamed.examples.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.llavamed.error.LlavaMedException;
import org.llavamed.image.ImageSource;

/** The sample image, a drawing in the manner of a chest X-ray. */
public final class DemoImage {
    private static final String RESOURCE = "sample-phantom.png";

    private DemoImage() {}

    /**
     * Reads the image from the class path.
     *
     * @return the image
     */
    public static ImageSource source() {
        return ImageSource.of(bytes());
    }

    /**
     * Writes the image to a file.
     *
     * @param file a PNG file, replaced if it is there
     */
    public static void copyTo(Path file) {
        try {
            Files.write(file, bytes());
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be written (" + e + ")", e);
        }
    }

    private static byte[] bytes() {
        try (InputStream in = DemoImage.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + RESOURCE + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new LlavaMedException(RESOURCE + ": cannot be read (" + e + ")", e);
        }
    }
}

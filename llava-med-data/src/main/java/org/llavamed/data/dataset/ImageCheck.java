package org.llavamed.data.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.llavamed.data.file.ImageFolder;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.error.LlavaMedException;
import org.llavamed.image.ImageSource;

/**
 * Looks for the image of a record and reads its header, or all of it. A record without the key {@code image} has the image
 * that its pair id names, with the extension of any kind that can be read.
 */
final class ImageCheck {
    private static final List<String> EXTENSIONS =
            List.of(".jpg", ".jpeg", ".png", ".gif", ".tif", ".tiff", ".bmp", ".webp");

    private final ImageFolder folder;
    private final boolean decode;
    private final KeyHash hash = new KeyHash(0);
    private final LongTable good = new LongTable();

    ImageCheck(Path folder, boolean decode) {
        this.folder = new ImageFolder(folder);
        this.decode = decode;
    }

    void check(JsonRecord record, Problems problems) {
        JsonNode image = record.find("image");
        JsonNode pairId = record.find("pair_id");
        if (image != null && image.isTextual() && ImageFolder.problem(image.textValue()) == null) {
            look(record, "image", image.textValue(), problems);
        } else if (image == null && pairId != null && pairId.isTextual()) {
            byPairId(record, pairId.textValue(), problems);
        }
    }

    private void byPairId(JsonRecord record, String pairId, Problems problems) {
        if (ImageFolder.problem(pairId) == null && pairId.indexOf('\0') < 0) {
            for (String extension : EXTENSIONS) {
                if (Files.exists(folder.root().resolve(pairId + extension))) {
                    look(record, "pair_id", pairId + extension, problems);
                    return;
                }
            }
        }
        problems.error(record, "image-missing", "pair_id", "\"" + pairId + "\" names no image in the folder");
    }

    private void look(JsonRecord record, String key, String image, Problems problems) {
        long name = hash.of("image", image);
        if (good.contains(name)) {
            return; // several records share an image
        }
        Path file;
        try {
            file = folder.find(image, "");
        } catch (LlavaMedException e) {
            problems.error(record, "image-missing", key, e.getMessage().replaceFirst("^: image ", ""));
            return;
        }
        try {
            if (decode) {
                ImageSource.of(file).decode();
            } else {
                header(file);
            }
            good.put(name, 1);
        } catch (LlavaMedException e) {
            problems.error(record, "image-unreadable", key, "\"" + image + "\" cannot be read: " + e.getMessage());
        }
    }

    private static void header(Path path) {
        File file = path.toFile();
        if (!file.isFile()) { // a pipe could block
            throw new LlavaMedException("it is no file");
        }
        try (ImageInputStream in = ImageIO.createImageInputStream(file)) {
            Iterator<ImageReader> readers =
                    in == null ? List.<ImageReader>of().iterator() : ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new LlavaMedException(file.length() == 0 ? "it is empty" : "it is of no known kind");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                if (pixels < 1 || pixels > ImageSource.DEFAULT_MAX_PIXELS) {
                    throw new LlavaMedException("it has " + pixels + " pixels");
                }
            } finally {
                reader.dispose();
            }
        } catch (LlavaMedException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // readers of the JDK throw all kinds on damaged files
            throw new LlavaMedException("its header is damaged (" + e.getMessage() + ")", e);
        }
    }
}

package org.llavamed.data.modality;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.ImageFolder;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.error.LlavaMedException;
import org.llavamed.image.ImageSource;

/** Finds the image of a figure, {@code <pair_id>.<extension>}, in a folder. */
final class FigureImages {
    private static final List<String> EXTENSIONS = List.of(
            "jpg", "jpeg", "png", "gif", "tif", "tiff", "bmp", "webp", "JPG", "JPEG", "PNG", "GIF", "TIF", "TIFF");

    private final ImageFolder folder;

    FigureImages(Path folder) {
        this.folder = new ImageFolder(folder);
    }

    /**
     * The image of a record, or null if there is none.
     *
     * @throws LlavaMedException if the id is no file name or the file lies outside the folder
     */
    @Nullable
    ImageSource find(JsonRecord record, String pairId) {
        String problem = ImageFolder.problem(pairId);
        if (problem != null) {
            throw record.refuse("pair_id", "names no image file: it " + problem);
        }
        for (String extension : EXTENSIONS) {
            String name = pairId + "." + extension;
            try {
                if (Files.exists(folder.root().resolve(name))) {
                    return ImageSource.of(folder.find(name, record.place()));
                }
            } catch (InvalidPathException e) {
                throw record.refuse("pair_id", "is no file name here: " + e.getReason());
            }
        }
        return null;
    }
}

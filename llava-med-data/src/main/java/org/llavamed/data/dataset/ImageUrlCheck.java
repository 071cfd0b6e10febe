package org.llavamed.data.dataset;

import java.util.Set;
import org.llavamed.data.file.ImageFolder;
import org.llavamed.data.file.JsonRecord;

/** Where an image is. */
final class ImageUrlCheck extends RecordCheck {
    ImageUrlCheck() {
        super("pair_id", Set.of("pmc_tar_url", "image_file_path", "pair_id"));
    }

    @Override
    void checkKeys(JsonRecord record, Problems problems) {
        String url = text(record, "pmc_tar_url", true, problems);
        if (url != null && !url.matches("(?i)(https?|ftp)://[^\\s/]+/\\S+\\.(tar\\.gz|tgz)")) {
            problems.error(record, "url", "pmc_tar_url", "is no address of a .tar.gz file");
        }
        String path = text(record, "image_file_path", true, problems);
        String unsafe = path == null ? null : ImageFolder.problem(path);
        if (unsafe != null) {
            problems.error(record, "image-path", "image_file_path", "\"" + path + "\" " + unsafe);
        }
    }
}

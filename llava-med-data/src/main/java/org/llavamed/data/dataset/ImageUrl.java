package org.llavamed.data.dataset;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.error.LlavaMedException;

/**
 * A line of {@code image_urls.jsonl}: where the image of a figure is.
 *
 * @param pmcTarUrl address of the article's package
 * @param imageFilePath path of the image in the package
 * @param pairId names the figure
 */
public record ImageUrl(String pmcTarUrl, String imageFilePath, String pairId) {
    /**
     * Reads a record; other keys are ignored.
     *
     * @param json the record
     * @return the address
     * @throws LlavaMedException if a key is missing or is not a string
     */
    public static ImageUrl parse(JsonRecord json) {
        return new ImageUrl(json.string("pmc_tar_url"), json.string("image_file_path"), json.string("pair_id"));
    }

    /**
     * The record as JSON.
     *
     * @return an object in the released shape
     */
    public ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("pmc_tar_url", pmcTarUrl)
                .put("image_file_path", imageFilePath)
                .put("pair_id", pairId);
    }
}

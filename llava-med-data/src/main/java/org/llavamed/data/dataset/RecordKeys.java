package org.llavamed.data.dataset;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.JsonRecord;

/** What names a record, its image and its article, whatever its schema. */
final class RecordKeys {
    /** A pair id: PubMed identifier, underscore, id of the figure. */
    private static final Pattern PAIR_ID = Pattern.compile("([0-9]{1,9})_.+");

    private RecordKeys() {}

    /** The identifier, or null if the record has none. */
    static @Nullable String id(JsonRecord record) {
        for (String key : new String[] {"question_id", "id", "pair_id"}) {
            String id = record.optionalName(key);
            if (id != null && !id.isBlank()) {
                return id;
            }
        }
        return null;
    }

    /** The image without its extension: a path of the key {@code image}, or else the pair id that names it. */
    static @Nullable String image(JsonRecord record) {
        String image = record.optionalString("image");
        return image == null || image.isBlank() ? record.optionalName("pair_id") : stem(image);
    }

    /** The article: its key, or what identifiers and image begin with. */
    static @Nullable String article(JsonRecord record) {
        String pmid = record.optionalName("pmid");
        if (pmid != null && !pmid.isBlank()) {
            return pmid.strip();
        }
        for (String name : new String[] {record.optionalName("pair_id"), image(record), id(record)}) {
            Matcher matcher = PAIR_ID.matcher(name == null ? "" : name.substring(name.lastIndexOf('/') + 1));
            if (matcher.matches()) {
                return matcher.group(1);
            }
        }
        return null;
    }

    /** A path without the extension of its last part, with forward slashes. */
    static String stem(String image) {
        String path = image.replace('\\', '/');
        int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/') + 1 ? path.substring(0, dot) : path;
    }
}

package org.llavamed.data.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordReader;
import org.llavamed.error.LlavaMedException;

/** The kinds of record of the files that LLaVA and LLaVA-Med publish, told by their keys. */
public enum DatasetSchema {
    /** Training dialogues: {@code id, image, domain, conversations}; alignment and instruction sets, LLaVA's stages 1 and 2. */
    DIALOGUES,
    /** Figures: {@code pair_id, fig_caption, in_text_mention, ...}; fig_captions.json and eval_qa50_fig_captions.json. */
    FIGURES,
    /** Where images are: {@code pmc_tar_url, image_file_path, pair_id}; image_urls.jsonl. */
    IMAGE_URLS,
    /** Evaluation questions with their figure: {@code question_id, text, gpt4_answer, fig_caption, ...}; eval_qa50_qa.jsonl. */
    CHAT_QUESTIONS;

    /**
     * Tells the schema of a file by its first record.
     *
     * @param file the file
     * @return its schema
     * @throws LlavaMedException if it cannot be read, is empty, or its first record is of no known kind
     */
    public static DatasetSchema detect(Path file) {
        try (RecordReader reader = RecordReader.open(file)) {
            JsonRecord first = reader.next();
            if (first == null) {
                throw new LlavaMedException(file + ": has no records");
            }
            DatasetSchema schema = of(first.object());
            if (schema == null) {
                throw new LlavaMedException(first.place()
                        + ": is of no known kind; expected are conversations (a dialogue), fig_caption (a figure),"
                        + " pmc_tar_url (an image address) or question_id (a question)");
            }
            return schema;
        }
    }

    /**
     * Tells the schema of a record.
     *
     * @param record a JSON object
     * @return its schema, or null if it has none of the telling keys
     */
    public static @Nullable DatasetSchema of(JsonNode record) {
        if (record.has("conversations") || record.has(Spelling.MISSPELT)) {
            return DIALOGUES;
        }
        if (record.has("pmc_tar_url")) {
            return IMAGE_URLS;
        }
        if (record.has("question_id")) {
            return CHAT_QUESTIONS;
        }
        return record.has("fig_caption") ? FIGURES : null;
    }

    /**
     * Its name in reports and options.
     *
     * @return for instance {@code chat_questions}
     */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package org.llavamed.data.dataset;

import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.dialogue.Dialogue;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordReader;
import org.llavamed.error.LlavaMedException;

/**
 * The records of a file as values, one at a time, whatever its layout (JSON lines, array, grouped). Keys that the type does not
 * have are ignored. Not thread-safe.
 *
 * @param <T> the type of a record
 */
public final class TypedReader<T> implements AutoCloseable {
    private final RecordReader reader;
    private final Function<JsonRecord, T> parser;

    private TypedReader(RecordReader reader, Function<JsonRecord, T> parser) {
        this.reader = reader;
        this.parser = parser;
    }

    /**
     * Opens a file of any schema.
     *
     * @param file the file
     * @param parser makes a value of a record and throws {@link LlavaMedException} if it cannot
     * @param <T> the type of a record
     * @return its records; to be closed
     * @throws LlavaMedException if it cannot be read
     */
    public static <T> TypedReader<T> open(Path file, Function<JsonRecord, T> parser) {
        return new TypedReader<>(RecordReader.open(file), parser);
    }

    /**
     * Opens a file of training dialogues, with either spelling of {@code conversations}.
     *
     * @param file an alignment or instruction file, or one of LLaVA's
     * @return its dialogues; to be closed
     * @throws LlavaMedException if it cannot be read
     */
    public static TypedReader<Dialogue> dialogues(Path file) {
        return open(file, Dialogue::parse);
    }

    /**
     * Opens a file of figures, with mentions as strings or objects.
     *
     * @param file fig_captions.json, eval_qa50_fig_captions.json, or JSON lines of such records
     * @return its figures; to be closed
     * @throws LlavaMedException if it cannot be read
     */
    public static TypedReader<FigureRecord> figures(Path file) {
        return open(file, FigureRecord::parse);
    }

    /**
     * Opens a file of image addresses.
     *
     * @param file image_urls.jsonl
     * @return its lines; to be closed
     * @throws LlavaMedException if it cannot be read
     */
    public static TypedReader<ImageUrl> imageUrls(Path file) {
        return open(file, ImageUrl::parse);
    }

    /**
     * Opens a file of evaluation questions.
     *
     * @param file eval_qa50_qa.jsonl
     * @return its questions; to be closed
     * @throws LlavaMedException if it cannot be read
     */
    public static TypedReader<ChatQuestion> chatQuestions(Path file) {
        return open(file, ChatQuestion::parse);
    }

    /**
     * The next record.
     *
     * @return the record, or null at the end
     * @throws LlavaMedException if it is damaged; the message names file, record and key
     */
    public @Nullable T next() {
        JsonRecord record = reader.next();
        return record == null ? null : parser.apply(record);
    }

    @Override
    public void close() {
        reader.close();
    }
}

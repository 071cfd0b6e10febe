package org.llavamed.data.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.function.Function;
import org.llavamed.data.dialogue.Dialogue;
import org.llavamed.data.figure.Domain;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.data.file.RecordLayout;
import org.llavamed.data.file.RecordWriter;
import org.llavamed.error.LlavaMedException;

/**
 * Writes values as the records of a file that appears whole, with {@link #commit}, or not at all. A name that ends in
 * {@code .json} makes an array, any other JSON lines. Not thread-safe.
 *
 * @param <T> the type of a record
 */
public final class TypedWriter<T> implements AutoCloseable {
    private final RecordWriter writer;
    private final Function<T, ? extends JsonNode> format;

    private TypedWriter(RecordWriter writer, Function<T, ? extends JsonNode> format) {
        this.writer = writer;
        this.format = format;
    }

    /**
     * Begins a file of training dialogues, {@code conversations} spelt right.
     *
     * @param file where to
     * @return the writer; to be closed
     * @throws LlavaMedException if it cannot be written
     */
    public static TypedWriter<Dialogue> dialogues(Path file) {
        return new TypedWriter<>(RecordWriter.create(file), Dialogue::toJson);
    }

    /**
     * Begins a file of figures that are not grouped.
     *
     * @param file where to
     * @return the writer; to be closed
     * @throws LlavaMedException if it cannot be written
     */
    public static TypedWriter<FigureRecord> figures(Path file) {
        return new TypedWriter<>(RecordWriter.create(file), FigureRecord::toJson);
    }

    /**
     * Begins a file of image addresses.
     *
     * @param file where to
     * @return the writer; to be closed
     * @throws LlavaMedException if it cannot be written
     */
    public static TypedWriter<ImageUrl> imageUrls(Path file) {
        return new TypedWriter<>(RecordWriter.create(file), ImageUrl::toJson);
    }

    /**
     * Begins a file of evaluation questions.
     *
     * @param file where to
     * @return the writer; to be closed
     * @throws LlavaMedException if it cannot be written
     */
    public static TypedWriter<ChatQuestion> chatQuestions(Path file) {
        return new TypedWriter<>(RecordWriter.create(file), ChatQuestion::toJson);
    }

    /**
     * Writes the shape of {@code fig_captions.json}: a list of figures for each domain, a figure of two domains in both.
     *
     * @param figures the figures; gone through once for each domain
     * @param file where to
     * @throws LlavaMedException if it cannot be written
     */
    public static void writeByDomain(Iterable<FigureRecord> figures, Path file) {
        try (RecordWriter writer = RecordWriter.create(file, RecordLayout.GROUPS)) {
            for (Domain domain : Domain.values()) {
                for (FigureRecord figure : figures) {
                    if (figure.domain().has(domain)) {
                        writer.write(domain.key(), figure.toJson());
                    }
                }
            }
            writer.commit();
        }
    }

    /**
     * Adds a record.
     *
     * @param record the record
     * @throws LlavaMedException if writing fails
     */
    public void write(T record) {
        writer.write(format.apply(record));
    }

    /**
     * Ends the file and puts it in its place.
     *
     * @throws LlavaMedException if that fails; what was there before is then still there
     */
    public void commit() {
        writer.commit();
    }

    /** Closes the writer; without {@link #commit} nothing is left of the file. */
    @Override
    public void close() {
        writer.close();
    }
}

package org.llavamed.data.training;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.ReadingProgress;
import org.llavamed.data.file.RecordReader;
import org.llavamed.error.LlavaMedException;
import org.llavamed.train.TrainingSample;

/**
 * Texts that a language model is pre-trained on, without images: for the recipe {@code language}, whose template is {@code
 * text}. A file whose name ends with {@code .txt} is UTF-8 text with one document a line; empty lines are passed by. Any
 * other file is a JSON array or JSON lines, one document a record:
 *
 * <ul>
 *   <li>with {@code conversations}: what all turns say, human and gpt, without {@code <image>}; images are not looked at;
 *   <li>else with {@code text}: that;
 *   <li>else with {@code fig_caption}: the caption and the sentences of {@code in_text_mention}.
 * </ul>
 *
 * <p>Where a record says several things, each begins a new line of its document; white space around each is left out. A record
 * that says nothing is bad. {@link #sample} gives a document as one turn of the assistant.
 *
 * <p>Opening reads the file once from end to end; 25 bytes a record stay in memory, and the file must stay as it is until
 * {@link #close}. Safe for threads, interrupts included; to be closed by whoever opened it, after the training.
 */
public final class TextSamples implements FileSamples {
    private final RecordFile file;

    private TextSamples(RecordFile file) {
        this.file = file;
    }

    /**
     * Opens a file; its first bad record is an error.
     *
     * @param file the file; not a pipe
     * @return its documents; to be closed
     * @throws LlavaMedException if the file cannot be read or a record is bad; the message names file, record or line, and
     *     key or column
     */
    public static TextSamples open(Path file) {
        return open(file, OpeningOptions.DEFAULT);
    }

    /**
     * Opens a file.
     *
     * @param file the file; not a pipe
     * @param options what happens to bad records, and who is told of progress
     * @return its documents; to be closed
     * @throws LlavaMedException if the file cannot be read, is no JSON array to its end, or has no usable record; and, unless
     *     bad records are skipped, if one is bad
     */
    public static TextSamples open(Path file, OpeningOptions options) {
        RecordCursor.Kind kind = isText(file) ? TextCursor.KIND : JsonCursor.kind(RecordTexts::record);
        return new TextSamples(RecordFile.open(file, kind, true, options));
    }

    private static boolean isText(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".txt");
    }

    /**
     * Hands out what a file says, once from its begin to its end: the lines, turns, captions and sentences by themselves, for
     * instance to a {@link org.llavamed.tokenizer.TokenizerTrainer}.
     *
     * @param file as for {@link #open(Path)}; lists grouped by a key and pipes will do, too
     * @param progress told how far it has come, about every thousand records
     * @param reader takes the texts, none blank
     * @return how many texts there were
     * @throws LlavaMedException if the file cannot be read, has no record or a bad one
     */
    public static long read(Path file, ReadingProgress progress, Consumer<String> reader) {
        return isText(file) ? readLines(file, progress, reader) : readRecords(file, progress, reader);
    }

    private static long readLines(Path file, ReadingProgress progress, Consumer<String> reader) {
        long texts = 0;
        try (RecordCursor cursor = TextCursor.KIND.open(file, null)) {
            for (SampleRecord record = cursor.next(); record != null; record = cursor.next()) {
                reader.accept(record.text());
                tell(progress, ++texts, cursor.bytesRead());
            }
            cursor.requireRecords();
        }
        return texts;
    }

    private static long readRecords(Path file, ReadingProgress progress, Consumer<String> reader) {
        long texts = 0;
        long records = 0;
        try (RecordReader in = RecordReader.open(file)) {
            for (JsonRecord json = in.next(); json != null; json = in.next()) {
                List<String> said = RecordTexts.of(json);
                said.forEach(reader);
                texts += said.size();
                tell(progress, ++records, in.bytesRead());
            }
            in.requireRecords();
        }
        return texts;
    }

    private static void tell(ReadingProgress progress, long records, long bytes) {
        if (records % OpeningPass.STEP == 0) {
            progress.at(records, bytes, 0);
        }
    }

    /**
     * How many usable documents the file has.
     *
     * @return 1 or more
     */
    @Override
    public int size() {
        return file.size();
    }

    /**
     * Reads a document.
     *
     * @param index 0 to {@link #size()} - 1, in the order of the file without skipped records
     * @return one turn of the assistant, without images; of a text file the id is {@code line 12}
     * @throws LlavaMedException if the file has changed since it was opened
     * @throws IllegalStateException after {@link #close}
     */
    @Override
    public TrainingSample sample(int index) {
        SampleRecord record = file.record(index);
        return new TrainingSample(record.id(), List.of(), record.turns());
    }

    @Override
    public Length length(int index) {
        return file.length(index);
    }

    /**
     * Tells this data from other data by the content of the file.
     *
     * @return SHA-256 and size of the file and the number of documents
     */
    @Override
    public String fingerprint() {
        return file.fingerprint();
    }

    @Override
    public long skipped() {
        return file.skipped();
    }

    @Override
    public List<String> problems() {
        return file.problems();
    }

    @Override
    public void close() {
        file.close();
    }
}

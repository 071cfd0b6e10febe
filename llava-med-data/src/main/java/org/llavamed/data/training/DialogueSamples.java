package org.llavamed.data.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.ImageFolder;
import org.llavamed.error.LlavaMedException;
import org.llavamed.image.ImageSource;
import org.llavamed.train.TrainingSample;

/**
 * The dialogues of a file as LLaVA and LLaVA-Med train on: a JSON array or JSON lines of any length, of records with
 * {@code id}, {@code image} (a path in the image folder, a list of such paths, or none: text only) and {@code
 * conversations} (or {@code conversatons}, the released misspelling) with turns of {@code human} and {@code gpt}. Of the
 * other keys only {@code domain} is looked at, for sampling by group.
 *
 * <p>Opening reads the file once from end to end and looks at every record, but at no image; 25 bytes a record stay in
 * memory. {@link #sample} reads the record again, so the file must stay as it is until {@link #close}; its size and time
 * of change are looked at each time, and a hash of the record.
 *
 * <p>Turns become a sample so:
 *
 * <ul>
 *   <li>each {@code <image>} of a human turn becomes an image in its place, the text around it stays as it is;
 *   <li>images without any {@code <image>} stand in front of the first question, each with a line end behind it, as
 *       files with markers have them;
 *   <li>gpt turns before the first human one are left out;
 *   <li>values that are numbers, true or false become text; a record without id is called by its number, {@code #12}.
 * </ul>
 *
 * <p>It is an error if human and gpt do not take turns or gpt is not the last, a system turn, an answer (or a question
 * without image) that is empty, {@code <image>} in a gpt turn, more or fewer {@code <image>} than images, and a path that
 * leaves the folder. Ids may come again.
 *
 * <p>Safe for threads, interrupts included; to be closed by whoever opened it, after the training.
 */
public final class DialogueSamples implements FileSamples {
    private final RecordFile file;
    private final @Nullable ImageFolder folder;

    private DialogueSamples(RecordFile file, @Nullable ImageFolder folder) {
        this.file = file;
        this.folder = folder;
    }

    /**
     * Opens a file; its first bad record is an error.
     *
     * @param file the file; not a pipe
     * @param images the folder its images lie in, or null if all records are text only
     * @return its samples; to be closed
     * @throws LlavaMedException if the file cannot be read or a record is bad; the message names file, record or line, and
     *     key or column
     */
    public static DialogueSamples open(Path file, @Nullable Path images) {
        return open(file, images, OpeningOptions.DEFAULT);
    }

    /**
     * Opens a file.
     *
     * @param file the file; not a pipe
     * @param images the folder its images lie in, or null if all records are text only
     * @param options what happens to bad records, and who is told of progress
     * @return its samples; to be closed
     * @throws LlavaMedException if the file cannot be read, is no JSON array to its end, or has no usable record; if a
     *     record has an image but there is no folder; and, unless bad records are skipped, if one is bad
     */
    public static DialogueSamples open(Path file, @Nullable Path images, OpeningOptions options) {
        ImageFolder folder = images == null ? null : new ImageFolder(images);
        return new DialogueSamples(
                RecordFile.open(file, JsonCursor.kind(SampleRecord::parse), folder != null, options), folder);
    }

    /**
     * How many usable records the file has.
     *
     * @return 1 or more
     */
    @Override
    public int size() {
        return file.size();
    }

    /**
     * Reads a record and looks for its images, without reading those.
     *
     * @param index 0 to {@link #size()} - 1, in the order of the file without skipped records
     * @return the sample; its images are files that are read when they are decoded
     * @throws LlavaMedException if an image file is missing or lies outside the folder (the message names record and file),
     *     or the file of records has changed since it was opened
     * @throws IllegalStateException after {@link #close}
     */
    @Override
    public TrainingSample sample(int index) {
        SampleRecord record = file.record(index);
        List<ImageSource> images = new ArrayList<>();
        for (String image : record.images()) {
            images.add(ImageSource.of(Objects.requireNonNull(folder).find(image, record.place())));
        }
        return new TrainingSample(record.id(), images, record.turns());
    }

    @Override
    public Length length(int index) {
        return file.length(index);
    }

    /**
     * Images of the same domains, as the record's key {@code domain} names them, are a group; records without are one, too.
     *
     * @param index 0 to {@link #size()} - 1
     * @return a short name
     */
    @Override
    public String group(int index) {
        return file.group(index);
    }

    /**
     * Tells this data from other data by the content of the file; images do not count, nor where files lie.
     *
     * @return SHA-256 and size of the file and the number of samples
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

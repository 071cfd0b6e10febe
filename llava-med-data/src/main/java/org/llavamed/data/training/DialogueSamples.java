package org.llavamed.data.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.ImageFolder;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.error.LlavaMedException;
import org.llavamed.image.ImageSource;
import org.llavamed.train.SampleSource;
import org.llavamed.train.TrainingSample;

/**
 * The dialogues of a file as LLaVA and LLaVA-Med train on: a JSON array or JSON lines of any length, of records with
 * {@code id}, {@code image} (a path in the image folder, a list of such paths, or none: text only) and {@code
 * conversations} (or {@code conversatons}, the released misspelling) with turns of {@code human} and {@code gpt}. Other
 * keys are not looked at.
 *
 * <p>Opening reads the file once from end to end and looks at every record, but at no image; 24 bytes a record stay in
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
public final class DialogueSamples implements SampleSource, AutoCloseable {
    private final Path path;
    private final UnchangedFile file;
    private final @Nullable ImageFolder folder;
    private final OpeningPass found;

    private DialogueSamples(Path path, UnchangedFile file, @Nullable ImageFolder folder, OpeningPass found) {
        this.path = path;
        this.file = file;
        this.folder = folder;
        this.found = found;
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
        UnchangedFile opened = UnchangedFile.open(file);
        boolean done = false;
        try {
            OpeningPass found = OpeningPass.over(file, opened, folder != null, options);
            opened.requireUnchanged(); // what was read is what will be read
            done = true;
            return new DialogueSamples(file, opened, folder, found);
        } finally {
            if (!done) {
                opened.close();
            }
        }
    }

    /**
     * How many usable records the file has.
     *
     * @return 1 or more
     */
    @Override
    public int size() {
        return found.index().size();
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
        SampleRecord record = record(index);
        List<ImageSource> images = new ArrayList<>();
        for (String image : record.images()) {
            images.add(ImageSource.of(Objects.requireNonNull(folder).find(image, record.place())));
        }
        return new TrainingSample(record.id(), images, record.turns());
    }

    private SampleRecord record(int i) {
        RecordIndex index = found.index();
        byte[] bytes = file.read(index.begin(checked(i)), index.length(i));
        SampleRecord record;
        try {
            record = SampleRecord.parse(JsonRecord.parse(path, found.layout(), index.number(i), bytes));
        } catch (LlavaMedException e) { // it was good when the file was opened
            throw file.changed(e.getMessage(), e);
        }
        if (!index.same(i, record)) {
            throw file.changed(record.place() + " is another record", null);
        }
        return record;
    }

    @Override
    public Length length(int index) {
        return new Length(found.index().words(checked(index)), found.index().image(index));
    }

    private int checked(int index) {
        if (index < 0 || index >= size()) {
            throw new IllegalArgumentException("sample " + index + " of " + size());
        }
        return index;
    }

    /**
     * Tells this data from other data by the content of the file; images do not count, nor where files lie.
     *
     * @return SHA-256 and size of the file and the number of samples
     */
    @Override
    public String fingerprint() {
        return "sha256:" + found.digest() + ", " + file.size() + " bytes, " + size() + " samples";
    }

    /**
     * How many bad records were left out.
     *
     * @return 0 unless {@link OpeningOptions#skipBad()}
     */
    public long skipped() {
        return found.skipped();
    }

    /**
     * What is wrong with the first records that were left out.
     *
     * @return up to 10 messages, each with the place of the record
     */
    public List<String> problems() {
        return found.problems();
    }

    @Override
    public void close() {
        file.close();
    }
}

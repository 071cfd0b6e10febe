package org.llavamed.data.align;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.dialogue.Dialogue;
import org.llavamed.data.dialogue.ImageMarker;
import org.llavamed.data.dialogue.ImageNames;
import org.llavamed.data.dialogue.Phrasings;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.OutputFiles;
import org.llavamed.data.file.RecordReader;
import org.llavamed.data.file.RecordWriter;
import org.llavamed.error.LlavaMedException;

/**
 * Makes the alignment set of a file of figure records, one record at a time; only the pair ids are held (about 150 bytes a
 * record). Not thread-safe; used once.
 */
public final class AlignmentFile {
    private final AlignmentOptions options;
    private final Alignment alignment;
    private final @Nullable ImageNames images;
    private final Map<String, Integer> captions = new HashMap<>(); // pair id to the hash of its caption
    private long read;
    private long concise;
    private long detailed;
    private long empty;
    private long repeated;
    private long conflicting;
    private long missing;
    private long ambiguous;
    private long control;

    private AlignmentFile(AlignmentOptions options) {
        this.options = options;
        alignment = new Alignment(options.seed());
        images = options.images() == null ? null : ImageNames.of(options.images());
    }

    /**
     * Makes the set.
     *
     * @param input figure records: JSON lines, an array, or lists by domain
     * @param output the dialogues, an array if the name ends in {@code .json}, else JSON lines; it appears when it is whole
     * @param options seed, images and size
     * @param progress is told the number of records read after each
     * @return what became of the records
     * @throws LlavaMedException if a file cannot be used or a record has a missing or wrong key
     */
    public static AlignmentSummary make(Path input, Path output, AlignmentOptions options, LongConsumer progress) {
        OutputFiles.apart(input, output);
        AlignmentFile file = new AlignmentFile(options);
        try (RecordReader reader = RecordReader.open(input);
                RecordWriter writer = RecordWriter.create(output)) {
            boolean more = file.run(reader, writer, progress);
            writer.commit();
            return file.summary(writer.written(), more);
        }
    }

    private boolean run(RecordReader reader, RecordWriter writer, LongConsumer progress) {
        for (JsonRecord json = reader.next(); json != null; json = reader.next()) {
            if (writer.written() == options.maxSize()) {
                return true;
            }
            read++;
            Dialogue dialogue = dialogue(FigureRecord.parse(json));
            if (dialogue != null) {
                writer.write(dialogue.toJson());
            }
            progress.accept(read);
        }
        reader.requireRecords();
        return false;
    }

    private @Nullable Dialogue dialogue(FigureRecord figure) {
        Dialogue dialogue = alignment.align(figure, ImageNames.released(figure.pairId()));
        if (dialogue == null) {
            empty++;
            return null;
        }
        String caption = dialogue.conversations().get(1).value();
        Integer before = captions.get(figure.pairId());
        if (before != null) { // a figure of two domains stands in two lists of the released file
            repeated += before == caption.hashCode() ? 1 : 0;
            conflicting += before == caption.hashCode() ? 0 : 1;
            return null;
        }
        if (images != null) {
            String image = images.find(figure.pairId());
            missing += image == null ? 1 : 0;
            if (image == null && !options.keepMissing()) {
                return null;
            }
            if (image != null) {
                dialogue = new Dialogue(dialogue.id(), image, dialogue.domain(), dialogue.conversations());
                ambiguous += images.ambiguous().containsKey(figure.pairId()) ? 1 : 0;
            }
        }
        captions.put(figure.pairId(), caption.hashCode());
        if (Phrasings.words(caption) < Phrasings.DETAILED_FROM) {
            concise++;
        } else {
            detailed++;
        }
        control += ImageMarker.remove(figure.figCaption()).equals(figure.figCaption()) ? 0 : 1;
        return dialogue;
    }

    private AlignmentSummary summary(long written, boolean more) {
        return new AlignmentSummary(
                read,
                written,
                concise,
                detailed,
                empty,
                repeated,
                conflicting,
                missing,
                options.keepMissing(),
                ambiguous,
                control,
                more);
    }
}

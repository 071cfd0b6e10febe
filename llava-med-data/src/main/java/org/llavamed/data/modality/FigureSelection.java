package org.llavamed.data.modality;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.figure.Domain;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.OutputFiles;
import org.llavamed.data.file.RecordReader;
import org.llavamed.data.file.RecordWriter;
import org.llavamed.error.LlavaMedException;
import org.llavamed.image.ImageSource;

/**
 * Sets the domains of a file of figures and keeps those the instruction set may use: one panel and at least one domain. A
 * few records are held at a time and classified on all cores, so there must be memory for as many decoded images. Not thread-safe, except {@link #cancel} and the pure {@link #classified}.
 */
public final class FigureSelection {
    private static final int AT_ONCE = 32;

    private final FigureClassifier classifier;
    private final SelectionOptions options;
    private final @Nullable FigureImages images;
    private volatile boolean cancelled;

    /**
     * Makes a selection.
     *
     * @param classifier what decides
     * @param options what is read and kept
     * @throws LlavaMedException if the image folder is none
     */
    public FigureSelection(FigureClassifier classifier, SelectionOptions options) {
        this.classifier = classifier;
        this.options = options;
        this.images = options.images() == null ? null : new FigureImages(options.images());
    }

    /** Stops a run after the records it is at; the run then returns without output. For any thread. */
    public void cancel() {
        cancelled = true;
    }

    /**
     * Whether it was cancelled.
     *
     * @return true after {@link #cancel}
     */
    public boolean isCancelled() {
        return cancelled;
    }

    /**
     * Reads, classifies and writes a file. The output appears whole or not at all.
     *
     * @param input figure records as JSON lines, an array or grouped lists
     * @param output an array if the name ends in {@code .json}, else JSON lines; not the input
     * @param progress is told the number of records read, after each
     * @return the counts
     * @throws LlavaMedException if a record is not a figure or a file cannot be read or written; the message names file,
     *     record and key
     */
    public SelectionCounts run(Path input, Path output, LongConsumer progress) {
        OutputFiles.apart(input, output);
        Tally tally = new Tally();
        try (RecordReader reader = RecordReader.open(input);
                RecordWriter writer = RecordWriter.create(output)) {
            forEach(reader, tally, (figure, verdict) -> {
                if (options.keepAll() || verdict.usable()) {
                    writer.write(classified(figure.json, verdict, options.explain()));
                    verdict.domains().set().forEach(domain -> tally.domains.merge(domain, 1L, Long::sum));
                }
                tally.add(verdict);
                progress.accept(tally.read);
            });
            if (!cancelled) {
                writer.commit();
            }
            return tally.counts(writer.written(), cancelled);
        }
    }

    /**
     * Compares the classifier with the domains that a file has already.
     *
     * @param input figure records with {@code domain}
     * @param progress is told the number of records read, after each
     * @return the counts of agreement
     * @throws LlavaMedException if a record is not a figure or has no {@code domain}
     */
    public ClassifierScore score(Path input, LongConsumer progress) {
        ClassifierScore score = new ClassifierScore();
        Tally tally = new Tally();
        try (RecordReader reader = RecordReader.open(input)) {
            forEach(reader, tally, (figure, verdict) -> {
                if (figure.json.find("domain") == null) {
                    throw figure.json.refuse("domain", "is missing; a score needs labelled figures");
                }
                score.add(figure.record.domain(), verdict.domains());
                progress.accept(++tally.read);
            });
        }
        return score;
    }

    /**
     * A record with the domains of a verdict.
     *
     * @param record the record; not changed
     * @param verdict the verdict
     * @param explain whether to add the verdict's scores and reasons under {@code modality}
     * @return a copy with all its keys, {@code domain} set
     */
    public static ObjectNode classified(JsonRecord record, FigureVerdict verdict, boolean explain) {
        ObjectNode copy = record.copy();
        copy.set("domain", verdict.domains().toJson());
        if (explain) {
            copy.set("modality", verdict.toJson());
        }
        return copy;
    }

    /** A figure that waits for its verdict. */
    private record Waiting(
            JsonRecord json, FigureRecord record, @Nullable ImageSource image) {}

    /** Classifies a few figures at a time on all cores; the verdicts come in the order of the file. */
    private void forEach(RecordReader reader, Tally tally, BiConsumer<Waiting, FigureVerdict> consumer) {
        while (!cancelled) {
            List<Waiting> few = new ArrayList<>(AT_ONCE);
            while (few.size() < AT_ONCE) {
                JsonRecord json = reader.next();
                if (json == null) {
                    break;
                }
                FigureRecord figure = FigureRecord.parse(json);
                @Nullable ImageSource image = images == null ? null : images.find(json, figure.pairId());
                tally.noImage += images != null && image == null ? 1 : 0;
                few.add(new Waiting(json, figure, image));
            }
            List<FigureVerdict> verdicts = few.parallelStream()
                    .map(figure -> classifier.classify(figure.record, figure.image))
                    .toList();
            for (int i = 0; i < few.size() && !cancelled; i++) {
                consumer.accept(few.get(i), verdicts.get(i));
            }
            if (few.size() < AT_ONCE) {
                reader.requireRecords();
                return;
            }
        }
    }

    /** Counts while they grow. */
    private static final class Tally {
        private final Map<Domain, Long> domains = new EnumMap<>(Domain.class);
        private long read;
        private long multiPanel;
        private long noDomain;
        private long noImage;
        private long unreadable;

        void add(FigureVerdict verdict) {
            read++;
            if (verdict.multiPanel()) {
                multiPanel++;
            } else if (verdict.domains().set().isEmpty()) {
                noDomain++;
            }
            unreadable += verdict.imageProblem() == null ? 0 : 1;
        }

        SelectionCounts counts(long written, boolean stopped) {
            for (Domain domain : Domain.values()) {
                domains.putIfAbsent(domain, 0L);
            }
            return new SelectionCounts(read, written, multiPanel, noDomain, noImage, unreadable, domains, stopped);
        }
    }
}

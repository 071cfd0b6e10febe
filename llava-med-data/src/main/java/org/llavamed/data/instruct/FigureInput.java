package org.llavamed.data.instruct;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.figure.Domain;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.data.figure.Mention;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordReader;
import org.llavamed.data.file.RecordWriter;

/**
 * Figure records as samples, taken in turn from each domain so that a small set covers all. A figure belongs to one domain:
 * in a file that groups its figures ({@code fig_captions.json}) to the group where it is first seen, otherwise to the first
 * of its domains in the order of {@link Domain}, or to those without one, whose turn comes last. Domains that have run out
 * are passed over. A pair id is taken once, and a figure with nothing to tell not at all.
 *
 * <p>The file is read once; of each domain no more than {@code maxSize} figures are kept, on the disk.
 *
 * @param file JSON lines, an array, or grouped figures
 * @param mentions whether the sentences that mention a figure are shown
 */
public record FigureInput(Path file, boolean mentions) implements InstructInput {
    private static final int MAX_ID = 1000;

    @Override
    public List<Path> files() {
        return List.of(file);
    }

    @Override
    public InstructSamples choose(int maxSize, Path spool) {
        if (maxSize < 1) {
            throw new IllegalArgumentException("maxSize " + maxSize + " is less than 1");
        }
        Map<String, List<InstructSamples.Slot>> queues = new LinkedHashMap<>();
        SeenIds seen = new SeenIds();
        long skipped = 0;
        try (RecordReader reader = RecordReader.open(file);
                InstructSamples.Writer writer = new InstructSamples.Writer(spool)) {
            for (Domain domain : Domain.values()) {
                queues.put(domain.key(), new ArrayList<>());
            }
            String none = "";
            for (JsonRecord json = reader.next(); json != null; json = reader.next()) {
                FigureRecord figure = FigureRecord.parse(json);
                if (figure.pairId().length() > MAX_ID) {
                    throw json.refuse("pair_id", "is longer than " + MAX_ID + " characters");
                }
                InstructSample sample = sample(figure, json);
                if (sample == null || !seen.add(figure.pairId())) {
                    skipped++;
                    continue;
                }
                String group = json.group() == null ? domain(figure, none) : json.group();
                List<InstructSamples.Slot> queue = queues.computeIfAbsent(group, key -> new ArrayList<>());
                if (queue.size() < maxSize) {
                    queue.add(writer.add(sample));
                }
            }
            reader.requireRecords();
            List<InstructSamples.Slot> without = queues.remove(none);
            if (without != null) {
                queues.put(none, without); // to the end
            }
            return writer.samples(inTurn(List.copyOf(queues.values()), maxSize), skipped);
        }
    }

    private static String domain(FigureRecord figure, String none) {
        return figure.domain().set().stream().map(Domain::key).findFirst().orElse(none);
    }

    private @Nullable InstructSample sample(FigureRecord figure, JsonRecord json) {
        List<String> sentences = mentions
                ? PromptContext.lines(
                        figure.inTextMention().stream().map(Mention::tokens).toList())
                : List.of();
        if (figure.figCaption().isBlank() && sentences.isEmpty()) {
            return null;
        }
        String context = PromptContext.figure(figure.figLabel(), figure.figCaption(), sentences);
        return new InstructSample(figure.pairId(), context, RecordWriter.text(json.object()));
    }

    /** One of each queue in turn, until there are enough or none is left. */
    static <T> List<T> inTurn(List<List<T>> queues, int maxSize) {
        List<T> order = new ArrayList<>();
        for (int round = 0; order.size() < maxSize; round++) {
            int before = order.size();
            for (List<T> queue : queues) {
                if (round < queue.size() && order.size() < maxSize) {
                    order.add(queue.get(round));
                }
            }
            if (order.size() == before) {
                break;
            }
        }
        return order;
    }
}

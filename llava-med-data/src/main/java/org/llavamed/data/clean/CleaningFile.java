package org.llavamed.data.clean;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.dialogue.Dialogue;
import org.llavamed.data.dialogue.ImageMarker;
import org.llavamed.data.dialogue.ImageNames;
import org.llavamed.data.dialogue.Turn;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.OutputFiles;
import org.llavamed.data.file.RecordReader;
import org.llavamed.data.file.RecordWriter;
import org.llavamed.error.LlavaMedException;

/**
 * Cleans a file of replies or dialogues, one record at a time; of each dialogue written only two hashes are held. Not
 * thread-safe; used once.
 */
public final class CleaningFile {
    private static final String NO_IMAGE = "no-image";

    private final Cleaner cleaner;
    private final @Nullable ImageNames images;
    private final Map<String, Long> recordsDropped = new TreeMap<>();
    private final Map<String, Long> pairsDropped = new TreeMap<>();
    private final Map<String, Long> changed = new TreeMap<>();
    private final Set<Long> ids = new HashSet<>();
    private final Set<Long> texts = new HashSet<>();
    private long read;
    private long pairsIn;
    private long pairsOut;
    private long repeatedIds;
    private long repeatedTexts;

    private CleaningFile(CleaningOptions options) {
        cleaner = new Cleaner(options.seed());
        images = options.images() == null ? null : ImageNames.of(options.images());
    }

    /**
     * Cleans a file.
     *
     * @param input replies ({@code pair_id}, {@code result}, {@code domain}, optionally {@code kind} and
     *     {@code finish_reason}) or dialogues; JSON lines or an array
     * @param output the dialogues, an array if the name ends in {@code .json}, else JSON lines; it appears when it is whole
     * @param options seed, images, file of what was dropped
     * @param progress is told the number of records read after each
     * @return what became of the records
     * @throws LlavaMedException if a file cannot be used or a record has a missing or wrong key; a bad reply is no reason
     */
    public static CleaningSummary clean(Path input, Path output, CleaningOptions options, LongConsumer progress) {
        Path dropped = options.dropped();
        OutputFiles.apart(input, dropped == null ? new Path[] {output} : new Path[] {output, dropped});
        CleaningFile file = new CleaningFile(options);
        try (RecordReader reader = RecordReader.open(input);
                RecordWriter writer = RecordWriter.create(output);
                RecordWriter losses = dropped == null ? null : RecordWriter.create(dropped)) {
            for (JsonRecord json = reader.next(); json != null; json = reader.next()) {
                file.take(json, writer, losses);
                progress.accept(file.read);
            }
            reader.requireRecords();
            if (losses != null) {
                losses.commit();
            }
            writer.commit();
            return file.summary(writer.written());
        }
    }

    private void take(JsonRecord json, RecordWriter writer, @Nullable RecordWriter losses) {
        read++;
        boolean parsed = ReplyReader.isDialogue(json);
        Dialogue given = parsed ? ReplyReader.dialogue(json) : null;
        Reply reply = parsed ? null : ReplyReader.reply(json);
        Cleaned cleaned = given != null ? cleaner.clean(given) : cleaner.clean(nonNull(reply));
        String id = given != null ? given.id() : nonNull(reply).pairId();
        pairsIn += cleaned.pairsIn();
        for (DroppedPair pair : cleaned.dropped()) {
            drop(id, pair, losses);
        }
        Dialogue dialogue = cleaned.dialogue();
        if (dialogue == null) {
            String raw = reply == null || cleaned.pairsIn() > 0 ? null : reply.text(); // the pairs were told above
            dropRecord(id, String.valueOf(cleaned.reason()), raw, losses);
            return;
        }
        Dialogue placed = withImage(dialogue);
        if (placed == null) {
            List<Turn> turns = dialogue.conversations();
            for (int i = turns.size() % 2; i + 1 < turns.size(); i += 2) {
                drop(
                        id,
                        new DroppedPair(
                                NO_IMAGE, turns.get(i).value(), turns.get(i + 1).value()),
                        losses);
            }
            dropRecord(id, NO_IMAGE, null, losses);
            return;
        }
        cleaned.changed().forEach((rule, count) -> changed.merge(rule, (long) count, Long::sum));
        pairsOut += cleaned.pairsIn() - cleaned.dropped().size();
        repeatedIds += ids.add(hash(placed.id(), 1)) ? 0 : 1;
        repeatedTexts += texts.add(textHash(placed)) ? 0 : 1;
        writer.write(placed.toJson());
    }

    private @Nullable Dialogue withImage(Dialogue dialogue) {
        String image = dialogue.image();
        if (image == null || images == null) {
            return dialogue;
        }
        int dot = image.lastIndexOf('.');
        String found = images.find(dialogue.id());
        found = found == null && dot > 0 ? images.find(image.substring(0, dot)) : found;
        return found == null ? null : new Dialogue(dialogue.id(), found, dialogue.domain(), dialogue.conversations());
    }

    private void drop(String id, DroppedPair pair, @Nullable RecordWriter losses) {
        pairsDropped.merge(pair.reason(), 1L, Long::sum);
        if (losses != null) {
            losses.write(loss(id, "pair", pair.reason())
                    .put("question", pair.question())
                    .put("answer", pair.answer()));
        }
    }

    private void dropRecord(String id, String reason, @Nullable String raw, @Nullable RecordWriter losses) {
        recordsDropped.merge(reason, 1L, Long::sum);
        if (losses != null) {
            ObjectNode loss = loss(id, "record", reason);
            losses.write(raw == null ? loss : loss.put("result", raw));
        }
    }

    private static ObjectNode loss(String id, String what, String reason) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("dropped", what)
                .put("reason", reason);
    }

    private CleaningSummary summary(long written) {
        return new CleaningSummary(
                read, written, recordsDropped, pairsIn, pairsOut, pairsDropped, changed, repeatedIds, repeatedTexts);
    }

    private static long textHash(Dialogue dialogue) {
        long hash = 1;
        for (Turn turn : dialogue.conversations()) {
            hash = hash(ImageMarker.remove(turn.value()).strip(), hash);
        }
        return hash;
    }

    private static long hash(String text, long start) {
        long hash = start * 31 + text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
            hash ^= hash >>> 29;
        }
        return hash;
    }

    private static Reply nonNull(@Nullable Reply reply) {
        if (reply == null) {
            throw new IllegalStateException("no reply");
        }
        return reply;
    }
}

package org.llavamed.data.dataset;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.ReadingProgress;
import org.llavamed.error.LlavaMedException;

/**
 * Figures about a data set.
 *
 * @param name name of the file, without its folder
 * @param schema its schema
 * @param bytes its size
 * @param records its records
 * @param counts further counts by name, such as {@code with_image} and {@code qa_pairs}
 * @param distributions distributions by name, such as {@code words_per_question}
 * @param domains one for each of the five domains; a record of two domains counts in both
 * @param domainSets one for each exact set of domains that occurs, the most frequent first; empty if no record tells
 * @param commonQuestions the most frequent questions and how often they come, the image marker left out
 * @param verbs verb-noun pairs of the questions, or null if there are none
 * @param notes what limits these figures, in words
 */
public record DatasetStatistics(
        String name,
        DatasetSchema schema,
        long bytes,
        long records,
        Map<String, Long> counts,
        Map<String, Distribution> distributions,
        List<DomainCount> domains,
        List<DomainCount> domainSets,
        Map<String, Long> commonQuestions,
        @Nullable VerbNounCounts verbs,
        List<String> notes) {
    /**
     * Copies the collections.
     *
     * @param name as above
     * @param schema as above
     * @param bytes as above
     * @param records as above
     * @param counts as above
     * @param distributions as above
     * @param domains as above
     * @param domainSets as above
     * @param commonQuestions as above
     * @param verbs as above
     * @param notes as above
     */
    public DatasetStatistics {
        counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
        distributions = Collections.unmodifiableMap(new LinkedHashMap<>(distributions));
        domains = List.copyOf(domains);
        domainSets = List.copyOf(domainSets);
        commonQuestions = Collections.unmodifiableMap(new LinkedHashMap<>(commonQuestions));
        notes = List.copyOf(notes);
    }

    /**
     * Reads a file and counts.
     *
     * @param file a data set of any schema
     * @param options what is counted
     * @param progress told how far it is
     * @return the statistics
     * @throws LlavaMedException if a record is damaged; the message names it, and validation names them all
     */
    public static DatasetStatistics of(Path file, StatisticsOptions options, ReadingProgress progress) {
        return new StatisticsCount(file, options).count(progress);
    }

    /**
     * The statistics as JSON.
     *
     * @return an object
     */
    public ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("file", name);
        node.put("schema", schema.key());
        node.put("bytes", bytes);
        node.put("records", records);
        counts.forEach(node::put);
        put(node.putArray("domains"), domains);
        put(node.putArray("domain_sets"), domainSets);
        ObjectNode each = node.putObject("distributions");
        distributions.forEach((key, distribution) -> each.set(key, distribution.toJson()));
        ArrayNode common = node.putArray("common_questions");
        commonQuestions.forEach(
                (text, times) -> common.addObject().put("text", text).put("count", times));
        if (verbs != null) {
            node.set("verb_noun_pairs", verbs.toJson());
        }
        ArrayNode list = node.putArray("notes");
        notes.forEach(list::add);
        return node;
    }

    private static void put(ArrayNode list, List<DomainCount> domains) {
        for (DomainCount domain : domains) {
            list.addObject()
                    .put("domain", domain.name())
                    .put("records", domain.records())
                    .put("qa_pairs", domain.qaPairs());
        }
    }
}

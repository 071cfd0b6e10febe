package org.llavamed.data.dataset;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The verb-noun pairs of a sample of the distinct questions. An approximation: words are tagged by a statistical model, and
 * the pair is found by position, not by a parse.
 *
 * @param tagged distinct questions that were tagged
 * @param distinct distinct questions there are
 * @param withPair those of the tagged that a pair was found in
 * @param verbs verb, to noun, to how many questions have that pair, repetitions of a question counted each time
 */
public record VerbNounCounts(long tagged, long distinct, long withPair, Map<String, Map<String, Long>> verbs) {
    /**
     * Copies the maps, the most frequent verbs and nouns first.
     *
     * @param tagged as above
     * @param distinct as above
     * @param withPair as above
     * @param verbs as above
     */
    public VerbNounCounts {
        Map<String, Long> totals = new TreeMap<>();
        Map<String, Map<String, Long>> sorted = new TreeMap<>();
        verbs.forEach((verb, nouns) -> {
            totals.put(verb, nouns.values().stream().mapToLong(Long::longValue).sum());
            sorted.put(verb, descending(nouns));
        });
        Map<String, Map<String, Long>> result = new LinkedHashMap<>();
        descending(totals).keySet().forEach(verb -> {
            Map<String, Long> nouns = sorted.get(verb);
            result.put(verb, nouns == null ? Map.of() : nouns);
        });
        verbs = Collections.unmodifiableMap(result);
    }

    private static Map<String, Long> descending(Map<String, Long> counts) {
        List<Map.Entry<String, Long>> entries = new ArrayList<>(new TreeMap<>(counts).entrySet());
        entries.sort(Map.Entry.comparingByValue(Comparator.reverseOrder())); // stable: then by name
        Map<String, Long> result = new LinkedHashMap<>();
        entries.forEach(entry -> result.put(entry.getKey(), entry.getValue()));
        return Collections.unmodifiableMap(result);
    }

    /**
     * How many questions have a verb.
     *
     * @param verb the verb
     * @return the sum over its nouns
     */
    public long total(String verb) {
        return verbs.getOrDefault(verb, Map.of()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /**
     * The counts as JSON.
     *
     * @return an object; verbs and nouns in descending order
     */
    public ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("approximation", true);
        node.put("tagged_questions", tagged);
        node.put("distinct_questions", distinct);
        node.put("with_pair", withPair);
        ArrayNode list = node.putArray("verbs");
        verbs.forEach((verb, nouns) -> {
            ObjectNode one = list.addObject().put("verb", verb).put("count", total(verb));
            ObjectNode each = one.putObject("nouns");
            nouns.forEach(each::put);
        });
        return node;
    }
}

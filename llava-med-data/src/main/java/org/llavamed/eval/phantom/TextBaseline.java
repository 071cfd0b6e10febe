package org.llavamed.eval.phantom;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordReader;
import org.llavamed.data.phantom.FindingKind;
import org.llavamed.data.phantom.PhantomQuestion.Topic;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.score.StrictNormalizer;
import org.llavamed.eval.truth.AnswerSet;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.Prediction;

/**
 * What can be answered without looking: for each question text the answer that would have scored best on the questions of
 * that text in a training file; for a text that never came there, the best for its topic and finding, else for its type. A closed
 * question's best answer is the most frequent one; an open question's the one with the largest mean recall. Immutable.
 */
public final class TextBaseline {
    private static final String MODEL = "text-only-baseline";

    private final Path file;
    private final Map<String, String> byText;
    private final Map<String, String> byTopic;
    private final Map<String, String> byType;
    private final Set<String> ids;

    private TextBaseline(Path file, List<Map<String, Map<String, Integer>>> counted, Set<String> ids) {
        this.file = file;
        this.ids = Set.copyOf(ids);
        this.byText = best(counted.get(0));
        this.byTopic = best(counted.get(1));
        this.byType = best(counted.get(2));
    }

    /**
     * Learns the answers.
     *
     * @param questions {@code questions.jsonl} of a set of phantoms for training
     * @return the baseline
     * @throws org.llavamed.error.LlavaMedException if it cannot be read or is no such file
     */
    public static TextBaseline read(Path questions) {
        List<Map<String, Map<String, Integer>>> counted = List.of(new HashMap<>(), new HashMap<>(), new HashMap<>());
        Set<String> ids = new HashSet<>();
        try (RecordReader reader = RecordReader.open(questions)) {
            for (JsonRecord json = reader.next(); json != null; json = reader.next()) {
                PhantomRow row = PhantomRow.of(json);
                ids.add(row.id().text());
                List<String> keys = keys(row.type(), row.text(), row.topic(), row.finding());
                for (int i = 0; i < keys.size(); i++) {
                    counted.get(i)
                            .computeIfAbsent(keys.get(i), key -> new TreeMap<>())
                            .merge(row.expected(), 1, Integer::sum);
                }
            }
            reader.requireRecords();
        }
        return new TextBaseline(questions, counted, ids);
    }

    /** Refuses to answer questions that were learned: it would know more than who does not look. */
    void requireApart(PhantomExam exam) {
        for (PhantomItem item : exam.items()) {
            if (ids.contains(item.item().id().text())) {
                throw new LlavaMedException(file + ": has question "
                        + item.item().id() + " of " + item.item().place()
                        + ", so that answers without looking would be chosen by those that are asked for; give it the"
                        + " questions of a training set (`llava-med phantoms --split train`)");
            }
        }
    }

    /** What a question is known by, most exact first. Yes or no and other closed questions are told apart by their text only. */
    private static List<String> keys(AnswerType type, String text, Topic topic, @Nullable FindingKind finding) {
        return List.of(type + " " + text, type + " " + topic + " " + finding, type.toString());
    }

    private static Map<String, String> best(Map<String, Map<String, Integer>> counted) {
        Map<String, String> best = new HashMap<>();
        counted.forEach((key, counts) -> best.put(
                key, key.startsWith(AnswerType.OPEN.toString()) ? mostRecalled(counts) : mostFrequent(counts)));
        return best;
    }

    private static String mostFrequent(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .orElseThrow()
                .getKey();
    }

    private static String mostRecalled(Map<String, Integer> counts) {
        return counts.keySet().stream()
                .max(Comparator.<String>comparingDouble(answer -> recalled(answer, counts))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** The sum of the recalls that an answer gets on all. */
    private static double recalled(String answer, Map<String, Integer> counts) {
        Set<String> said = Set.copyOf(StrictNormalizer.words(answer));
        double sum = 0;
        for (Map.Entry<String, Integer> expected : counts.entrySet()) {
            Set<String> words = new HashSet<>(StrictNormalizer.words(expected.getKey()));
            int all = words.size();
            words.retainAll(said);
            sum += all == 0 ? 0 : expected.getValue() * (double) words.size() / all;
        }
        return sum;
    }

    /**
     * The answer to a question.
     *
     * @param item the question; the image and the expected answer are not looked at
     * @return the answer; empty if nothing of its type was learned
     */
    public String answer(PhantomItem item) {
        List<String> keys = keys(item.item().type(), item.item().question(), item.topic(), item.finding());
        String answer = byText.get(keys.get(0));
        if (answer == null) {
            answer = byTopic.get(keys.get(1));
        }
        return answer == null ? byType.getOrDefault(keys.get(2), "") : answer;
    }

    /**
     * The answers to questions.
     *
     * @param items the questions
     * @return one for each
     */
    public AnswerSet answers(List<PhantomItem> items) {
        return new AnswerSet(
                file,
                items.stream()
                        .map(item -> new Prediction(
                                item.item().id(),
                                item.item().question(),
                                answer(item),
                                MODEL,
                                item.item().place()))
                        .toList());
    }
}

package org.llavamed.examples.phantom;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Right answers, by question and by whether the combination was trained. Not thread-safe. */
public final class Marks {
    private final Map<String, int[]> counts = new TreeMap<>();

    /** Counts an answer. */
    void add(String question, boolean unseen, boolean right) {
        int[] count = counts.computeIfAbsent(question, key -> new int[4]);
        int at = unseen ? 2 : 0;
        count[at] += right ? 1 : 0;
        count[at + 1]++;
    }

    /**
     * The questions asked.
     *
     * @return their texts, sorted
     */
    public List<String> questions() {
        return List.copyOf(counts.keySet());
    }

    /**
     * Share of right answers to all questions.
     *
     * @param unseen about lesions whose combination was kept from training, else about new drawings of the others
     * @return 0 to 1
     */
    public double share(boolean unseen) {
        int[] sum = new int[2];
        for (int[] count : counts.values()) {
            sum[0] += count[unseen ? 2 : 0];
            sum[1] += count[unseen ? 3 : 1];
        }
        return (double) sum[0] / sum[1];
    }

    /**
     * Share of right answers to one question.
     *
     * @param question one of {@link #questions()}
     * @param unseen as in {@link #share(boolean)}
     * @return 0 to 1
     */
    public double share(String question, boolean unseen) {
        int[] count = counts.get(question);
        if (count == null) {
            throw new IllegalArgumentException("\"" + question + "\" was not asked");
        }
        return (double) count[unseen ? 2 : 0] / count[unseen ? 3 : 1];
    }
}

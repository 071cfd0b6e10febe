package org.llavamed.eval.truth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llavamed.error.LlavaMedException;

/**
 * Questions with their answers, paired by id and never by position; 7 and "7" are the same here, since tools turn one into
 * the other.
 *
 * @param answered the pairs in the order of the ground truth
 * @param unanswered questions without an answer; empty unless a part was allowed
 */
public record Pairing(List<AnsweredItem> answered, List<BenchmarkItem> unanswered) {
    /**
     * Copies the lists.
     *
     * @param answered as above
     * @param unanswered as above
     */
    public Pairing {
        answered = List.copyOf(answered);
        unanswered = List.copyOf(unanswered);
    }

    /**
     * Pairs a ground truth with an answer file.
     *
     * @param truth the questions
     * @param answers the answers
     * @param partial whether questions may go without an answer, as after a run with a limit or of one shard
     * @return the pairs
     * @throws LlavaMedException if an answer belongs to no question, the file is one of questions, or, unless {@code partial}, a question has no answer; or
     *     nothing is answered
     */
    public static Pairing of(GroundTruth truth, AnswerSet answers, boolean partial) {
        Map<String, Prediction> byId = new LinkedHashMap<>();
        answers.predictions().forEach(prediction -> byId.put(prediction.id().text(), prediction));
        List<AnsweredItem> answered = new ArrayList<>();
        List<BenchmarkItem> unanswered = new ArrayList<>();
        for (BenchmarkItem item : truth.items()) {
            Prediction prediction = byId.remove(item.id().text());
            if (prediction == null) {
                unanswered.add(item);
            } else {
                answered.add(new AnsweredItem(item, prediction));
            }
        }
        if (!byId.isEmpty()) {
            Prediction first = byId.values().iterator().next();
            throw new LlavaMedException(
                    first.place() + ": question_id " + first.id() + " is no id of " + truth.file() + more(byId.size()));
        }
        if (!unanswered.isEmpty() && (!partial || answered.isEmpty())) {
            BenchmarkItem first = unanswered.get(0);
            throw new LlavaMedException(answers.file() + ": has no answer to " + first.place() + ", id " + first.id()
                    + more(unanswered.size())
                    + "; run `answer` again to go on, or score the part that is there (--allow-missing)");
        }
        if (answered.stream().allMatch(AnsweredItem::isQuestion)) {
            throw new LlavaMedException(answers.file() + ": holds the questions, not answers to them");
        }
        return new Pairing(answered, unanswered);
    }

    private static String more(int count) {
        return count == 1 ? "" : " (and " + (count - 1) + " more)";
    }
}

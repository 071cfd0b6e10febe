package org.llavamed.eval.judge;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordReader;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.score.Bootstrap;
import org.llavamed.eval.score.Estimate;

/**
 * Sums up a file of reviews, as {@link JudgeRun} writes it or as published: the reply in {@code result} (LLaVA-Med 1.0) or {@code
 * gpt_eval} (1.5), {@code type}, {@code domain}, {@code pair_id}, and {@code order}; without it the reference answer was shown
 * first. Each question counts once, under its type and under the first of its domains.
 */
public final class ChatScoring {
    private static final int LISTED = 50;
    private static final int COUNT = 0;
    private static final int REFERENCE = 1;
    private static final int MODEL = 2;
    private static final int RATIO = 3;
    private static final int BIAS = 4;
    private static final List<String> TYPES = List.of("conversation", "detailed_description");
    private static final List<String> DOMAINS = List.of("chest_xray", "mri", "histology", "gross", "ct_scan");

    private ChatScoring() {}

    /**
     * Scores a file with {@link Bootstrap#DEFAULT}.
     *
     * @param reviews the file
     * @return the scores
     * @throws LlavaMedException as below
     */
    public static ChatEvaluation of(Path reviews) {
        return of(reviews, Bootstrap.DEFAULT);
    }

    /**
     * Scores a file.
     *
     * @param reviews the file
     * @param bootstrap makes the intervals; figures are resampled, since questions about one figure are not independent
     * @return the scores
     * @throws LlavaMedException if the file cannot be read, a record is no review, or a question has two reviews in the same
     *     order; the message names file and line
     */
    public static ChatEvaluation of(Path reviews, Bootstrap bootstrap) {
        List<String> unparsed = new ArrayList<>();
        List<JudgedQuestion> questions = read(reviews, unparsed);
        List<ChatGroup> groups = new ArrayList<>();
        groups.add(group("overall", questions, question -> true, bootstrap));
        for (String type : TYPES) {
            groups.add(group(
                    type, questions, question -> type.equals(question.first().type()), bootstrap));
        }
        for (String domain : DOMAINS) {
            groups.add(group(domain, questions, question -> domain.equals(domain(question)), bootstrap));
        }
        List<JudgedQuestion> both =
                questions.stream().filter(JudgedQuestion::inBothOrders).toList();
        Estimate bias = estimate(bootstrap, both, sums -> sums[BIAS] / sums[COUNT]);
        return new ChatEvaluation(groups, notes(questions, both.size(), unparsed), bias);
    }

    private static List<JudgedQuestion> read(Path file, List<String> unparsed) {
        Map<String, JudgedQuestion> questions = new LinkedHashMap<>();
        try (RecordReader reader = RecordReader.open(file)) {
            for (JsonRecord json = reader.next(); json != null; json = reader.next()) {
                Review review = Review.parse(json);
                Review earlier = questions
                        .computeIfAbsent(review.id().text(), id -> new JudgedQuestion(review))
                        .add(review);
                if (earlier != null) {
                    throw json.refuse(
                            "question_id",
                            review.id() + " has a review in the same order ("
                                    + review.order().key() + ") in " + earlier.place());
                }
                if (review.scores() == null) {
                    unparsed.add("question " + review.id() + " (" + review.place() + "): " + review.problem());
                }
            }
            reader.requireRecords();
        }
        return new ArrayList<>(questions.values());
    }

    private static String domain(JudgedQuestion question) {
        var domain = question.first().domain();
        return domain == null ? "" : domain.key();
    }

    private static ChatGroup group(
            String name, List<JudgedQuestion> all, Predicate<JudgedQuestion> member, Bootstrap bootstrap) {
        List<JudgedQuestion> members = all.stream().filter(member).toList();
        List<JudgedQuestion> usable =
                members.stream().filter(JudgedQuestion::usable).toList();
        return new ChatGroup(
                name,
                usable.size(),
                members.stream().mapToInt(JudgedQuestion::unparsed).sum(),
                estimate(bootstrap, usable, sums -> sums[REFERENCE] / sums[COUNT]),
                estimate(bootstrap, usable, sums -> sums[MODEL] / sums[COUNT]),
                estimate(bootstrap, usable, sums -> sums[RATIO] / sums[COUNT] * 100),
                estimate(
                        bootstrap,
                        usable,
                        sums -> 100 * (sums[MODEL] / sums[COUNT]) / (sums[REFERENCE] / sums[COUNT])));
    }

    /** A statistic of the sums over questions; all of a group come from the same resamples. */
    private static Estimate estimate(
            Bootstrap bootstrap, List<JudgedQuestion> questions, ToDoubleFunction<double[]> statistic) {
        List<ToDoubleFunction<JudgedQuestion>> values = List.of(
                question -> 1,
                JudgedQuestion::reference,
                JudgedQuestion::model,
                question -> question.model() / question.reference(),
                JudgedQuestion::placeBias); // in the order of COUNT to BIAS
        return bootstrap.ofSums(
                values.stream()
                        .map(value -> questions.stream().mapToDouble(value).toArray())
                        .toList(),
                questions.stream().map(question -> question.first().figure()).toList(),
                statistic);
    }

    private static List<String> notes(List<JudgedQuestion> questions, int both, List<String> unparsed) {
        List<String> notes = new ArrayList<>();
        if (!unparsed.isEmpty()) {
            notes.add("no scores can be read from " + unparsed.size()
                    + (unparsed.size() == 1 ? " review, which does" : " reviews, which do") + " not count:");
            notes.addAll(unparsed.subList(0, Math.min(LISTED, unparsed.size())));
            if (unparsed.size() > LISTED) {
                notes.add("and " + (unparsed.size() - LISTED) + " more");
            }
        }
        long usable = questions.stream().filter(JudgedQuestion::usable).count();
        long turned = questions.stream()
                .filter(question -> question.in(ShownOrder.MODEL_FIRST))
                .count();
        long straight = questions.stream()
                .filter(question -> question.in(ShownOrder.REFERENCE_FIRST))
                .count();
        if (turned == 0) {
            notes.add(
                    "one order only: the reference answer was always shown first, so a judge that favours a place favours"
                            + " one of the two answers");
        } else if (straight == 0) {
            notes.add(
                    "one order only: the model's answer was always shown first, so a judge that favours a place favours"
                            + " one of the two answers");
        } else if (both < usable) {
            notes.add(usable - both + " of " + usable + " questions have scores in one order only");
        }
        long untyped = questions.stream()
                .filter(question -> TYPES.stream()
                        .noneMatch(type -> type.equals(question.first().type())))
                .count();
        if (untyped > 0) {
            notes.add(untyped + " of " + questions.size()
                    + " questions are neither conversation nor detailed_description");
        }
        long outside = questions.stream()
                .filter(question -> question.first().domain() == null)
                .count();
        if (outside > 0) {
            notes.add(outside + " of " + questions.size() + " questions have none of the five domains");
        }
        return notes;
    }
}

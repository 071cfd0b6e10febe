package org.llavamed.eval.vqa;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.score.Aggregation;
import org.llavamed.eval.score.Bootstrap;
import org.llavamed.eval.score.ReferenceScorer;
import org.llavamed.eval.score.ScoreMode;
import org.llavamed.eval.score.Scores;
import org.llavamed.eval.score.StrictScorer;
import org.llavamed.eval.truth.AnswerSet;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.AnsweredItem;
import org.llavamed.eval.truth.Candidates;
import org.llavamed.eval.truth.GroundTruth;
import org.llavamed.eval.truth.Pairing;
import org.llavamed.eval.truth.Prediction;
import org.llavamed.eval.truth.Traits;

/** Scores answer files against a ground truth. Immutable. */
public final class VqaScoring {
    /** The traits by which scores are broken down, in the order in which they are shown. */
    private static final Map<String, Function<Traits, @Nullable String>> TRAITS = traits();

    private final GroundTruth truth;
    private final @Nullable Candidates candidates;
    private final Set<ScoreMode> modes;
    private final Bootstrap bootstrap;

    /**
     * A scoring.
     *
     * @param truth the questions with their expected answers
     * @param candidates the training answers that the published evaluator matches open answers with, or null: {@code open_accuracy} of
     *     reference mode is then not known
     * @param modes how answers are scored; at least one
     * @param bootstrap how intervals are made
     * @throws IllegalArgumentException if there is no mode
     */
    public VqaScoring(GroundTruth truth, @Nullable Candidates candidates, Set<ScoreMode> modes, Bootstrap bootstrap) {
        if (modes.isEmpty()) {
            throw new IllegalArgumentException("there is no mode");
        }
        this.truth = truth;
        this.candidates = candidates;
        this.modes = Collections.unmodifiableSet(EnumSet.copyOf(modes));
        this.bootstrap = bootstrap;
    }

    /**
     * Scores answers.
     *
     * @param name how reports call it
     * @param answers the answers
     * @param partial whether questions may go without an answer; they are left out
     * @return the evaluation
     * @throws LlavaMedException if an answer belongs to no question, or a question that needs one has none
     */
    public VqaEvaluation evaluate(String name, AnswerSet answers, boolean partial) {
        Pairing pairing = Pairing.of(truth, answers, partial);
        List<AnsweredItem> items = pairing.answered();
        Map<ScoreMode, Aggregation> scored = aggregations(items);
        List<Scores> scores = modes.stream()
                .map(mode -> aggregation(scored, mode).scores(bootstrap))
                .toList();
        return new VqaEvaluation(
                name,
                answers.modelId(),
                scores,
                groups(items, scored),
                results(items, scored),
                pairing.unanswered().size(),
                notes(pairing, answers));
    }

    /**
     * Compares two answer files on the questions that both answer.
     *
     * @param first an answer file
     * @param second another
     * @param partial whether questions may go without an answer
     * @return the comparison
     * @throws LlavaMedException as {@link #evaluate}, or if no question is answered by both
     */
    public VqaComparison compare(AnswerSet first, AnswerSet second, boolean partial) {
        return new AnswerComparison(modes, bootstrap)
                .of(
                        Pairing.of(truth, first, partial),
                        Pairing.of(truth, second, partial),
                        first,
                        second,
                        this::aggregations);
    }

    private Map<ScoreMode, Aggregation> aggregations(List<AnsweredItem> items) {
        return Map.of(
                ScoreMode.REFERENCE, new Aggregation(new ReferenceScorer(candidates), items),
                ScoreMode.STRICT, new Aggregation(new StrictScorer(), items));
    }

    static Aggregation aggregation(Map<ScoreMode, Aggregation> scored, ScoreMode mode) {
        Aggregation aggregation = scored.get(mode);
        if (aggregation == null) {
            throw new IllegalStateException("not scored: " + mode);
        }
        return aggregation;
    }

    private List<GroupScores> groups(List<AnsweredItem> items, Map<ScoreMode, Aggregation> scored) {
        List<GroupScores> groups = new ArrayList<>();
        TRAITS.forEach((trait, of) -> {
            Map<String, List<Integer>> byValue = new TreeMap<>();
            for (int i = 0; i < items.size(); i++) {
                for (String value : values(of.apply(items.get(i).item().traits()))) {
                    byValue.computeIfAbsent(value, ignored -> new ArrayList<>()).add(i);
                }
            }
            byValue.forEach((value, places) -> {
                int[] chosen = places.stream().mapToInt(Integer::intValue).toArray();
                List<Scores> scores = modes.stream()
                        .map(mode -> aggregation(scored, mode).scores(chosen, bootstrap))
                        .toList();
                groups.add(new GroupScores(trait, value, chosen.length, scores));
            });
        });
        return groups;
    }

    private static Set<String> values(@Nullable String trait) {
        Set<String> values = new LinkedHashSet<>();
        if (trait != null) {
            for (String value : trait.split(",", -1)) {
                if (!value.isBlank()) {
                    values.add(value.strip());
                }
            }
        }
        return values;
    }

    private static List<ItemResult> results(List<AnsweredItem> items, Map<ScoreMode, Aggregation> scored) {
        List<ItemResult> results = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            String metric = items.get(i).item().type() == AnswerType.CLOSED ? "closed_accuracy" : "recall";
            double reference = aggregation(scored, ScoreMode.REFERENCE).score(i, metric);
            double strict = aggregation(scored, ScoreMode.STRICT).score(i, metric);
            results.add(new ItemResult(items.get(i), reference, strict));
        }
        return results;
    }

    private List<String> notes(Pairing pairing, AnswerSet answers) {
        List<String> notes = new ArrayList<>(truth.notes());
        int unanswered = pairing.unanswered().size();
        if (unanswered > 0) {
            notes.add(unanswered + " of " + truth.items().size() + " questions have no answer and were left out");
        }
        long empty = pairing.answered().stream()
                .filter(one -> one.prediction().text().isBlank())
                .count();
        if (empty > 0) {
            notes.add(empty + " of " + answers.predictions().size() + " answers are empty; they count as wrong");
        }
        long models = answers.predictions().stream()
                .map(Prediction::modelId)
                .filter(Objects::nonNull)
                .distinct()
                .count();
        if (models > 1) {
            notes.add("the answers are those of " + models + " models by their model_id; the first is named");
        }
        notes.addAll(PromptNotes.of(pairing.answered()));
        if (candidates == null && modes.contains(ScoreMode.REFERENCE)) {
            notes.add("open_accuracy of reference mode needs the candidate list and is not known");
        }
        return notes;
    }

    private static Map<String, Function<Traits, @Nullable String>> traits() {
        Map<String, Function<Traits, @Nullable String>> traits = new LinkedHashMap<>();
        traits.put("question_type", Traits::questionType);
        traits.put("organ", Traits::organ);
        traits.put("modality", Traits::modality);
        traits.put("language", Traits::language);
        return Collections.unmodifiableMap(traits);
    }
}

package org.llavamed.eval.phantom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.llavamed.data.phantom.Colour;
import org.llavamed.data.phantom.PhantomFollowUp;
import org.llavamed.data.phantom.PhantomQuestion;
import org.llavamed.data.phantom.Side;
import org.llavamed.data.phantom.Size;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.score.Aggregation;
import org.llavamed.eval.score.Bootstrap;
import org.llavamed.eval.score.ClosedVerdict;
import org.llavamed.eval.score.Estimate;
import org.llavamed.eval.score.StrictNormalizer;
import org.llavamed.eval.truth.AnswerSet;
import org.llavamed.eval.truth.Prediction;

/**
 * Scores conversations. An answer says what it names of the possible answers to its question (sides, sizes, numbers or
 * colours) in whole words; left and right together are both. It is right if it names the right one and nothing else, about another finding
 * if it names the answer for that one and nothing else.
 */
public final class FollowUpScoring {
    private static final String LEFT = Side.LEFT.word();
    private static final String RIGHT = Side.RIGHT.word();
    private static final String BOTH = Side.BOTH.word();

    private final Bootstrap bootstrap;

    /**
     * A scoring.
     *
     * @param bootstrap how intervals are made
     */
    public FollowUpScoring(Bootstrap bootstrap) {
        this.bootstrap = bootstrap;
    }

    /** Values with the images they belong to. */
    private static final class Series {
        private final List<Double> values = new ArrayList<>();
        private final List<String> images = new ArrayList<>();

        void add(boolean counts, String image) {
            values.add(counts ? 1.0 : 0.0);
            images.add(image);
        }

        Estimate estimate(Bootstrap bootstrap) {
            double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
            return all.length == 0 ? Estimate.NONE : Aggregation.atTheEdge(bootstrap.mean(all, images), all, images);
        }
    }

    /**
     * Scores conversations.
     *
     * @param asked the conversations
     * @param answers for each the answers, a line each; those of conversations that are not among them are left out
     * @return the scores
     * @throws LlavaMedException if a conversation was not held, or its answers are not as many as its questions
     */
    public FollowUpScores score(List<FollowUpQuestion> asked, AnswerSet answers) {
        Map<String, Prediction> byId = new HashMap<>();
        answers.predictions().forEach(one -> byId.put(one.id().text(), one));
        Series confirmed = new Series();
        Series right = new Series();
        Series telling = new Series();
        Series other = new Series();
        Map<String, Series> topics = new TreeMap<>();
        for (FollowUpQuestion conversation : asked) {
            Prediction held = byId.get(conversation.id().text());
            List<PhantomFollowUp.Turn> turns = conversation.followUp().turns();
            List<String> said =
                    held == null ? List.of() : Arrays.asList(held.text().split("\n", -1));
            if (held == null || said.size() != turns.size()) {
                throw new LlavaMedException((held == null ? answers.file() : held.place()) + ": has " + said.size()
                        + " answers for the " + turns.size() + " questions of conversation " + conversation.id());
            }
            String image = conversation.truth().image();
            for (int i = 0; i < turns.size(); i++) {
                PhantomFollowUp.Turn turn = turns.get(i);
                if (!turn.byPronoun()) {
                    confirmed.add(ClosedVerdict.yesNo(said.get(i)) == ClosedVerdict.Kind.YES, image);
                    continue;
                }
                Set<String> named = named(turn.question().topic(), said.get(i));
                boolean correct = named.equals(Set.of(turn.question().answer()));
                right.add(correct, image);
                topics.computeIfAbsent(turn.question().topic().name().toLowerCase(Locale.ROOT), key -> new Series())
                        .add(correct, image);
                if (!turn.others().isEmpty()) {
                    telling.add(correct, image);
                    other.add(named.size() == 1 && turn.others().containsAll(named), image);
                }
            }
        }
        Map<String, Estimate> byTopic = new TreeMap<>();
        topics.forEach((topic, series) -> byTopic.put(topic, series.estimate(bootstrap)));
        return new FollowUpScores(
                asked.size(),
                confirmed.estimate(bootstrap),
                right.estimate(bootstrap),
                telling.estimate(bootstrap),
                other.estimate(bootstrap),
                byTopic);
    }

    /** Which of the possible answers a text names. */
    private static Set<String> named(PhantomQuestion.Topic topic, String text) {
        List<String> possible =
                switch (topic) {
                    case SIDE -> Arrays.stream(Side.values()).map(Side::word).toList();
                    case SIZE -> Arrays.stream(Size.values()).map(Size::word).toList();
                    case COLOUR ->
                        Arrays.stream(Colour.values()).map(Colour::word).toList();
                    default -> List.of("one", "two", "three", "four");
                };
        List<String> words = StrictNormalizer.words(text);
        Set<String> named = new TreeSet<>();
        for (String word : possible) {
            if (words.contains(
                    Objects.requireNonNull(StrictNormalizer.words(word).get(0)))) {
                named.add(word);
            }
        }
        if (topic == PhantomQuestion.Topic.SIDE
                && (named.contains(BOTH) || (named.contains(LEFT) && named.contains(RIGHT)))) {
            return Set.of(BOTH);
        }
        return named;
    }
}

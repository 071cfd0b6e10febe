package org.llavamed.eval.judge;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The reviews of a question, at most one for each order; with both it counts once, with their mean. */
final class JudgedQuestion {
    private final Review first;
    private final Map<ShownOrder, Review> reviews = new EnumMap<>(ShownOrder.class);

    JudgedQuestion(Review first) {
        this.first = first;
    }

    /** Adds a review; returns the one that is there for the same order. */
    @Nullable
    Review add(Review review) {
        return reviews.putIfAbsent(review.order(), review);
    }

    /** The review that came first in the file; type, domain and figure are its. */
    Review first() {
        return first;
    }

    boolean in(ShownOrder order) {
        return reviews.containsKey(order);
    }

    private List<Review> readable() {
        List<Review> readable = new ArrayList<>(reviews.values());
        readable.removeIf(review -> review.scores() == null);
        return readable;
    }

    int unparsed() {
        return reviews.size() - readable().size();
    }

    boolean usable() {
        return !readable().isEmpty();
    }

    boolean inBothOrders() {
        return readable().size() == 2;
    }

    double reference() {
        return mean(review -> scores(review).reference(review.order()));
    }

    double model() {
        return mean(review -> scores(review).model(review.order()));
    }

    /** By how many points the first place is scored higher than the second. */
    double placeBias() {
        return mean(review -> scores(review).first() - scores(review).second());
    }

    private double mean(ToDoubleFunction<Review> score) {
        List<Review> readable = readable();
        double sum = 0;
        for (Review review : readable) {
            sum += score.applyAsDouble(review);
        }
        return sum / readable.size();
    }

    private static ReviewScores scores(Review review) {
        ReviewScores scores = review.scores();
        if (scores == null) {
            throw new IllegalStateException("no scores");
        }
        return scores;
    }
}

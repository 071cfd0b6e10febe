package org.llavamed.data.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.Lines;
import org.llavamed.error.LlavaMedException;

/** The steps in a file of metrics, ascending. */
record StepLog(List<Step> steps) {
    /** Figures of a step; what the file does not have is NaN or 0. */
    record Step(
            long step,
            long totalSteps,
            double epoch,
            double loss,
            double rate,
            double gradNorm,
            double samples,
            double images,
            double tokens,
            double learnedTokens,
            double seconds) {
        double samplesPerSecond() {
            return seconds > 0 ? samples / seconds : Double.NaN;
        }
    }

    /**
     * Reads a file, which a run may be writing. Steps that were taken again count as the second time.
     *
     * @throws LlavaMedException if it cannot be read or holds something else
     */
    static StepLog read(Path file) {
        List<Step> steps = new ArrayList<>();
        try (Lines lines = Lines.open(file, null)) {
            for (Lines.Line line = lines.next(); line != null; line = lines.next()) {
                if (!line.complete() || line.text().isBlank()) {
                    continue; // the run is writing it
                }
                Step step = step(JsonRecord.parse(line));
                while (!steps.isEmpty() && steps.get(steps.size() - 1).step >= step.step) {
                    steps.remove(steps.size() - 1);
                }
                steps.add(step);
            }
        }
        return new StepLog(steps);
    }

    private static Step step(JsonRecord line) {
        JsonNode number = line.find("step");
        if (number == null || !number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 1) {
            throw line.refuse("step", "is not a whole number from 1; the metrics of a run are expected");
        }
        return new Step(
                number.longValue(),
                (long) orZero(line, "total_steps"),
                value(line, "epoch"),
                value(line, "loss"),
                value(line, "lr"),
                value(line, "grad_norm"),
                orZero(line, "samples"),
                orZero(line, "images"),
                orZero(line, "tokens"),
                orZero(line, "learned_tokens"),
                orZero(line, "seconds"));
    }

    private static double value(JsonRecord line, String key) {
        JsonNode value = line.find(key);
        if (value != null && !value.isNumber()) {
            throw line.refuse(key, "is " + JsonRecord.kind(value) + ", not a number");
        }
        double number = value == null ? Double.NaN : value.doubleValue();
        return Double.isFinite(number) ? number : Double.NaN;
    }

    private static double orZero(JsonRecord line, String key) {
        double value = value(line, key);
        return Double.isNaN(value) ? 0 : value;
    }

    @Nullable
    Step last() {
        return steps.isEmpty() ? null : steps.get(steps.size() - 1);
    }

    double sum(ToDoubleFunction<Step> of) {
        return steps.stream().mapToDouble(of).sum();
    }

    /** A figure by step. */
    List<Line.Point> points(ToDoubleFunction<Step> of) {
        return steps.stream()
                .map(step -> new Line.Point(step.step, of.applyAsDouble(step)))
                .toList();
    }

    /** The mean of this figure over the last so many steps that have it. */
    double mean(ToDoubleFunction<Step> of, int last) {
        return steps.subList(Math.max(0, steps.size() - last), steps.size()).stream()
                .mapToDouble(of)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }

    /**
     * The exponential mean of points, without the pull of a start value: each weighs {@code 1 - 1/over} times as much as the
     * one after it. Where a point is not finite, so is the mean.
     */
    static List<Line.Point> smooth(List<Line.Point> points, int over) {
        double keep = 1 - 1.0 / Math.max(1, over);
        double sum = 0;
        double weight = 0;
        List<Line.Point> result = new ArrayList<>(points.size());
        for (Line.Point point : points) {
            if (point.isFinite()) {
                sum = keep * sum + point.y();
                weight = keep * weight + 1;
            }
            result.add(new Line.Point(point.x(), point.isFinite() ? sum / weight : Double.NaN));
        }
        return result;
    }
}

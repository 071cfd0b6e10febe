package org.llavamed.data.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/**
 * A page about one training run, or several to compare: loss, learning rate, gradient norm and speed as curves, their figures
 * and recipes as tables. Immutable; what the files hold is read when the page is made.
 */
public final class TrainingPage {
    private static final int MOST_RUNS = 6; // as many as there are colours

    private final String title;
    private final List<Run> runs;
    private final List<StepLog> logs;
    private final List<Map<String, String>> recipes;

    /**
     * A run to show.
     *
     * @param name what the page calls it
     * @param metrics its metrics, as {@code llava-med train} writes them; the run may still be writing
     * @param recipe its recipe as JSON, or null to leave it out
     */
    public record Run(String name, Path metrics, @Nullable String recipe) {}

    private TrainingPage(String title, List<Run> runs, List<StepLog> logs, List<Map<String, String>> recipes) {
        this.title = title;
        this.runs = runs;
        this.logs = logs;
        this.recipes = recipes;
    }

    /**
     * Reads the files.
     *
     * @param title the page's title
     * @param runs 1 to 6 runs
     * @return the page
     * @throws LlavaMedException if a file cannot be read or holds something else
     */
    public static TrainingPage of(String title, List<Run> runs) {
        if (runs.isEmpty() || runs.size() > MOST_RUNS) {
            throw new IllegalArgumentException(runs.size() + " runs; a page shows 1 to " + MOST_RUNS);
        }
        List<StepLog> logs =
                runs.stream().map(run -> StepLog.read(run.metrics())).toList();
        List<Map<String, String>> recipes = runs.stream().map(RecipeRows::of).toList();
        return new TrainingPage(title, List.copyOf(runs), logs, recipes);
    }

    /**
     * Writes the page.
     *
     * @param file where to; what is there is replaced
     * @throws LlavaMedException if it cannot be written
     */
    public void write(Path file) {
        page().write(file);
    }

    HtmlPage page() {
        HtmlPage page = new HtmlPage(title);
        page.paragraph("Research use only, not for clinical use.");
        for (int i = 0; i < runs.size(); i++) {
            page.paragraph((runs.size() == 1 ? "" : runs.get(i).name() + ": ") + state(logs.get(i)));
        }
        page.chart(chart("Loss", false, StepLog.Step::loss, true));
        page.chart(chart("Learning rate", true, StepLog.Step::rate, false));
        page.chart(chart("Gradient norm before clipping", true, StepLog.Step::gradNorm, true));
        page.chart(chart("Samples a second", true, StepLog.Step::samplesPerSecond, true));
        page.heading("Figures").table(head(), figures());
        if (recipes.stream().anyMatch(recipe -> !recipe.isEmpty())) {
            page.heading(recipes.size() == 1 ? "Recipe" : "Recipes").table(head(), recipeRows());
        }
        return page;
    }

    private static String state(StepLog log) {
        StepLog.Step last = log.last();
        if (last == null) {
            return "No step is done yet.";
        }
        String of = last.totalSteps() > 0
                ? " of " + Svg.count(last.totalSteps()) + " ("
                        + Axis.text(Math.floor(100.0 * last.step() / last.totalSteps()), 3) + " %)"
                : "";
        return "Step " + Svg.count(last.step()) + of + ", loss "
                + Axis.text(log.mean(StepLog.Step::loss, window(log)), 4) + " (mean of the last "
                + (window(log) == 1 ? "step" : window(log) + " steps") + ").";
    }

    /** Over how many steps a curve of this length is smoothed. */
    private static int window(StepLog log) {
        return Math.max(1, Math.min(200, log.steps().size() / 20));
    }

    private Chart chart(String name, boolean fromZero, ToDoubleFunction<StepLog.Step> of, boolean smoothed) {
        List<Line> thin = new ArrayList<>();
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            List<Line.Point> points = logs.get(i).points(of);
            int window = window(logs.get(i));
            String run = runs.size() == 1 ? "" : runs.get(i).name();
            if (smoothed && window > 1) {
                thin.add(Line.thinned(run.isEmpty() ? "each step" : "", true, i, points));
                String mean = (run.isEmpty() ? "" : run + ", ") + "mean over about " + window + " steps";
                lines.add(Line.thinned(mean, false, i, StepLog.smooth(points, window)));
            } else {
                lines.add(Line.thinned(run, false, i, points));
            }
        }
        boolean explain = runs.size() > 1 && !thin.isEmpty();
        thin.addAll(lines); // on top
        return new LineChart(explain ? name + " (pale: each step)" : name, "step", fromZero, thin);
    }

    private List<String> head() {
        if (runs.size() == 1) {
            return List.of();
        }
        List<String> head = new ArrayList<>(List.of(""));
        runs.forEach(run -> head.add(Svg.fit(run.name(), 190)));
        return head;
    }

    private List<List<String>> figures() {
        Map<String, Function<StepLog, String>> figures = new LinkedHashMap<>();
        figures.put("steps", log -> {
            StepLog.Step last = log.last();
            return last == null ? "0" : Svg.count(last.step());
        });
        figures.put("epochs", log -> {
            StepLog.Step last = log.last();
            return last == null ? "0" : Axis.text(last.epoch(), 4);
        });
        figures.put(
                "loss of the first step",
                log -> Axis.text(
                        log.steps().isEmpty() ? Double.NaN : log.steps().get(0).loss(), 5));
        figures.put("loss of the last step", log -> {
            StepLog.Step last = log.last();
            return Axis.text(last == null ? Double.NaN : last.loss(), 5);
        });
        figures.put(
                "mean loss of the last 10 % of steps",
                log -> Axis.text(
                        log.mean(StepLog.Step::loss, Math.max(1, log.steps().size() / 10)), 5));
        figures.put(
                "highest gradient norm",
                log -> Axis.text(
                        log.steps().stream()
                                .mapToDouble(StepLog.Step::gradNorm)
                                .filter(Double::isFinite)
                                .max()
                                .orElse(Double.NaN),
                        5));
        figures.put("samples", log -> Svg.count((long) log.sum(StepLog.Step::samples)));
        figures.put("images", log -> Svg.count((long) log.sum(StepLog.Step::images)));
        figures.put("tokens", log -> Svg.count((long) log.sum(StepLog.Step::tokens)));
        figures.put("learned tokens", log -> Svg.count((long) log.sum(StepLog.Step::learnedTokens)));
        figures.put("time in steps", log -> time(log.sum(StepLog.Step::seconds)));
        figures.put(
                "samples a second",
                log -> Axis.text(log.sum(StepLog.Step::samples) / log.sum(StepLog.Step::seconds), 4));
        List<List<String>> rows = new ArrayList<>();
        figures.forEach((name, text) -> {
            List<String> row = new ArrayList<>(List.of(name));
            logs.forEach(log -> row.add(text.apply(log)));
            rows.add(row);
        });
        return rows;
    }

    private static String time(double seconds) {
        long whole = Math.round(seconds);
        return whole < 60
                ? Axis.text(seconds, 3) + " s"
                : whole < 3600
                        ? whole / 60 + " min " + whole % 60 + " s"
                        : whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }

    private List<List<String>> recipeRows() {
        Set<String> keys = new LinkedHashSet<>();
        recipes.forEach(recipe -> keys.addAll(recipe.keySet()));
        List<List<String>> rows = new ArrayList<>();
        for (String key : keys) {
            List<String> row = new ArrayList<>(Collections.singleton(key));
            recipes.forEach(recipe -> row.add(recipe.getOrDefault(key, "\u2014")));
            rows.add(row);
        }
        return rows;
    }
}

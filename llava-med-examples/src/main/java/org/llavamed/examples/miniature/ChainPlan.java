package org.llavamed.examples.miniature;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which stages have to run, and why, as far as can be told before any does. Immutable. */
final class ChainPlan {
    private final Map<String, Step> steps;

    /**
     * What becomes of a stage.
     *
     * @param entry what is known of it, null if it was never begun
     * @param because why what was made of it cannot be used: another setting or input, something lost; null if it can
     * @param settings whether it is a setting that is another one, its own or that of a stage before it
     */
    record Step(ChainLog.@Nullable Entry entry, @Nullable String because, boolean settings) {
        /** Whether it has to run. */
        boolean runs() {
            return entry == null || !entry.done() || because != null;
        }

        /** Seconds of work that are thrown away, 0 if it goes on or is not begun. */
        double lost() {
            return entry == null || because == null ? 0 : entry.seconds();
        }
    }

    private ChainPlan(Map<String, Step> steps) {
        this.steps = steps;
    }

    /** The stages of a chain, then all others that the log knows. */
    static ChainPlan of(Path folder, List<Stage> stages, ChainLog log, FileDigests digests) {
        Map<String, Step> steps = new LinkedHashMap<>();
        for (Stage stage : stages) {
            ChainLog.Entry entry = log.of(stage.name());
            Map<String, String> inputs = digests.of(stage.inputs());
            String setting = entry == null ? null : SettingsJson.difference(entry.settings(), stage.settings());
            String before = first(steps, stage.inputs(), step -> step.runs() && step.settings());
            boolean settings = setting != null || before != null;
            String because = setting;
            if (because == null && before != null) {
                because = before + ": "
                        + Objects.requireNonNull(steps.get(before)).because();
            }
            if (because == null && entry != null) {
                because = difference(stage, entry, inputs);
            }
            if (because == null) {
                because = reading(first(steps, stage.inputs(), Step::runs));
            }
            if (because == null && entry != null && entry.done()) {
                because = lost(folder, stage, entry, digests);
            }
            steps.put(stage.name(), new Step(entry, because, settings));
        }
        for (String name : log.stages()) {
            if (!steps.containsKey(name)) {
                ChainLog.Entry entry = Objects.requireNonNull(log.of(name));
                steps.put(name, new Step(entry, ofOtherChain(entry, steps, digests), false));
            }
        }
        return new ChainPlan(steps);
    }

    private static @Nullable String ofOtherChain(ChainLog.Entry entry, Map<String, Step> steps, FileDigests digests) {
        String changed = changed(entry.inputs(), digests.of(entry.inputs().keySet()), "has changed");
        if (changed == null) {
            changed = reading(first(steps, entry.inputs().keySet(), Step::runs));
        }
        return changed != null
                ? changed
                : changed(entry.outputs(), digests.of(entry.outputs().keySet()), "is not as it was written");
    }

    private static @Nullable String reading(@Nullable String stage) {
        return stage == null ? null : "it reads what " + stage + " is to make";
    }

    /** The first stage of a kind whose outputs are read. */
    private static @Nullable String first(Map<String, Step> steps, Iterable<String> inputs, Predicate<Step> kind) {
        for (Map.Entry<String, Step> step : steps.entrySet()) {
            for (String input : inputs) {
                if (input.startsWith(step.getKey() + "/") && kind.test(step.getValue())) {
                    return step.getKey();
                }
            }
        }
        return null;
    }

    /** What is not as it was when the stage was begun; null if nothing. */
    static @Nullable String difference(Stage stage, ChainLog.Entry entry, Map<String, String> inputs) {
        String settings = SettingsJson.difference(entry.settings(), stage.settings());
        if (settings != null) {
            return settings;
        }
        return entry.inputs().keySet().equals(Map.copyOf(inputs).keySet())
                ? changed(entry.inputs(), inputs, "has changed")
                : "it reads other files";
    }

    /** What of a done stage's outputs is not as it was written; null if nothing. */
    static @Nullable String lost(Path folder, Stage stage, ChainLog.Entry entry, FileDigests digests) {
        Map<String, String> before = new LinkedHashMap<>();
        stage.outputs().forEach(output -> before.put(output, entry.outputs().getOrDefault(output, "")));
        String changed = changed(before, digests.of(stage.outputs()), "is not as it was written");
        return changed != null ? changed : stage.check().problem(folder.resolve(stage.name()));
    }

    private static @Nullable String changed(Map<String, String> before, Map<String, String> now, String words) {
        for (Map.Entry<String, String> file : before.entrySet()) {
            String digest = now.get(file.getKey());
            if (digest == null) {
                return file.getKey() + " is no longer there";
            }
            if (!digest.equals(file.getValue())) {
                return file.getKey() + " " + words;
            }
        }
        return null;
    }

    /** What becomes of a stage that is in the chain or the log. */
    Step of(String stage) {
        return Objects.requireNonNull(steps.get(stage), stage);
    }

    /** All stages: those of the chain in order, then those of the other chain. */
    List<String> stages() {
        return List.copyOf(steps.keySet());
    }
}

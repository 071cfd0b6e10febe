package org.llavamed.train;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llavamed.prompt.ConversationTemplates;
import org.llavamed.prompt.TrainingTemplate;

/** What a recipe may say. Messages name a value by its key in JSON, so that they fit files and callers alike. */
final class RecipeRules {
    static final List<String> MODULES =
            Arrays.stream(TrainedModule.values()).map(TrainedModule::key).toList();
    static final String BOTH_LENGTHS = "both epochs and max_steps are given; one of them must be absent";

    private RecipeRules() {}

    static List<TrainedModule> train(List<TrainedModule> train, @Nullable LoraSettings lora) {
        List<TrainedModule> copy = List.copyOf(train);
        if (copy.isEmpty()) {
            throw new IllegalArgumentException(
                    "train is empty; it must name at least one of " + String.join(", ", MODULES));
        }
        Set<TrainedModule> modules = EnumSet.noneOf(TrainedModule.class);
        for (TrainedModule module : copy) {
            if (!modules.add(module)) {
                throw new IllegalArgumentException("train names " + module.key() + " twice");
            }
        }
        requireTowersAlone(modules);
        if (modules.contains(TrainedModule.LANGUAGE_MODEL)) {
            refuseBoth(modules, TrainedModule.LORA, "lora adds to language-model weights that must stay as they are");
            refuseBoth(modules, TrainedModule.IMAGE_MARKERS, "language_model already trains every embedding row");
        }
        if (modules.contains(TrainedModule.LORA) && lora == null) {
            throw new IllegalArgumentException("lora is absent, but train names lora; give its settings, such as"
                    + " {\"rank\": 128, \"alpha\": 256, \"dropout\": 0.05}");
        }
        if (!modules.contains(TrainedModule.LORA) && lora != null) {
            throw new IllegalArgumentException(
                    "lora has settings, but train does not name lora; add it to train or take the settings out");
        }
        return copy;
    }

    /** Whether two towers are trained against each other. */
    static boolean isContrastive(List<TrainedModule> train) {
        return train.contains(TrainedModule.VISION_TOWER);
    }

    private static void requireTowersAlone(Set<TrainedModule> modules) {
        Set<TrainedModule> towers = EnumSet.of(TrainedModule.VISION_TOWER, TrainedModule.TEXT_TOWER);
        for (TrainedModule tower : towers) {
            if (modules.contains(tower) && !modules.equals(towers)) {
                throw new IllegalArgumentException("train names " + tower.key() + "; vision_tower and text_tower are"
                        + " trained against each other, both and nothing else, in a CLIP folder. In a model that answers"
                        + " the vision tower stays as it is");
            }
        }
    }

    /** What two towers that are trained against each other leave no choice about. */
    static void contrastive(int batchSize, @Nullable String template, boolean gradientCheckpointing) {
        if (batchSize < 2) {
            throw new IllegalArgumentException(
                    "batch_size is " + batchSize + "; an image is contrasted with the texts of"
                            + " the others in its micro-batch, so vision_tower and text_tower need 2 or more, better hundreds");
        }
        if (template != null) {
            throw new IllegalArgumentException("template is " + template + ", but vision_tower and text_tower see texts"
                    + " as they are; take it out");
        }
        if (gradientCheckpointing) {
            throw new IllegalArgumentException(
                    "gradient_checkpointing is true, which vision_tower and text_tower do not"
                            + " have; set it to false");
        }
    }

    private static void refuseBoth(Set<TrainedModule> modules, TrainedModule other, String why) {
        if (modules.contains(other)) {
            throw new IllegalArgumentException(
                    "train names both language_model and " + other.key() + "; " + why + ", so take one of the two out");
        }
    }

    /** The rates in the order of the modules. */
    static Map<TrainedModule, Double> rates(List<TrainedModule> train, Map<TrainedModule, Double> rates) {
        for (TrainedModule module : rates.keySet()) {
            if (!train.contains(module)) {
                throw new IllegalArgumentException("learning_rate names " + module.key()
                        + ", which is not trained; add it to train or take its rate out");
            }
        }
        Map<TrainedModule, Double> ordered = new LinkedHashMap<>();
        for (TrainedModule module : train) {
            Double rate = rates.get(module);
            if (rate == null) {
                throw new IllegalArgumentException("learning_rate of " + module.key()
                        + " is absent; every module in train needs one, or one number for all");
            }
            // Not 0 either: what does not learn does not belong into train, where it costs gradients and moments.
            ordered.put(module, positive("learning_rate." + module.key(), rate, 1));
        }
        return Collections.unmodifiableMap(ordered);
    }

    static void length(@Nullable Double epochs, @Nullable Long maxSteps) {
        if (epochs != null && maxSteps != null) {
            throw new IllegalArgumentException(BOTH_LENGTHS);
        }
        if (epochs != null) {
            positive("epochs", epochs, 100_000);
        } else if (maxSteps != null) {
            whole("max_steps", maxSteps, 1, 1_000_000_000);
        } else {
            throw new IllegalArgumentException("epochs and max_steps are both absent; one of them is needed");
        }
    }

    static void template(@Nullable String template, List<TrainedModule> train) {
        if (template == null || ConversationTemplates.keys().contains(template)) {
            return;
        }
        if (!TrainingTemplate.keys().contains(template)) {
            throw new IllegalArgumentException(Spelling.unknown("template is", template, TrainingTemplate.keys()));
        }
        for (TrainedModule module : train) { // a template for text only
            if (module != TrainedModule.LANGUAGE_MODEL && module != TrainedModule.LORA) {
                throw new IllegalArgumentException("template is " + template + ", which leaves images out, but train"
                        + " names " + module.key() + ", which learns from images only; take one of the two out");
            }
        }
    }

    static void whole(String key, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(key + " is " + value + "; it must be in " + min + ".." + max);
        }
    }

    /** Also turns -0.0 into 0.0, so that equal recipes are equal records. */
    static double range(String key, double value, double min, double max) {
        return checked(value >= min && value <= max, key, value, "in " + shown(min) + ".." + shown(max));
    }

    static double positive(String key, double value, double max) {
        return checked(value > 0 && value <= max, key, value, "larger than 0 and at most " + shown(max));
    }

    static double belowOne(String key, double value) {
        return checked(value >= 0 && value < 1, key, value, "0 or more and below 1");
    }

    private static double checked(boolean valid, String key, double value, String rule) {
        if (!valid) { // a comparison with NaN is false
            throw new IllegalArgumentException(key + " is " + shown(value) + "; it must be " + rule);
        }
        return value + 0.0;
    }

    /** A number as people write it: 3, 0.05, 2e-5. Reads back as the same double. */
    static String shown(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return Long.toString((long) value);
        }
        return Double.toString(value).replace(".0E", "e").replace('E', 'e');
    }
}

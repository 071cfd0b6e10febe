package org.llavamed.examples.miniature;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llavamed.data.file.JsonFile;
import org.llavamed.error.LlavaMedException;
import org.llavamed.train.TrainingRecipe;

/**
 * All sizes, lengths and rates of the miniature: one JSON file. Immutable.
 *
 * @param phantoms how many are drawn
 * @param tokenizer the tokenizer
 * @param align the captions of stage 1
 * @param instruct the dialogues of stage 2
 * @param towers sizes of vision and text tower
 * @param languageModel sizes of the language model
 * @param projector kind of the projector, {@code mlp2x_gelu}
 * @param recipes recipes {@code contrastive}, {@code language}, {@code stage1} and {@code stage2}; their seeds are the chain's
 * @param evaluation how much is asked in the end
 * @param trends the table of variants
 * @param saveSteps steps between two checkpoints of a training; changes no result
 * @param expectedSeconds about how long stages take on two cores, to tell how long it will be; changes no result
 */
public record MiniatureSettings(
        Phantoms phantoms,
        TokenizerSize tokenizer,
        Align align,
        Instruct instruct,
        TowerSizes towers,
        LanguageSizes languageModel,
        String projector,
        Map<String, JsonNode> recipes,
        Evaluation evaluation,
        Trends trends,
        long saveSteps,
        Map<String, Double> expectedSeconds) {
    private static final List<String> RECIPES = List.of("contrastive", "language", "stage1", "stage2");
    private static final Pattern LACKING = Pattern.compile("(?:Missing|Null value for) creator property '(\\w+)'");
    private static final Pattern PROJECTOR = Pattern.compile("linear|mlp[1-9]x_gelu");
    private static final int LARGEST = 1 << 20;

    /**
     * Checks recipes and numbers.
     *
     * @param phantoms as above
     * @param tokenizer as above
     * @param align as above
     * @param instruct as above
     * @param towers as above
     * @param languageModel as above
     * @param projector as above
     * @param recipes as above
     * @param evaluation as above
     * @param trends as above
     * @param saveSteps as above
     * @param expectedSeconds as above
     */
    public MiniatureSettings {
        recipes = Collections.unmodifiableMap(new LinkedHashMap<>(recipes)); // in the file's order
        expectedSeconds = Collections.unmodifiableMap(new LinkedHashMap<>(expectedSeconds));
        if (!recipes.keySet().equals(Set.copyOf(RECIPES))) {
            throw new IllegalArgumentException("recipes has " + recipes.keySet() + " but must have " + RECIPES);
        }
        recipes.forEach((name, json) -> recipe(name, json, 0));
        SettingsRanges.check(phantoms, tokenizer, instruct, evaluation);
        SettingsRanges.check(towers);
        SettingsRanges.check("language_model", languageModel);
        SettingsRanges.check(trends);
        SettingsRanges.check("save_steps", saveSteps, 0, Integer.MAX_VALUE);
        if (!PROJECTOR.matcher(projector).matches()) {
            throw new IllegalArgumentException("projector is " + projector + " but must be linear or like mlp2x_gelu");
        }
    }

    /**
     * Phantoms.
     *
     * @param train images to learn from
     * @param test images that are only asked about
     */
    public record Phantoms(int train, int test) {}

    /**
     * Tokenizer.
     *
     * @param vocabulary pieces at most
     */
    public record TokenizerSize(int vocabulary) {}

    /**
     * Alignment set.
     *
     * @param mentions whether the sentences that mention a figure stand behind its caption
     */
    public record Align(boolean mentions) {}

    /**
     * Dialogues.
     *
     * @param figures about so many figures, the first of each domain
     * @param mentions whether the teacher sees the sentences that mention a figure
     */
    public record Instruct(int figures, boolean mentions) {}

    /**
     * Sizes of the towers.
     *
     * @param imageSize width and height in pixels
     * @param patchSize width and height of a patch in pixels
     * @param vision transformer of the images
     * @param text transformer of the texts
     * @param textPositions longest text in tokens
     * @param projection numbers in which image and text are compared
     */
    public record TowerSizes(
            int imageSize, int patchSize, Transformer vision, Transformer text, int textPositions, int projection) {}

    /**
     * Sizes of a transformer.
     *
     * @param width numbers of a state
     * @param layers blocks
     * @param heads attention heads
     * @param inner numbers inside the feed-forward part
     */
    public record Transformer(int width, int layers, int heads, int inner) {}

    /**
     * Sizes of a language model.
     *
     * @param width numbers of a state
     * @param layers blocks
     * @param heads attention heads
     * @param kvHeads heads of keys and values
     * @param inner numbers inside the feed-forward part
     * @param positions longest conversation in tokens, image included
     */
    public record LanguageSizes(int width, int layers, int heads, int kvHeads, int inner, int positions) {}

    /**
     * The examination.
     *
     * @param questions questions about test phantoms; 0 for all
     * @param followUps conversations of several turns
     * @param sensitivity questions asked again without image and with another one
     * @param maxNewTokens longest answer
     */
    public record Evaluation(int questions, int followUps, int sensitivity, int maxNewTokens) {}

    /**
     * The table of variants; what is not named here is as in the chain.
     *
     * @param small figures of the small instruction set
     * @param large figures of the large ones, with and without mentions
     * @param shortEpochs epochs of stage 2 in the variant that is trained for a shorter time
     * @param epochs epochs of stage 2 otherwise
     * @param questions questions about test phantoms for each variant
     * @param largerLanguageModel sizes of the larger language model
     */
    public record Trends(
            int small,
            int large,
            double shortEpochs,
            double epochs,
            int questions,
            LanguageSizes largerLanguageModel) {}

    /**
     * Settings that come with the program.
     *
     * @param scale {@code full}, or {@code tiny} for a look at all stages within a minute, which learns nothing
     * @return the settings
     * @throws IllegalArgumentException if there are none of this name
     */
    public static MiniatureSettings named(String scale) {
        String name = "settings-" + scale + ".json";
        try (InputStream in = MiniatureSettings.class.getResourceAsStream(name)) {
            if (in == null || !scale.matches("full|tiny")) {
                throw new IllegalArgumentException("scale is \"" + scale + "\" but must be full or tiny");
            }
            return of(name, SettingsJson.MAPPER.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a file of settings.
     *
     * @param file JSON as {@link #toJson} makes it
     * @return the settings
     * @throws LlavaMedException if it cannot be read or is wrong; the message names file and key
     */
    public static MiniatureSettings read(Path file) {
        return of(file.toString(), JsonFile.read(file, LARGEST, "settings of the miniature"));
    }

    private static MiniatureSettings of(String file, JsonNode json) {
        if (!json.isObject()) {
            throw new LlavaMedException(file + ": is not a JSON object");
        }
        try {
            return SettingsJson.MAPPER.treeToValue(json, MiniatureSettings.class);
        } catch (UnrecognizedPropertyException e) {
            throw new LlavaMedException(file + ": the key " + e.getPropertyName() + " is not known", e);
        } catch (JsonProcessingException e) {
            throw new LlavaMedException(file + ": " + problem(e), e);
        }
    }

    /** What is wrong, without what only the parser's makers understand. */
    private static String problem(JsonProcessingException e) {
        Throwable cause = e.getCause();
        if (e instanceof ValueInstantiationException && cause != null) {
            return String.valueOf(cause.getMessage());
        }
        Matcher lacking = LACKING.matcher(e.getOriginalMessage());
        return lacking.find() ? "the key " + lacking.group(1) + " is missing or null" : e.getOriginalMessage();
    }

    /**
     * The settings as a file has them.
     *
     * @return JSON over many lines
     */
    public String toJson() {
        return SettingsJson.pretty(this);
    }

    /** A recipe of the chain. */
    TrainingRecipe recipe(String name, long seed) {
        return recipe(name, Objects.requireNonNull(recipes.get(name)), seed);
    }

    private static TrainingRecipe recipe(String name, JsonNode json, long seed) {
        ObjectNode seeded = json.deepCopy();
        seeded.put("seed", seed);
        return TrainingRecipe.parse("recipes." + name, seeded.toString());
    }
}

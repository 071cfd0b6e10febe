package org.llavamed.train;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.llavamed.error.LlavaMedException;

/** Reads the JSON of a recipe. Types and names are checked here, ranges and what fits together by the recipe itself. */
final class RecipeReader {
    static final int MAX_BYTES = 100_000; // a recipe with every key has less than 1,000
    private static final List<String> KEYS = List.of(
            "train",
            "learning_rate",
            "batch_size",
            "accumulation",
            "epochs",
            "max_steps",
            "warmup_ratio",
            "schedule",
            "weight_decay",
            "betas",
            "eps",
            "clip_norm",
            "max_length",
            "template",
            "precision",
            "seed",
            "lora",
            "sampling",
            "gradient_checkpointing");
    private static final List<String> LORA_KEYS = List.of("rank", "alpha", "dropout", "targets");
    private static final ObjectMapper MAPPER = new ObjectMapper(((JsonFactoryBuilder) JsonFactory.builder())
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxNumberLength(100)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private RecipeReader() {}

    static TrainingRecipe read(Path file) {
        if (!Files.isRegularFile(file)) { // a folder, or a pipe that would never end
            throw new LlavaMedException(file + ": " + (Files.exists(file) ? "is not a file" : "no such file"));
        }
        try (InputStream in = Files.newInputStream(file)) {
            return parse(file.toString(), in.readNBytes(MAX_BYTES + 1));
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be read: " + e, e);
        }
    }

    static TrainingRecipe parse(String name, byte[] json) {
        if (json.length > MAX_BYTES) {
            throw new LlavaMedException(name + ": has more than the " + MAX_BYTES + " bytes allowed for a recipe");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
            JsonNode root = MAPPER.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
            if (!(root instanceof ObjectNode)) {
                throw new LlavaMedException(name + ": is not a JSON object; a recipe looks like {\"train\":"
                        + " [\"projector\"], \"learning_rate\": 2e-3, \"epochs\": 1}");
            }
            return recipe(new RecipeObject(name, "", root));
        } catch (CharacterCodingException e) {
            throw new LlavaMedException(name + ": is not UTF-8 text", e);
        } catch (StreamConstraintsException e) {
            throw new LlavaMedException(
                    name + ": is nested deeper than a recipe ever is, or has an endless number or name", e);
        } catch (JsonProcessingException e) {
            String at = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            String what = e instanceof MismatchedInputException // not broken, but not all
                    ? "there is more text after the closing brace"
                    : e.getOriginalMessage();
            throw new LlavaMedException(name + ": is not valid JSON" + at + ": " + what, e);
        } catch (IllegalArgumentException e) { // thrown by the recipe's own checks, which know no file
            throw new LlavaMedException(name + ": " + e.getMessage(), e);
        }
    }

    private static TrainingRecipe recipe(RecipeObject json) {
        json.refuseUnknown(KEYS);
        json.allowNull(List.of("epochs", "max_steps", "template", "lora"));
        TrainingRecipeBuilder recipe = TrainingRecipe.builder();
        List<TrainedModule> train = modules(json);
        recipe.train(train);
        rates(json, train, recipe);
        json.integer("batch_size", recipe::batchSize);
        json.integer("accumulation", recipe::accumulation);
        if (json.has("epochs") && json.has("max_steps")) {
            throw json.problem(RecipeRules.BOTH_LENGTHS); // the builder would take the later one
        }
        json.number("epochs", recipe::epochs);
        json.whole("max_steps", recipe::maxSteps);
        json.number("warmup_ratio", recipe::warmupRatio);
        json.choice("schedule", TrainingRecipe.Schedule.values(), TrainingRecipe.Schedule::key, recipe::schedule);
        json.number("weight_decay", recipe::weightDecay);
        json.pair("betas", recipe::betas);
        json.number("eps", recipe::eps);
        json.number("clip_norm", recipe::clipNorm);
        json.integer("max_length", recipe::maxLength);
        json.text("template", recipe::template);
        json.choice("precision", TrainingRecipe.Precision.values(), TrainingRecipe.Precision::key, recipe::precision);
        json.whole("seed", recipe::seed);
        json.object("lora", lora -> recipe.lora(lora(lora)));
        json.choice("sampling", TrainingRecipe.Sampling.values(), TrainingRecipe.Sampling::key, recipe::sampling);
        json.flag("gradient_checkpointing", recipe::gradientCheckpointing);
        return recipe.build();
    }

    private static List<TrainedModule> modules(RecipeObject json) {
        List<TrainedModule> modules = new ArrayList<>();
        json.require("train");
        json.texts("train", names -> {
            for (String name : names) {
                modules.add(module(json, "train names", name));
            }
        });
        return modules;
    }

    /** A number for all trained modules, or an object from module to number. */
    private static void rates(RecipeObject json, List<TrainedModule> train, TrainingRecipeBuilder recipe) {
        json.require("learning_rate");
        if (json.isNumber("learning_rate")) {
            json.number("learning_rate", rate -> train.forEach(module -> recipe.learningRate(module, rate)));
            return;
        }
        json.object("learning_rate", rates -> {
            for (String name : rates.names()) {
                TrainedModule module = module(json, "learning_rate names", name);
                rates.number(name, rate -> recipe.learningRate(module, rate));
            }
        });
    }

    private static TrainedModule module(RecipeObject json, String where, String name) {
        for (TrainedModule module : TrainedModule.values()) {
            if (module.key().equals(name)) {
                return module;
            }
        }
        throw json.problem(Spelling.unknown(where, name, RecipeRules.MODULES));
    }

    private static LoraSettings lora(RecipeObject json) {
        json.refuseUnknown(LORA_KEYS);
        LoraChoice choice = new LoraChoice();
        json.integer("rank", rank -> {
            choice.rank = rank;
            choice.alpha = 2.0 * rank;
        });
        json.number("alpha", alpha -> choice.alpha = alpha);
        json.number("dropout", dropout -> choice.dropout = dropout);
        json.texts("targets", targets -> choice.targets = targets);
        return new LoraSettings(choice.rank, choice.alpha, choice.dropout, choice.targets);
    }

    /** LLaVA-1.5's settings until the file says otherwise. */
    private static final class LoraChoice {
        int rank = 128;
        double alpha = 256;
        double dropout = 0.05;
        List<String> targets = LoraSettings.ALL_TARGETS;
    }
}

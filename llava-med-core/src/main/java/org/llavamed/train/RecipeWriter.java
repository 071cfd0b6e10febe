package org.llavamed.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.llavamed.error.LlavaMedException;

/** A recipe as JSON that shows every key. No text in it needs escaping: names are all from fixed lists. */
final class RecipeWriter {
    private RecipeWriter() {}

    static String json(TrainingRecipe recipe) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("train", texts(recipe.train().stream().map(TrainedModule::key)));
        values.put("learning_rate", rates(recipe.learningRate()));
        values.put("batch_size", Integer.toString(recipe.batchSize()));
        values.put("accumulation", Integer.toString(recipe.accumulation()));
        Double epochs = recipe.epochs();
        values.put("epochs", epochs == null ? "null" : RecipeRules.shown(epochs));
        values.put("max_steps", String.valueOf(recipe.maxSteps()));
        values.put("warmup_ratio", RecipeRules.shown(recipe.warmupRatio()));
        values.put("schedule", text(recipe.schedule().key()));
        values.put("weight_decay", RecipeRules.shown(recipe.weightDecay()));
        values.put("betas", "[" + RecipeRules.shown(recipe.beta1()) + ", " + RecipeRules.shown(recipe.beta2()) + "]");
        values.put("eps", RecipeRules.shown(recipe.eps()));
        values.put("clip_norm", RecipeRules.shown(recipe.clipNorm()));
        values.put("max_length", Integer.toString(recipe.maxLength()));
        String template = recipe.template();
        values.put("template", template == null ? "null" : text(template));
        values.put("precision", text(recipe.precision().key()));
        values.put("seed", Long.toString(recipe.seed()));
        LoraSettings lora = recipe.lora();
        values.put("lora", lora == null ? "null" : lora(lora));
        values.put("sampling", text(recipe.sampling().key()));
        values.put("gradient_checkpointing", Boolean.toString(recipe.gradientCheckpointing()));
        return values.entrySet().stream()
                .map(entry -> "  " + text(entry.getKey()) + ": " + entry.getValue())
                .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    }

    /** Beside the target first: whoever reads it meanwhile sees the old text or the new. */
    static void write(Path file, String json) {
        Path name = file.toAbsolutePath().normalize().getFileName();
        Path work = file.toAbsolutePath().normalize().resolveSibling(name + ".part-" + UUID.randomUUID());
        try {
            Files.writeString(work, json);
            Files.move(work, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be written: " + e, e);
        } finally {
            work.toFile().delete();
        }
    }

    private static String rates(Map<TrainedModule, Double> rates) {
        return rates.entrySet().stream()
                .map(rate -> text(rate.getKey().key()) + ": " + RecipeRules.shown(rate.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String lora(LoraSettings lora) {
        return "{\"rank\": " + lora.rank() + ", \"alpha\": " + RecipeRules.shown(lora.alpha()) + ", \"dropout\": "
                + RecipeRules.shown(lora.dropout()) + ",\n    \"targets\": "
                + texts(lora.targets().stream()) + "}";
    }

    private static String texts(Stream<String> texts) {
        return texts.map(RecipeWriter::text).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String text(String text) {
        return '"' + text + '"';
    }
}

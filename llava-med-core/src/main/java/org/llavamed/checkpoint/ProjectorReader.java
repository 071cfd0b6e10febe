package org.llavamed.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.Overlay.MarkerRows;
import org.llavamed.error.CheckpointException;
import org.llavamed.safetensors.SafetensorsFile;
import org.llavamed.safetensors.TensorInfo;
import org.llavamed.tokenizer.Tokenizer;

/** Reads the header of a projector file and finds what it replaces. Key names are LLaVA's, with any of its prefixes. */
final class ProjectorReader {
    private static final Pattern LAYER = Pattern.compile("mm_projector\\.(\\d{1,3}\\.)?(weight|bias)");
    private static final Pattern CONVERTED =
            Pattern.compile("multi_modal_projector\\.linear_([1-9]\\d?)\\.(weight|bias)");

    private final Path file;
    private final Path checkpoint;
    private final ModelConfig config;

    /**
     * What a file holds.
     *
     * @param replaced tensors that take the place of the checkpoint's, by canonical name
     * @param markers rows for the marker tokens, or null
     */
    record Contents(
            Map<String, TensorInfo> replaced, @Nullable MarkerRows markers) {}

    ProjectorReader(Path file, Path checkpoint, ModelConfig config) {
        this.file = file;
        this.checkpoint = checkpoint;
        this.config = config;
    }

    Contents read() {
        PickledFile.refuse(file);
        if (Files.isDirectory(file)) {
            throw new CheckpointException(file + ": is a folder; the projector file in it is wanted, for example "
                    + file.resolve(ProjectorFile.NAME));
        }
        ProjectorConfig projector = config.projector();
        if (projector == null) {
            throw new CheckpointException(
                    file + ": the checkpoint " + checkpoint + " is a text-only model, which has no projector");
        }
        Map<String, TensorInfo> replaced = new LinkedHashMap<>();
        TensorInfo embeddings = null;
        for (TensorInfo tensor : SafetensorsFile.read(file).tensors().values()) {
            String canonical = canonical(tensor.name());
            if (canonical == null) {
                throw new CheckpointException(file + ": tensor " + Quote.of(tensor.name())
                        + " is no part of a projector; known are model.mm_projector.* and model.embed_tokens.weight");
            }
            TensorInfo twice = canonical.equals(TensorPlan.EMBEDDINGS) ? embeddings : replaced.put(canonical, tensor);
            if (twice != null) {
                throw new CheckpointException(file + ": tensors " + Quote.of(twice.name()) + " and "
                        + Quote.of(tensor.name()) + " are the same one");
            }
            embeddings = canonical.equals(TensorPlan.EMBEDDINGS) ? tensor : embeddings;
        }
        checkProjector(projector, replaced);
        return new Contents(replaced, embeddings == null ? null : markers(embeddings));
    }

    /** Training wrappers prepend their own names, and models of models their attribute. */
    private static @Nullable String canonical(String name) {
        String bare = name.replaceFirst("^(base_model\\.model\\.|module\\.)*(model\\.)*", "");
        if (bare.equals(TensorPlan.EMBEDDINGS)) {
            return bare;
        }
        Matcher layer = LAYER.matcher(bare);
        if (layer.matches()) {
            String number = layer.group(1) == null ? "0." : layer.group(1);
            return TensorPlan.PROJECTOR + number + layer.group(2);
        }
        Matcher converted = CONVERTED.matcher(bare);
        return converted.matches()
                ? TensorPlan.PROJECTOR + 2 * (Integer.parseInt(converted.group(1)) - 1) + "." + converted.group(2)
                : null;
    }

    private void checkProjector(ProjectorConfig projector, Map<String, TensorInfo> replaced) {
        Map<String, TensorInfo> others = new LinkedHashMap<>(replaced);
        for (TensorPlan plan : TensorPlan.projector(projector)) {
            TensorInfo tensor = others.remove(plan.canonical());
            if (tensor == null) {
                boolean linear = projector.type() == ProjectorConfig.Type.LINEAR;
                throw new CheckpointException(file + ": lacks "
                        + TensorNames.original(plan.canonical(), linear) + " of the projector that "
                        + checkpoint.resolve("config.json") + " describes");
            }
            Checkpoint.check(tensor, plan);
        }
        for (TensorInfo other : others.values()) {
            throw new CheckpointException(file + ": tensor " + Quote.of(other.name())
                    + " has no place in the projector that " + checkpoint.resolve("config.json") + " describes");
        }
    }

    private MarkerRows markers(TensorInfo rows) {
        if (!config.imageTokens().startEnd()) {
            throw new CheckpointException(file + ": tensor " + Quote.of(rows.name())
                    + " has rows of the tokens before and after an image, which the checkpoint " + checkpoint
                    + " does not use (mm_use_im_start_end)");
        }
        Checkpoint.check(rows, new TensorPlan(TensorPlan.EMBEDDINGS, java.util.List.of(2L, (long)
                config.language().hiddenSize())));
        Tokenizer tokenizer = Tokenizer.load(checkpoint);
        return new MarkerRows(rows, id(tokenizer, ImageTokens.START), id(tokenizer, ImageTokens.END));
    }

    private int id(Tokenizer tokenizer, String token) {
        OptionalInt id = tokenizer.id(token);
        if (id.isEmpty() || id.getAsInt() >= config.language().vocabularySize()) {
            throw new CheckpointException(file + ": has rows of " + ImageTokens.START + " and " + ImageTokens.END
                    + ", but for " + token + " the tokenizer of " + checkpoint + " has "
                    + (id.isEmpty()
                            ? "no id"
                            : "the id " + id.getAsInt() + ", beyond the "
                                    + config.language().vocabularySize() + " embeddings"));
        }
        return id.getAsInt();
    }
}

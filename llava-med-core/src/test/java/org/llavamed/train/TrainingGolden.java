package org.llavamed.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.checkpoint.GoldenCheckpoint;
import org.llavamed.image.ImagePreprocessor;
import org.llavamed.image.ImageSource;
import org.llavamed.image.RgbImage;
import org.llavamed.internal.model.TrainedNetwork;
import org.llavamed.internal.prompting.SegmentTokens;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;
import org.llavamed.internal.tensor.TrainingOps;
import org.llavamed.internal.training.EncodedSample;
import org.llavamed.safetensors.SafetensorsFile;
import org.llavamed.safetensors.TensorInfo;

/** A run of the reference: its checkpoint, its samples as ids and labels, and what came out. See src/test/python/training. */
final class TrainingGolden implements SampleSource {
    private static final String PLACE = "/org/llavamed/training/";

    final JsonNode json;
    final Path folder;
    final TrainingRecipe recipe;
    final TrainingModel model;
    private final String name;

    TrainingGolden(String name, Path parent, boolean recompute) throws IOException {
        this.name = name;
        try (InputStream in = resource(name + ".json")) {
            json = new ObjectMapper().readTree(in);
        }
        folder = GoldenCheckpoint.write(json, parent.resolve("model"));
        recipe = TrainingRecipe.parse(name, json.get("recipe").toString()).toBuilder()
                .gradientCheckpointing(recompute)
                .build();
        // The tokenizer has more pieces than these checkpoints rows; what is needed of it is in its files.
        List<Integer> markers = new ArrayList<>();
        for (String token : List.of("<im_start>", "<im_end>")) {
            JsonNode id = json.get("files").path("added_tokens.json").get(token);
            if (id != null) {
                markers.add(id.asInt());
            }
        }
        model = new TrainingModel(Checkpoint.open(folder, CheckpointOptions.defaults()), recipe, true, markers);
    }

    private static InputStream resource(String file) {
        return Objects.requireNonNull(TrainingGolden.class.getResourceAsStream(PLACE + file), file);
    }

    PreparedSample prepared(int index) {
        JsonNode sample = json.get("samples").get(index);
        int count = sample.get("token_ids").size();
        int[] ids = new int[count];
        boolean[] learned = new boolean[count];
        int images = 0;
        int targets = 0;
        for (int i = 0; i < count; i++) {
            ids[i] = sample.get("token_ids").get(i).asInt();
            learned[i] = sample.get("labels").get(i).asInt() != -100;
            images += ids[i] == SegmentTokens.IMAGE ? 1 : 0;
            targets += learned[i] ? 1 : 0;
        }
        List<PreparedSample.Picture> pictures = new ArrayList<>();
        for (JsonNode image : sample.get("images")) {
            try (InputStream in = Objects.requireNonNull(
                    TrainingGolden.class.getResourceAsStream("/org/llavamed/parity/" + image.asText()))) {
                RgbImage pixels = ImageSource.of(in).decode();
                ImagePreprocessor preprocessor = Objects.requireNonNull(model.preprocessor());
                pictures.add(new PreparedSample.Picture(pixels.digest(), preprocessor.preprocess(pixels), null));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        int positions = count + images * (model.imagePositions() - 1);
        return new PreparedSample(
                sample.get("id").asText(),
                new EncodedSample(ids, learned, images, positions, false, targets, false),
                pictures);
    }

    /** LoRA's A starts at the golden's formula instead of our own draws. */
    void setStart(TrainedNetwork network) {
        for (TrainedNetwork.Parameter parameter : network.parameters()) {
            if (parameter.name().endsWith(".lora_A")) {
                Tensor weight = parameter.weight();
                List<Long> shape = List.of(weight.size(0), weight.size(1));
                float[] values = GoldenCheckpoint.values(
                        parameter.name() + ".weight",
                        shape,
                        json.at("/spec/seed").asLong());
                try (TensorScope scope = network.newScope()) {
                    new TrainingOps(scope).overwrite(weight, scope.floats(values, weight.shape()));
                }
            }
        }
    }

    /** Tensors that the golden holds under a prefix, by our names. */
    Map<String, float[]> tensors(String prefix) throws IOException {
        Path file = Files.createTempFile("golden", ".safetensors");
        try (InputStream in = resource(name + ".safetensors")) {
            byte[] bytes = in.readAllBytes();
            Files.write(file, bytes);
            Map<String, float[]> tensors = new LinkedHashMap<>();
            for (TensorInfo info : SafetensorsFile.read(file).tensors().values()) {
                if (info.name().startsWith(prefix)) {
                    float[] values = new float[(int) (info.end() - info.begin()) / 4];
                    ByteBuffer.wrap(bytes, (int) info.begin(), 4 * values.length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .asFloatBuffer()
                            .get(values);
                    tensors.put(
                            info.name().substring(prefix.length()).replaceFirst("(lora_[AB])\\.weight$", "$1"), values);
                }
            }
            return tensors;
        } finally {
            Files.delete(file);
        }
    }

    @Override
    public int size() {
        return json.get("samples").size();
    }

    @Override
    public TrainingSample sample(int index) {
        throw new UnsupportedOperationException("the golden has ids, not text");
    }

    @Override
    public Length length(int index) {
        return new Length(1, false);
    }

    @Override
    public String fingerprint() {
        return name;
    }
}

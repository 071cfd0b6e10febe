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
import org.llavamed.image.ImageSource;
import org.llavamed.image.RgbImage;
import org.llavamed.prompt.PromptPart;
import org.llavamed.prompt.Turn;
import org.llavamed.safetensors.SafetensorsFile;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.safetensors.SafetensorsWriter;
import org.llavamed.safetensors.TensorInfo;

/** Ten steps of transformers' CLIPModel, made by src/test/python/training/make_contrastive_goldens.py. */
final class ContrastiveGolden implements SampleSource {
    private static final String PLACE = "/org/llavamed/training/contrastive";

    final JsonNode json;

    ContrastiveGolden() {
        try (InputStream in = resource(PLACE + ".json")) {
            json = new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream resource(String file) {
        return Objects.requireNonNull(ContrastiveGolden.class.getResourceAsStream(file), file);
    }

    TrainingRecipe recipe() {
        return TrainingRecipe.parse("golden", json.get("recipe").toString());
    }

    /** Writes the start as a CLIP folder. */
    Path folder(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), json.get("config").toString());
        try (InputStream in = resource("/org/llavamed/stories260k/tokenizer.model")) {
            Files.write(folder.resolve("tokenizer.model"), in.readAllBytes());
        }
        Map<String, TensorInfo> stored = stored(folder, "start/");
        Map<String, float[]> values = tensors(folder, "start/");
        List<SafetensorsWriter.Declaration> declarations = new ArrayList<>();
        stored.forEach((name, info) ->
                declarations.add(new SafetensorsWriter.Declaration(name, SafetensorsType.F32, info.shape())));
        try (SafetensorsWriter writer =
                SafetensorsWriter.create(folder.resolve("model.safetensors"), declarations, Map.of("format", "pt"))) {
            values.forEach((name, numbers) -> {
                ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(numbers);
                writer.write(name, 0, bytes);
            });
            writer.finish();
        }
        return folder;
    }

    private static Map<String, TensorInfo> stored(Path parent, String prefix) throws IOException {
        Path file = Files.createTempFile(parent, "golden", ".tensors");
        try (InputStream in = resource(PLACE + ".safetensors")) {
            Files.write(file, in.readAllBytes());
            Map<String, TensorInfo> found = new LinkedHashMap<>();
            SafetensorsFile.read(file).tensors().forEach((name, info) -> {
                if (name.startsWith(prefix)) {
                    found.put(name.substring(prefix.length()), info);
                }
            });
            return found;
        } finally {
            Files.delete(file);
        }
    }

    /** Tensors that the golden holds under a prefix. */
    static Map<String, float[]> tensors(Path parent, String prefix) throws IOException {
        try (InputStream in = resource(PLACE + ".safetensors")) {
            byte[] bytes = in.readAllBytes();
            Map<String, float[]> tensors = new LinkedHashMap<>();
            stored(parent, prefix).forEach((name, info) -> {
                float[] values = new float[(int) (info.end() - info.begin()) / 4];
                ByteBuffer.wrap(bytes, (int) info.begin(), 4 * values.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .get(values);
                tensors.put(name, values);
            });
            return tensors;
        }
    }

    /** The same formula is in the script. */
    static ImageSource image(int number) {
        byte[] rgb = new byte[31 * 40 * 3];
        for (int y = 0, at = 0; y < 31; y++) {
            for (int x = 0; x < 40; x++) {
                for (int c = 0; c < 3; c++) {
                    rgb[at++] = (byte) (7 * y * x / 5 + 37 * c + 29 * number + number * y);
                }
            }
        }
        return ImageSource.of(new RgbImage(40, 31, rgb));
    }

    @Override
    public int size() {
        return json.get("samples").size();
    }

    @Override
    public TrainingSample sample(int index) {
        JsonNode sample = json.get("samples").get(index);
        List<Turn> turns = new ArrayList<>();
        for (JsonNode answer : sample.get("answers")) {
            turns.add(
                    turns.isEmpty()
                            ? Turn.user(List.of(new PromptPart.Image(), new PromptPart.Text("What is it?")))
                            : Turn.user("And more?"));
            turns.add(Turn.assistant(answer.asText()));
        }
        return new TrainingSample(sample.get("id").asText(), List.of(image(index)), turns);
    }

    @Override
    public Length length(int index) {
        return new Length(10, true);
    }

    @Override
    public String fingerprint() {
        return "golden";
    }
}

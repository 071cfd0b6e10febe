package org.llavamed;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.checkpoint.GoldenCheckpoint;
import org.llavamed.image.ImageSource;
import org.llavamed.internal.tensor.ResourceBaseline;

/**
 * Random checkpoints in every layout answer token for token as PyTorch and transformers do, in f32. The goldens hold what
 * the reference gave; {@code src/test/python/parity} makes them.
 */
@ExtendWith(ResourceBaseline.class)
class ParityTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    java.nio.file.Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llava-mistral",
                "llava-mistral-window",
                "llava-llama-mlp2x",
                "llava-llama-mlp3x",
                "llava-llama-linear-tied",
                "llava-v1.0",
                "hf-gen1",
                "hf-gen2-llama",
                "hf-gen2-mistral"
            })
    void answersAsTheReference(String layout) throws IOException {
        JsonNode golden = JSON.readTree(resource("parity-" + layout + ".json"));
        GoldenCheckpoint.write(golden, folder);
        AtomicInteger compared = new AtomicInteger();
        try (LlavaMed model = LlavaMed.load(
                folder, LoadOptions.builder().precision(Precision.F32).build())) {
            List<Executable> checks = new ArrayList<>();
            for (JsonNode item : golden.get("cases")) {
                checks.add(() -> check(model, layout, item, compared));
            }
            assertAll(layout, checks);
        }
        assertTrue(compared.get() >= 20, "cases compared: " + compared);
    }

    private static void check(LlavaMed model, String layout, JsonNode item, AtomicInteger compared) throws IOException {
        String name = layout + "/" + item.get("id").asText();
        assertEquals(item.get("template").asText(), model.template().key(), name);
        List<Message> messages = messages(item);
        Reply reply = model.generate(
                        messages,
                        GenerationOptions.builder()
                                .maxNewTokens(item.get("max_new_tokens").asInt())
                                .build())
                .await();
        assertEquals(ints(item.get("prompt_token_ids")), reply.promptTokenIds(), name + " prompt");
        assertEquals(ints(item.get("token_ids")), reply.tokenIds(), name + " tokens");
        assertEquals(item.get("finish_reason").asText().equals("length"), reply.finishReason() == FinishReason.LENGTH);
        JsonNode tensors = trace(layout, item.get("id").asText());
        if (tensors != null) {
            compareTrace(model, layout, item, tensors);
        }
        compared.incrementAndGet();
    }

    private static List<Message> messages(JsonNode item) throws IOException {
        List<Message> messages = new ArrayList<>();
        List<ImageSource> images = new ArrayList<>();
        for (JsonNode image : item.get("images")) {
            images.add(ImageSource.of(resource(image.asText())));
        }
        for (JsonNode turn : item.get("turns")) {
            messages.add(Message.user(
                    turn.get("question").asText(),
                    messages.isEmpty() ? images.toArray(new ImageSource[0]) : new ImageSource[0]));
            if (turn.has("answer")) {
                messages.add(Message.assistant(turn.get("answer").asText()));
            }
        }
        return messages;
    }

    private static void compareTrace(LlavaMed model, String layout, JsonNode item, JsonNode header) throws IOException {
        String id = item.get("id").asText();
        byte[] file = resource("trace-" + layout + "-" + id + ".safetensors");
        ModelTrace trace = model.trace(
                ImageSource.of(resource(item.get("images").get(0).asText())),
                item.get("turns").get(0).get("question").asText());
        float[] pixels = floats(file, header, "pixel_values");
        for (int i = 0; i < pixels.length; i++) {
            assertEquals(pixels[i], trace.pixelValues().values()[i], 1e-6f, layout + " pixel " + i);
        }
        close(
                layout + " features",
                floats(file, header, "vision_features"),
                trace.visionFeatures().values());
        close(
                layout + " projected",
                floats(file, header, "projected"),
                trace.projected().values());
        if (header.has("last_logits")) {
            close(layout + " logits", floats(file, header, "last_logits"), trace.lastLogits());
            return;
        }
        float[] head = floats(file, header, "last_logits_head");
        close(layout + " logits", head, Arrays.copyOf(trace.lastLogits(), head.length));
        double norm = 0;
        for (float logit : trace.lastLogits()) {
            norm += (double) logit * logit;
        }
        double expected = floats(file, header, "last_logits_norm")[0];
        assertEquals(expected, Math.sqrt(norm), 1e-4 * expected, layout + " norm of logits");
    }

    /** Relative L2 distance at most 1e-4. */
    private static void close(String name, float[] expected, float[] actual) {
        assertEquals(expected.length, actual.length, name);
        double distance = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            distance += Math.pow((double) expected[i] - actual[i], 2);
            norm += (double) expected[i] * expected[i];
        }
        double relative = Math.sqrt(distance / norm);
        assertTrue(relative <= 1e-4, name + ": relative distance " + relative);
    }

    private static List<Integer> ints(JsonNode array) {
        List<Integer> ints = new ArrayList<>();
        array.forEach(value -> ints.add(value.asInt()));
        return ints;
    }

    private static @Nullable JsonNode trace(String layout, String id) throws IOException {
        try (InputStream in =
                ParityTest.class.getResourceAsStream("parity/trace-" + layout + "-" + id + ".safetensors")) {
            if (in == null) {
                return null;
            }
            byte[] bytes = in.readAllBytes();
            int length = (int) buffer(bytes).getLong();
            return JSON.readTree(bytes, 8, length);
        }
    }

    private static float[] floats(byte[] file, JsonNode header, String name) {
        int data = 8 + (int) buffer(file).getLong();
        JsonNode offsets = header.get(name).get("data_offsets");
        int begin = offsets.get(0).asInt();
        float[] values = new float[(offsets.get(1).asInt() - begin) / 4];
        buffer(file)
                .position(data + begin)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = ParityTest.class.getResourceAsStream("parity/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }
}

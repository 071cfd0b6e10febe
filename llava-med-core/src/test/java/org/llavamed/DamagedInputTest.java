package org.llavamed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.checkpoint.Layout;
import org.llavamed.checkpoint.RandomCheckpoint;
import org.llavamed.checkpoint.RandomShape;
import org.llavamed.error.CheckpointException;
import org.llavamed.error.LlavaMedException;
import org.llavamed.image.ImageSource;
import org.llavamed.internal.tensor.ResourceBaseline;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.safetensors.TensorInfo;

/**
 * Damaged files end in an exception that names the file, or in an answer where nothing can show the damage (the bits of a
 * weight or of a pixel); never in anything else.
 */
@ExtendWith(ResourceBaseline.class)
class DamagedInputTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** How often each file is damaged in each way; more for a long search. */
    private static final int ROUNDS = Integer.getInteger("org.llavamed.damage.rounds", 2);

    private static final ImageSource IMAGE = TinyModel.image(1);

    @TempDir
    static Path folder;

    private static final String WEIGHTS = "model.safetensors";
    private static final Map<SafetensorsType, Path> WHOLE = new EnumMap<>(SafetensorsType.class);
    private static final byte[] PNG = TinyModel.resource("parity/rgb-61x47.png");

    /** What a bad disk, a broken download or a bad mood does to a file. */
    private enum Damage {
        TRUNCATED {
            @Override
            byte[] apply(byte[] file, Random random) {
                return Arrays.copyOf(file, random.nextInt(file.length));
            }
        },
        TRUNCATED_EARLY {
            @Override
            byte[] apply(byte[] file, Random random) {
                return Arrays.copyOf(file, random.nextInt(Math.min(64, file.length)));
            }
        },
        BIT_FLIPPED {
            @Override
            byte[] apply(byte[] file, Random random) {
                byte[] copy = file.clone();
                for (int i = 0; i < 1 + random.nextInt(8); i++) {
                    copy[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
                }
                return copy;
            }
        },
        BIT_FLIPPED_EARLY {
            @Override
            byte[] apply(byte[] file, Random random) {
                byte[] copy = file.clone();
                copy[random.nextInt(Math.min(file.length, 600))] ^= (byte) (1 << random.nextInt(8));
                return copy;
            }
        },
        DIGIT_CHANGED {
            @Override
            byte[] apply(byte[] file, Random random) {
                byte[] copy = file.clone();
                int most = Math.min(file.length, 4000);
                for (int at = random.nextInt(most), left = most; left > 0; left--, at = (at + 1) % most) {
                    if (copy[at] >= '0' && copy[at] <= '9') {
                        copy[at] = (byte) ('0' + random.nextInt(10));
                        break;
                    }
                }
                return copy;
            }
        },
        BLOCK_OF_ZEROS {
            @Override
            byte[] apply(byte[] file, Random random) {
                byte[] copy = file.clone();
                int begin = random.nextInt(file.length);
                Arrays.fill(copy, begin, Math.min(file.length, begin + 512), (byte) 0);
                return copy;
            }
        },
        BLOCK_MISSING {
            @Override
            byte[] apply(byte[] file, Random random) {
                int begin = random.nextInt(file.length);
                int end = Math.min(file.length, begin + 1 + random.nextInt(64));
                return join(Arrays.copyOf(file, begin), Arrays.copyOfRange(file, end, file.length));
            }
        },
        HALVES_SWAPPED {
            @Override
            byte[] apply(byte[] file, Random random) {
                int middle = file.length / 2;
                return join(Arrays.copyOfRange(file, middle, file.length), Arrays.copyOf(file, middle));
            }
        },
        TWICE {
            @Override
            byte[] apply(byte[] file, Random random) {
                return join(file, file);
            }
        },
        OVERSIZED {
            @Override
            byte[] apply(byte[] file, Random random) {
                return join(file, new byte[3_000_000]);
            }
        },
        NOISE {
            @Override
            byte[] apply(byte[] file, Random random) {
                byte[] noise = new byte[file.length];
                random.nextBytes(noise);
                return noise;
            }
        },
        HUGE_LENGTH {
            @Override
            byte[] apply(byte[] file, Random random) {
                byte[] copy = Arrays.copyOf(file, Math.max(8, file.length));
                ByteBuffer.wrap(copy)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(0, random.nextLong() >>> random.nextInt(40));
                return copy;
            }
        };

        abstract byte[] apply(byte[] file, Random random);
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    @Test
    void filesOfACheckpoint() throws IOException {
        Path whole = TinyModel.write(
                folder,
                RandomCheckpoint.of(RandomShape.tiny(Layout.HF_GEN2, TinyModel.VOCABULARY))
                        .withType(SafetensorsType.F32)
                        .withShardBytes(4_100_000));
        int[] counts = damageEach(
                whole,
                "model-00001-of-00003.safetensors",
                "model-00003-of-00003.safetensors",
                "model.safetensors.index.json",
                "config.json",
                "preprocessor_config.json",
                "tokenizer.model",
                "tokenizer_config.json");
        assertEquals(7 * 12 * ROUNDS, counts[0] + counts[1]);
        assertTrue(counts[0] >= 40 * ROUNDS, "refused: " + counts[0]);
    }

    @Test
    void filesOfAnOriginalCheckpointWithATowerOfItsOwn() throws IOException {
        RandomShape shape = RandomShape.tiny(Layout.ORIGINAL_LLAMA, TinyModel.VOCABULARY + 3)
                .asVersionOne();
        Path whole = TinyModel.write(folder, shape, SafetensorsType.BF16, 3);
        int[] counts = damageEach(
                whole,
                "model.safetensors",
                "config.json",
                "added_tokens.json",
                "tower/config.json",
                "tower/preprocessor_config.json",
                "tower/model.safetensors");
        assertEquals(6 * 12 * ROUNDS, counts[0] + counts[1]);
        assertTrue(counts[0] >= 30 * ROUNDS, "refused: " + counts[0]);
    }

    /** Each file in every way; returns how many were refused and how many were answered. */
    private static int[] damageEach(Path whole, String... files) throws IOException {
        int[] counts = new int[2];
        for (String file : files) {
            byte[] content = Files.readAllBytes(whole.resolve(file));
            Random random = new Random(file.hashCode());
            for (Damage damage : Damage.values()) {
                for (int i = 0; i < ROUNDS; i++) {
                    String name = file + " " + damage + " " + i;
                    Path copy = copyWith(whole, file, damage.apply(content, random));
                    counts[ask(name, copy, file) ? 1 : 0]++;
                    delete(copy);
                }
            }
        }
        return counts;
    }

    /** Loads and asks. Returns whether there was an answer; an exception must be ours and name what is damaged. */
    private static boolean ask(String name, Path checkpoint, String file) {
        try {
            assertTimeoutPreemptively(
                    LIMIT,
                    () -> {
                        try (LlavaMed model = TinyModel.load(checkpoint, Precision.F32)) {
                            Reply reply = model.ask(IMAGE, "What is it?", TinyModel.tokens(2));
                            assertTrue(!reply.tokenIds().isEmpty());
                        }
                    },
                    name);
            return true;
        } catch (LlavaMedException e) {
            String message = e.getMessage();
            // What contradicts another file may be found there; either way the checkpoint is named.
            assertTrue(
                    message.contains(file) || message.contains(String.valueOf(checkpoint.getFileName())),
                    name + ": " + message);
            assertTrue(message.length() > 20 && message.length() < 2000, name + ": " + message);
            return false;
        } catch (RuntimeException | Error e) {
            return fail(name, e);
        }
    }

    /** A copy of the folder, by links, with one file replaced. */
    private static Path copyWith(Path whole, String file, byte[] content) throws IOException {
        Path copy = Files.createTempDirectory(folder, "damaged");
        try (Stream<Path> paths = Files.walk(whole)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(whole.relativize(path));
                Files.createDirectories(Objects.requireNonNull(target.getParent()));
                if (path.equals(whole.resolve(file))) {
                    Files.write(target, content);
                } else {
                    Files.createLink(target, path);
                }
            }
        }
        return copy;
    }

    /** Hundreds of copies would take gigabytes. */
    private static void delete(Path copy) throws IOException {
        try (Stream<Path> paths = Files.walk(copy)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Test
    void filesThatChangedPlaces() throws IOException {
        Path whole = TinyModel.write(
                folder,
                RandomCheckpoint.of(RandomShape.tiny(Layout.ORIGINAL_MISTRAL, TinyModel.VOCABULARY))
                        .withType(SafetensorsType.F32)
                        .withShardBytes(4_100_000));
        List<String> files = List.of(
                "model-00001-of-00003.safetensors",
                "model-00002-of-00003.safetensors",
                "model.safetensors.index.json",
                "config.json",
                "tokenizer.model");
        for (String file : files) {
            for (String other : files) {
                if (!file.equals(other)) {
                    Path copy = copyWith(whole, file, Files.readAllBytes(whole.resolve(other)));
                    assertTrue(!ask(file + " is " + other, copy, file));
                }
            }
            Path empty = copyWith(whole, file, new byte[0]);
            assertTrue(!ask(file + " is empty", empty, file));
            Files.delete(empty.resolve(file));
            assertTrue(!ask(file + " is missing", empty, file));
            Files.createDirectory(empty.resolve(file));
            assertTrue(!ask(file + " is a folder", empty, file));
        }
    }

    @Test
    void images() {
        Path checkpoint = TinyModel.write(folder, Layout.ORIGINAL_MISTRAL, 3);
        List<byte[]> images = new ArrayList<>(List.of(PNG));
        for (String name : List.of("image/rgb-420-odd.jpg", "image/palette.bmp", "image/grey.gif", "image/grey.tif")) {
            images.add(TinyModel.resource(name));
        }
        Random random = new Random(1);
        int refused = 0;
        try (LlavaMed model = TinyModel.load(checkpoint, Precision.F32)) {
            for (byte[] image : images) {
                for (int at = 0; at < Damage.values().length * ROUNDS; at++) {
                    Damage damage = Damage.values()[at / ROUNDS];
                    Path file = folder.resolve("damaged-" + damage + ".image");
                    write(file, damage.apply(image, random));
                    refused += askAbout(model, file, damage.name()) ? 0 : 1;
                }
            }
        }
        assertTrue(refused >= 15 * ROUNDS, "refused: " + refused);
    }

    private static boolean askAbout(LlavaMed model, Path file, String name) {
        try {
            assertTimeoutPreemptively(
                    LIMIT, () -> model.ask(ImageSource.of(file), "What is it?", TinyModel.tokens(2)), name);
            return true;
        } catch (LlavaMedException e) {
            assertTrue(e.getMessage().contains(String.valueOf(file.getFileName())), e.getMessage());
            return false;
        } catch (RuntimeException | Error e) {
            return fail(name, e);
        }
    }

    private static void write(Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "layers.1.self_attn.q_proj.weight, layers.1",
        "layers.0.mlp.down_proj.weight, layers.0",
        "layers.1.input_layernorm.weight, layers.1",
        "embed_tokens.weight, embed_tokens",
        "norm.weight, lm_head",
        "lm_head.weight, lm_head",
        "projector.0.weight, projector",
        "projector.2.bias, projector",
        "vision.encoder.layers.0.mlp.fc1.weight, vision.encoder.layers.0",
        "vision.encoder.layers.1.self_attn.v_proj.bias, vision.encoder.layers.1",
        "vision.embeddings.patch_embedding.weight, vision.embeddings",
        "vision.pre_layrnorm.weight, vision.embeddings"
    })
    void numbersThatAreNone(String tensor, String part) throws IOException {
        for (SafetensorsType type : List.of(SafetensorsType.F32, SafetensorsType.BF16, SafetensorsType.F16)) {
            for (Precision precision : List.of(Precision.F32, Precision.BF16)) {
                for (float value : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
                    Path copy = filled(type, tensor, value, 1);
                    String name = tensor + " " + type + " " + precision + " " + value;
                    CheckpointException e =
                            assertThrows(CheckpointException.class, () -> answer(copy, precision), name);
                    assertTrue(e.getMessage().contains(part), name + ": " + e.getMessage());
                    assertTrue(e.getMessage().contains(String.valueOf(copy.getFileName())), e.getMessage());
                    delete(copy);
                }
            }
        }
    }

    /** Finite weights, infinite products. */
    @ParameterizedTest
    @CsvSource({
        "layers.1.mlp.gate_proj.weight, layers.1",
        "layers.0.self_attn.v_proj.weight, layers.0",
        "lm_head.weight, lm_head",
        "projector.0.weight, projector",
        "vision.encoder.layers.1.mlp.fc2.weight, vision.encoder.layers.1"
    })
    void numbersThatOverflow(String tensor, String part) throws IOException {
        for (SafetensorsType type : List.of(SafetensorsType.F32, SafetensorsType.BF16)) {
            for (Precision precision : List.of(Precision.F32, Precision.BF16)) {
                Path copy = filled(type, tensor, 3e38f, Integer.MAX_VALUE);
                CheckpointException e = assertThrows(CheckpointException.class, () -> answer(copy, precision), tensor);
                assertTrue(e.getMessage().contains(part), e.getMessage());
                delete(copy);
            }
        }
    }

    /** What is too large for bf16 or F16 on its way from F32 is an error or an answer, as every other damage. */
    @ParameterizedTest
    @CsvSource({"embed_tokens.weight", "layers.0.self_attn.q_proj.weight", "norm.weight", "vision.pre_layrnorm.weight"})
    void numbersThatAreLarge(String tensor) throws IOException {
        for (float value : new float[] {3.4028235e38f, 1e30f, 1e19f}) {
            for (Precision precision : List.of(Precision.F32, Precision.BF16)) {
                Path copy = filled(SafetensorsType.F32, tensor, value, Integer.MAX_VALUE);
                try {
                    assertEquals(2, answer(copy, precision).tokenIds().size());
                } catch (CheckpointException e) {
                    assertTrue(e.getMessage().contains("infinite"), e.getMessage());
                }
                delete(copy);
            }
        }
    }

    private static Reply answer(Path checkpoint, Precision precision) {
        return assertTimeoutPreemptively(LIMIT, () -> {
            try (LlavaMed model = TinyModel.load(checkpoint, precision)) {
                return model.ask(IMAGE, "What is it?", TinyModel.tokens(2));
            }
        });
    }

    /** A checkpoint with a value in the second row of a tensor on, where the embedding of the begin token is. */
    private static Path filled(SafetensorsType type, String tensor, float value, int most) throws IOException {
        Path whole = WHOLE.computeIfAbsent(
                type,
                t -> TinyModel.write(folder, RandomShape.tiny(Layout.ORIGINAL_MISTRAL, TinyModel.VOCABULARY), t, 3));
        Path copy = copyWith(whole, WEIGHTS, Files.readAllBytes(whole.resolve(WEIGHTS)));
        TensorInfo info = Checkpoint.open(copy, CheckpointOptions.defaults()).tensor(tensor);
        long elements = (info.end() - info.begin()) / type.bytes();
        long first = info.shape().size() > 1 ? elements / info.shape().get(0) : 0;
        int count = (int) Math.min(elements - first, most);
        ByteBuffer bytes = ByteBuffer.allocate(count * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            switch (type) {
                case F32 -> bytes.putFloat(value);
                case BF16 -> bytes.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
                default ->
                    bytes.putShort((short) (Float.isNaN(value) ? 0x7E00 : 0xFC00)); // F16: not a number or -infinity
            }
        }
        try (FileChannel channel = FileChannel.open(info.file(), StandardOpenOption.WRITE)) {
            channel.write(bytes.flip(), info.begin() + first * type.bytes());
        }
        return copy;
    }
}

package org.llavamed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.checkpoint.Layout;
import org.llavamed.checkpoint.RandomCheckpoint;
import org.llavamed.checkpoint.RandomShape;
import org.llavamed.error.LlavaMedException;
import org.llavamed.image.ImageSource;
import org.llavamed.internal.tensor.ResourceBaseline;
import org.llavamed.safetensors.SafetensorsType;

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
                    Path copy = TinyModel.copyWith(folder, whole, file, damage.apply(content, random));
                    counts[ask(name, copy, file) ? 1 : 0]++;
                    TinyModel.delete(copy);
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
                    Path copy = TinyModel.copyWith(folder, whole, file, Files.readAllBytes(whole.resolve(other)));
                    assertTrue(!ask(file + " is " + other, copy, file));
                }
            }
            Path empty = TinyModel.copyWith(folder, whole, file, new byte[0]);
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
}

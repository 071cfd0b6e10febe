package org.llavamed.image;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llavamed.error.ImageException;

/** Damage anywhere ends in an image or in an {@link ImageException} that names the source, nothing else. */
class DamagedImageTest {
    private static final int ROUNDS = 300;

    static Stream<String> files() {
        return Goldens.table("decode.tsv").stream().map(row -> row.get(0));
    }

    @ParameterizedTest
    @MethodSource("files")
    void damageIsAnImageOrAnImageException(String name) {
        byte[] file = Goldens.file(name);
        Random random = new Random(name.hashCode());
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] damaged = damage(file, random, round % 4);
            try {
                RgbImage image =
                        ImageSource.of(damaged).withMaxPixels(1_000_000).decode();
                assertTrue((long) image.width() * image.height() <= 1_000_000);
            } catch (ImageException e) {
                refused++;
                assertTrue(String.valueOf(e.getMessage()).startsWith("bytes ("), e::getMessage);
            }
        }
        assertTrue(refused > 0, "no damage was noticed");
    }

    private static byte[] damage(byte[] file, Random random, int kind) {
        byte[] damaged = file.clone();
        switch (kind) {
            case 0 -> damaged = Arrays.copyOf(file, random.nextInt(file.length));
            case 1 -> damaged[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
            case 2 -> damaged[random.nextInt(Math.min(file.length, 64))] = (byte) random.nextInt(256);
            default -> {
                // Extreme sizes and counts, mostly in the header.
                int at = random.nextInt(Math.min(file.length - 4, random.nextBoolean() ? 100 : file.length));
                Arrays.fill(damaged, at, at + 1 + random.nextInt(4), (byte) (random.nextBoolean() ? 0xff : 0x7f));
            }
        }
        return damaged;
    }
}

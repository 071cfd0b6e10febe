package org.llavamed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.llavamed.checkpoint.GoldenCheckpoint;
import org.llavamed.checkpoint.Layout;
import org.llavamed.checkpoint.RandomCheckpoint;
import org.llavamed.checkpoint.RandomShape;
import org.llavamed.image.ImageSource;
import org.llavamed.image.RgbImage;
import org.llavamed.safetensors.SafetensorsType;

/** Tiny random checkpoints with a real tokenizer, and images to ask them about. */
final class TinyModel {
    static final int VOCABULARY = 32000;

    private TinyModel() {}

    /** Writes an F32 checkpoint of the layout into a new folder below parent. */
    static Path write(Path parent, Layout layout, long seed) {
        return write(parent, RandomShape.tiny(layout, VOCABULARY), SafetensorsType.F32, seed);
    }

    static Path write(Path parent, RandomShape shape, SafetensorsType type, long seed) {
        return write(parent, RandomCheckpoint.of(shape).withType(type).withSeed(seed));
    }

    static Path write(Path parent, RandomCheckpoint recipe) {
        try {
            Path folder = Files.createTempDirectory(parent, "tiny");
            Path tokenizer = parent.resolve("tokenizer.model");
            if (!Files.exists(tokenizer)) {
                GoldenCheckpoint.tokenizer(tokenizer);
            }
            recipe.withTokenizerModel(tokenizer).write(folder, bytes -> {});
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static LlavaMed load(Path folder, Precision precision) {
        return LlavaMed.load(folder, LoadOptions.builder().precision(precision).build());
    }

    /** Noise; the same for the same seed. */
    static ImageSource image(long seed) {
        byte[] rgb = new byte[40 * 31 * 3];
        new Random(seed).nextBytes(rgb);
        return ImageSource.of(new RgbImage(40, 31, rgb));
    }

    static GenerationOptions tokens(int most) {
        return GenerationOptions.builder().maxNewTokens(most).build();
    }

    static byte[] resource(String name) {
        try (InputStream in = TinyModel.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy of a checkpoint, by links, with one file replaced. */
    static Path copyWith(Path parent, Path whole, String file, byte[] content) throws IOException {
        Path copy = Files.createTempDirectory(parent, "damaged");
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
    static void delete(Path copy) throws IOException {
        try (Stream<Path> paths = Files.walk(copy)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}

package org.llavamed.eval.sensitivity;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.Answerer;
import org.llavamed.data.answers.ModelAnswer;
import org.llavamed.data.answers.Question;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.GroundTruth;
import org.llavamed.eval.truth.Traits;

/** A small benchmark with images, and models of known behaviour. */
final class Asked {
    private Asked() {}

    /** A model whose answer is a function of question and image. */
    static class Model implements Answerer {
        private final BiFunction<Question, @Nullable Path, @Nullable String> reply;
        int asked;

        Model(BiFunction<Question, @Nullable Path, @Nullable String> reply) {
            this.reply = reply;
        }

        @Override
        public String modelId() {
            return "fake";
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of("kind", "fake");
        }

        @Override
        public @Nullable ModelAnswer answer(Question question, @Nullable Path image) {
            asked++;
            String text = reply.apply(question, image);
            return text == null ? null : ModelAnswer.of(text);
        }
    }

    /** Looks at the pixel that {@link #image} drew: white is yes. Other images are "unclear". */
    static String look(@Nullable Path image) {
        if (image == null) {
            return "unclear";
        }
        try {
            int pixel = ImageIO.read(image.toFile()).getRGB(0, 0) & 0xffffff;
            return pixel == 0xffffff ? "yes" : pixel == 0 ? "no" : "unclear";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A grey image, white or black. */
    static void image(Path file, boolean white) {
        BufferedImage image = new BufferedImage(8, 6, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 48; i++) {
            image.setRGB(i % 8, i / 8, white ? 0xffffff : 0);
        }
        // The files differ also where the pictures are the same, as those of two patients do.
        image.getRaster()
                .setSample(7, 5, 0, Math.floorMod(file.getFileName().toString().hashCode(), 256));
        try {
            Files.createDirectories(file.getParent());
            ImageIO.write(image, "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static BenchmarkItem item(int id, String image, String question, String expected, AnswerType type) {
        return new BenchmarkItem(
                QuestionId.of(id),
                image,
                question,
                expected,
                type,
                new Traits("PRES", null, null, null, null),
                "t:" + id);
    }

    /**
     * Images 0..n-1, the even ones white. To each a yes/no question whether something is there, yes for white; and an open
     * question about its colour.
     */
    static GroundTruth benchmark(Path folder, int images) {
        List<BenchmarkItem> items = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            boolean white = i % 2 == 0;
            image(folder.resolve(i + ".png"), white);
            items.add(item(2 * i, i + ".png", "Is there light?", white ? "yes" : "no", AnswerType.CLOSED));
            items.add(item(2 * i + 1, i + ".png", "What colour?", white ? "white" : "black", AnswerType.OPEN));
        }
        return new GroundTruth(folder.resolve("truth.json"), "0", items, List.of());
    }
}

package org.llavamed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llavamed.checkpoint.Layout;
import org.llavamed.image.ImageSource;
import org.llavamed.internal.tensor.ResourceBaseline;

/** What is kept of the last image changes no answer by a bit. */
@ExtendWith(ResourceBaseline.class)
class SameImageTest {
    private static final GenerationOptions OPTIONS =
            GenerationOptions.builder().maxNewTokens(4).logProbabilities(2).build();

    @TempDir
    Path folder;

    private static List<TokenScore> scores(LlavaMed model, String question, int... images) {
        Message message = Message.user(
                question, Arrays.stream(images).mapToObj(TinyModel::image).toArray(ImageSource[]::new));
        return model.generate(List.of(message), OPTIONS).await().scores();
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "BF16"})
    void secondQuestionsAreAnsweredAsFirstOnes(Precision precision) {
        Path checkpoint = TinyModel.write(folder, Layout.ORIGINAL_MISTRAL, 5);
        List<TokenScore> where;
        List<TokenScore> other;
        try (LlavaMed fresh = TinyModel.load(checkpoint, precision)) {
            where = scores(fresh, "Where?", 1);
        }
        try (LlavaMed fresh = TinyModel.load(checkpoint, precision)) {
            other = scores(fresh, "Where?", 2);
        }
        assertNotEquals(where, other);
        try (LlavaMed model = TinyModel.load(checkpoint, precision)) {
            scores(model, "What is it?", 1);
            assertEquals(where, scores(model, "Where?", 1));
            assertEquals(other, scores(model, "Where?", 2)); // another image, and back
            assertEquals(where, scores(model, "Where?", 1));
            scores(model, "Which is older?", 1, 2);
            assertEquals(where, scores(model, "Where?", 1));
        }
    }
}

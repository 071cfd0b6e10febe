package org.llavamed.examples.phantom;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.train.TrainingListener;

/** Both stages teach what they are to teach, and each is needed: the paper's curriculum on a task of a minute. */
class TwoStagesTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void bothStagesAnswerAboutNewImagesAndTheFirstAloneDoesNot() {
        TwoStages marks = TwoStages.run(folder, Lesson.SHORT, 1, 2, TrainingListener.NONE);
        assertTrue(
                marks.both().share(false) >= 0.95, () -> "both: " + marks.both().share(false));
        assertTrue(
                marks.stage1().share(false) < 0.05,
                () -> "stage 1: " + marks.stage1().share(false));
        // Chance is 1/4, 1/2, 1/2 and 1/16, 33 % together.
        assertTrue(
                marks.blank().share(false) < 0.5,
                () -> "blank: " + marks.blank().share(false));
    }
}

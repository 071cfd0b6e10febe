package org.llavamed.examples.phantom;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.train.TrainingListener;

/**
 * Both stages teach what they are to teach, the first alone does not answer, and the answers come from the image. The
 * numbers depend a little on the processor and its threads, so the short lesson leaves room.
 */
class TwoStagesTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void aShortLessonIsLearnedByBothStagesOnly() {
        learned(Lesson.SHORT, 1, 0.7);
    }

    /** Two minutes and more: {@code -Dllavamed.long=true}. */
    @Test
    @EnabledIfSystemProperty(named = "llavamed.long", matches = "true")
    void theFullLessonIsLearnedTo95Percent() {
        learned(Lesson.FULL, 2, 0.95);
    }

    private void learned(Lesson lesson, int repeats, double least) {
        TwoStages marks = TwoStages.run(folder, lesson, 1, repeats, TrainingListener.NONE);
        assertTrue(
                marks.both().share(false) >= least,
                () -> "both: " + marks.both().share(false));
        assertTrue(
                marks.stage1().share(false) < 0.05,
                () -> "stage 1: " + marks.stage1().share(false));
        // Chance is 33 % (1/4, 1/2, 1/2, 1/16) or 26 % (1/4, 1/4, 1/2, 1/32).
        assertTrue(
                marks.blank().share(false) < 0.45,
                () -> "blank: " + marks.blank().share(false));
    }
}

package org.llavamed.data.asking;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.llavamed.data.teacher.ChatUsage;

class AskingProgressTest {
    @Test
    void progressKnowsRateAndRest() {
        AskingProgress progress = new AskingProgress(100, 30, 10, 1, 20, 4, ChatUsage.NONE, Duration.ofMinutes(2));
        assertEquals(40, progress.done());
        assertEquals(10, progress.perMinute());
        assertEquals(Duration.ofMinutes(6), progress.remaining());
    }
}

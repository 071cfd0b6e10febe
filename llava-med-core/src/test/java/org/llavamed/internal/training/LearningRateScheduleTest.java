package org.llavamed.internal.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.llavamed.train.TrainedModule;
import org.llavamed.train.TrainingRecipe;
import org.llavamed.train.TrainingRecipe.Schedule;

/** Against transformers; the golden file comes from src/test/python/make_schedule_goldens.py. */
class LearningRateScheduleTest {
    @Test
    void givesTheRatesOfTransformers() throws IOException {
        int steps = 0;
        for (JsonNode golden : goldens()) {
            int total = golden.get("total").asInt();
            LearningRateSchedule schedule = LearningRateSchedule.of(
                    recipe(golden.get("schedule").asText(), golden.get("ratio").asDouble()), total);
            assertEquals(total, golden.get("rates").size());
            for (int step = 0; step < total; step++) {
                double expected = golden.get("rates").get(step).asDouble();
                assertEquals(expected, schedule.factor(step), 1e-15, golden + " step " + step);
                steps++;
            }
        }
        assertEquals(3 * 5 * (1 + 2 + 7 + 20 + 33), steps);
    }

    @Test
    void warmUpIsRoundedUpAsInPython() {
        assertEquals(3, LearningRateSchedule.of(recipe("cosine", 0.03), 100).warmupSteps());
        assertEquals(4, LearningRateSchedule.of(recipe("cosine", 0.03), 101).warmupSteps());
        assertEquals(1, LearningRateSchedule.of(recipe("cosine", 0.03), 1).warmupSteps());
        assertEquals(0, LearningRateSchedule.of(recipe("cosine", 0), 101).warmupSteps());
    }

    @Test
    void staysBetweenZeroAndOneAndFallsAfterWarmUp() {
        for (Schedule kind : Schedule.values()) {
            LearningRateSchedule schedule = new LearningRateSchedule(kind, 30_000_000, 1_000_000_000);
            double before = schedule.factor(30_000_000);
            assertEquals(1, before);
            for (long step = 40_000_000; step < 1_000_000_000; step += 7_777_777) {
                double factor = schedule.factor(step);
                assertEquals(kind == Schedule.CONSTANT, factor == before);
                assertEquals(true, factor >= 0 && factor <= before);
                before = factor;
            }
        }
    }

    @Test
    void refusesStepsOutsideTheRun() {
        LearningRateSchedule schedule = new LearningRateSchedule(Schedule.LINEAR, 2, 10);
        assertThrows(IllegalArgumentException.class, () -> schedule.factor(-1));
        assertThrows(IllegalArgumentException.class, () -> schedule.factor(10));
        assertThrows(IllegalArgumentException.class, () -> new LearningRateSchedule(Schedule.LINEAR, 11, 10));
        assertThrows(IllegalArgumentException.class, () -> new LearningRateSchedule(Schedule.LINEAR, 0, 0));
    }

    private static TrainingRecipe recipe(String schedule, double warmupRatio) {
        return TrainingRecipe.builder()
                .train(List.of(TrainedModule.PROJECTOR))
                .learningRate(TrainedModule.PROJECTOR, 1e-3)
                .epochs(1)
                .schedule(Schedule.valueOf(schedule.toUpperCase(Locale.ROOT)))
                .warmupRatio(warmupRatio)
                .build();
    }

    private static JsonNode goldens() throws IOException {
        try (InputStream in = LearningRateScheduleTest.class.getResourceAsStream("schedule-goldens.json")) {
            return new ObjectMapper().readTree(in);
        }
    }
}

package org.llavamed.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Made-up figures of a run. */
final class Steps {
    private Steps() {}

    static TrainingStart start(long firstStep) {
        return new TrainingStart(firstStep, 100, 7, 10, 20, List.of(TrainedModule.PROJECTOR), 30);
    }

    static TrainingStep step(long step, double loss) {
        return step(step, loss, Map.of(TrainedModule.PROJECTOR, 2e-3));
    }

    static TrainingStep step(long step, double loss, Map<TrainedModule, Double> rates) {
        return new TrainingStep(step, 100, step / 10.0, loss, rates, 0.75, 4, 3, 120, 40, 0.5, 12);
    }

    static Map<TrainedModule, Double> rates(double projector, double lora) {
        Map<TrainedModule, Double> rates = new LinkedHashMap<>();
        rates.put(TrainedModule.LORA, lora);
        rates.put(TrainedModule.PROJECTOR, projector);
        return rates;
    }
}

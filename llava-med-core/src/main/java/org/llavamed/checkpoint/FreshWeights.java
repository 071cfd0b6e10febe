package org.llavamed.checkpoint;

import java.util.ArrayList;
import java.util.List;
import org.llavamed.safetensors.SafetensorsType;

/** Collects the tensors of a model that knows nothing yet, in F32. */
final class FreshWeights {
    private final long seed;
    private final List<OutgoingTensor> tensors = new ArrayList<>();

    FreshWeights(long seed) {
        this.seed = seed;
    }

    void normal(String name, List<Long> shape, double deviation) {
        NormalValues values = new NormalValues(name, seed, deviation);
        tensors.add(OutgoingTensor.of(name, SafetensorsType.F32, shape, values::fill));
    }

    /** Normal values, each row with the mean 0. */
    void centred(String name, List<Long> shape, double deviation) {
        long row = shape.stream().skip(1).reduce(1L, (a, b) -> a * b);
        NormalValues values = new NormalValues(name, seed, deviation, Math.toIntExact(row));
        tensors.add(OutgoingTensor.of(name, SafetensorsType.F32, shape, values::fill));
    }

    void constant(String name, List<Long> shape, float value) {
        tensors.add(OutgoingTensor.of(name, SafetensorsType.F32, shape, (first, target) -> {
            while (target.hasRemaining()) {
                target.put(value);
            }
        }));
    }

    List<OutgoingTensor> tensors() {
        return List.copyOf(tensors);
    }

    long bytes() {
        return tensors.stream()
                .mapToLong(tensor -> tensor.declaration().bytes())
                .sum();
    }

    /** Refuses a size by its name; what callers give is theirs to mend. */
    static void size(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + " but must be " + least + " to " + most);
        }
    }

    static void multiple(String name, int value, String ofName, int of) {
        if (value % of != 0) {
            throw new IllegalArgumentException(
                    name + " is " + value + " but must be a multiple of " + ofName + ", which is " + of);
        }
    }
}

package org.llavamed.internal.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.ProjectorConfig;
import org.llavamed.internal.tensor.Ops;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;

/**
 * From the tower's width to the language model's: no layer (identity), one linear layer, or several with an exact GELU
 * between them ({@code mlpNx_gelu}). Immutable.
 */
public final class Projector {
    private record Layer(Tensor weight, @Nullable Tensor bias) {}

    private final List<Layer> layers = new ArrayList<>();

    Projector(ProjectorConfig config, Weights weights) {
        for (int i = 0; i < config.layers(); i++) {
            String name = "projector." + 2 * i; // odd indices are the activations
            layers.add(new Layer(weights.get(name + ".weight"), config.bias() ? weights.get(name + ".bias") : null));
        }
    }

    /**
     * Projects features.
     *
     * @param scope owner of the result
     * @param features [rows, tower width]
     * @return [rows, hidden]
     */
    public Tensor project(TensorScope scope, Tensor features) {
        try (TensorScope work = scope.child()) {
            Ops ops = new Ops(work);
            Tensor x = ops.copy(features);
            for (int i = 0; i < layers.size(); i++) {
                x = ops.linear(
                        i == 0 ? x : ops.gelu(x),
                        layers.get(i).weight(),
                        layers.get(i).bias());
            }
            return x.moveTo(scope);
        }
    }
}

package org.llavamed.internal.training;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.llavamed.internal.model.TrainedNetwork;
import org.llavamed.internal.model.TrainedNetwork.Module;
import org.llavamed.internal.model.TrainedNetwork.Parameter;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;
import org.llavamed.internal.tensor.TrainingOps;

/**
 * AdamW with a rate for each module, and clipping by the norm of all gradients together. Decay applies to every trained
 * tensor, as {@code torch.optim.AdamW} does it. One thread at a time.
 */
public final class Optimizer implements AutoCloseable {
    /** {@code torch.nn.utils.clip_grad_norm_} divides by the norm plus this. */
    private static final double CLIP_EPS = 1e-6;

    private final TensorScope scope;
    private final TrainingOps.AdamW settings;
    private final double clipNorm;
    private final List<Parameter> parameters;
    private final List<Tensor> means = new ArrayList<>();
    private final List<Tensor> squares = new ArrayList<>();

    /**
     * An optimizer at its start: all means are zero.
     *
     * @param network has the trained tensors
     * @param settings betas, epsilon and decay
     * @param clipNorm largest norm of the gradients, 0 for no limit
     */
    public Optimizer(TrainedNetwork network, TrainingOps.AdamW settings, double clipNorm) {
        this.scope = network.newScope();
        this.settings = settings;
        this.clipNorm = clipNorm;
        this.parameters = network.parameters();
        TrainingOps ops = new TrainingOps(scope);
        for (Parameter parameter : parameters) {
            means.add(ops.zerosLike(parameter.weight()));
            squares.add(ops.zerosLike(parameter.weight()));
        }
    }

    /** Running means of the gradients, in the order of the parameters. */
    List<Tensor> means() {
        return means;
    }

    /** Running means of the squared gradients, in the order of the parameters. */
    List<Tensor> squares() {
        return squares;
    }

    /**
     * Norm of the gradients, before clipping.
     *
     * @param work working memory
     * @param gradients in the order of the parameters
     * @return the norm; not finite if a gradient is not
     */
    public float norm(TensorScope work, List<Tensor> gradients) {
        return new TrainingOps(work).norm(gradients);
    }

    /**
     * Clips the gradients and updates all weights.
     *
     * @param work working memory
     * @param gradients in the order of the parameters; changed if they are clipped
     * @param norm from {@link #norm}
     * @param rates learning rate of each module
     * @param step from 1
     */
    public void step(TensorScope work, List<Tensor> gradients, float norm, Map<Module, Double> rates, long step) {
        TrainingOps ops = new TrainingOps(work);
        double factor = clipNorm / (norm + CLIP_EPS);
        if (clipNorm > 0 && factor < 1) {
            ops.scale(gradients, (float) factor);
        }
        Map<Module, List<Integer>> groups = new EnumMap<>(Module.class);
        for (int i = 0; i < parameters.size(); i++) {
            groups.computeIfAbsent(parameters.get(i).module(), module -> new ArrayList<>())
                    .add(i);
        }
        groups.forEach((module, members) -> {
            Double rate = rates.get(module);
            if (rate == null) {
                throw new IllegalArgumentException("no learning rate for " + module);
            }
            ops.adamw(
                    rate,
                    settings,
                    step,
                    members.stream().map(i -> parameters.get(i).weight()).toList(),
                    members.stream().map(gradients::get).toList(),
                    members.stream().map(means::get).toList(),
                    members.stream().map(squares::get).toList());
        });
    }

    /** Frees the means. */
    @Override
    public void close() {
        scope.close();
    }
}

package org.llavamed.internal.generation;

import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * Chooses the tokens of one answer. The logits pass, in this order, through repetition penalty, temperature, top-k, top-p
 * and min-p, each as transformers' logits processor of that name computes it in 32-bit floats; the token is drawn from the
 * softmax of what is left. Greedy choice takes the largest penalised logit, the lowest id among equals, as {@code
 * torch.argmax} does.
 *
 * <p>The random numbers are those of {@link SplittableRandom} from the seed, one {@code nextDouble} for each token drawn:
 * the token is the first, in the order of ids, whose cumulated probability exceeds that number. So an answer can be
 * repeated; it is not the one that PyTorch's generator would draw from the same seed.
 *
 * <p>Holds the state of one answer; not thread-safe.
 */
public final class Sampler {
    private final SamplingOptions options;
    private final SplittableRandom random;
    private final BitSet seen = new BitSet();

    /**
     * Starts an answer.
     *
     * @param options how to choose
     */
    public Sampler(SamplingOptions options) {
        this.options = options;
        this.random = new SplittableRandom(options.seed());
    }

    /**
     * Tells the tokens of the prompt, for the repetition penalty. So transformers penalises them too; the original LLaVA
     * hands over embeddings instead of ids when there is an image, so there only the answer's own tokens count.
     *
     * @param ids token ids; negative ones, which stand for images, are left out
     */
    public void prompt(int[] ids) {
        for (int id : ids) {
            observe(id);
        }
    }

    /**
     * Chooses the next token and counts it as part of the answer.
     *
     * @param logits one value a token, at least one; not changed
     * @return the id of the token
     */
    public int next(float[] logits) {
        if (logits.length == 0) {
            throw new IllegalArgumentException("no logits to choose from");
        }
        int id = choose(logits);
        observe(id);
        return id;
    }

    private void observe(int id) {
        if (id >= 0) {
            seen.set(id);
        }
    }

    private int choose(float[] logits) {
        if (options.isGreedy()) {
            return argmax(options.repetitionPenalty() == 1 ? logits : penalised(logits));
        }
        Candidates candidates = candidates(logits);
        // Logits that a tiny temperature blew up to infinity have no softmax; the largest one is what they tend to.
        return candidates.hasDistribution()
                ? candidates.at(random.nextDouble())
                : argmax(options.repetitionPenalty() == 1 ? logits : penalised(logits));
    }

    /** What the token is drawn from. */
    Candidates candidates(float[] logits) {
        float[] scores = options.repetitionPenalty() == 1 ? logits.clone() : penalised(logits);
        float temperature = (float) options.temperature();
        for (int i = 0; i < scores.length; i++) {
            scores[i] /= temperature;
        }
        Candidates candidates = new Candidates(scores);
        if (!candidates.hasDistribution()) {
            return candidates;
        }
        if (options.topK() > 0) {
            candidates.keepTopK(options.topK());
        }
        if (options.topP() < 1) {
            candidates.keepTopP(options.topP());
        }
        if (options.minP() > 0) {
            candidates.keepMinP(options.minP());
        }
        return candidates;
    }

    private float[] penalised(float[] logits) {
        float[] scores = logits.clone();
        float penalty = (float) options.repetitionPenalty();
        for (int id = seen.nextSetBit(0); id >= 0 && id < scores.length; id = seen.nextSetBit(id + 1)) {
            scores[id] = scores[id] < 0 ? scores[id] * penalty : scores[id] / penalty;
        }
        return scores;
    }

    private static int argmax(float[] values) {
        int best = 0;
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < values.length; i++) {
            if (values[i] > largest) {
                largest = values[i];
                best = i;
            }
        }
        return best;
    }
}

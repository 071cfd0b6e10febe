package org.llavamed.eval.judge;

import java.util.List;
import org.llavamed.data.asking.AskingSamples;

/** All that a judge is asked about, in the order of the questions. Immutable; closing it does nothing. */
public final class JudgeSamples implements AskingSamples<JudgeSample> {
    private final List<JudgeSample> samples;
    private final int leftOut;

    JudgeSamples(List<JudgeSample> samples, int leftOut) {
        this.samples = List.copyOf(samples);
        this.leftOut = leftOut;
    }

    /**
     * Questions that lack an answer.
     *
     * @return their number, 0 unless a part was allowed
     */
    public int leftOut() {
        return leftOut;
    }

    @Override
    public int size() {
        return samples.size();
    }

    @Override
    public String key(int index) {
        return samples.get(index).key();
    }

    @Override
    public String digest(int index) {
        return samples.get(index).digest();
    }

    @Override
    public JudgeSample get(int index) {
        return samples.get(index);
    }

    @Override
    public void close() {}
}

package org.llavamed.train;

import org.llavamed.train.RunState.Counts;

/** Counts what happens to samples and tells the listener. One thread. */
final class SampleCounts {
    /** Beyond it every one is counted, but only the first are told: a bad data set would fill the disk with messages. */
    private static final int TOLD_WARNINGS = 100;

    private final TrainingListener listener;
    private final int maxLength;
    private Counts counts;
    private int warnings;

    /** Begins with counts of the steps before. */
    SampleCounts(TrainingListener listener, int maxLength, Counts counts) {
        this.listener = listener;
        this.maxLength = maxLength;
        this.counts = counts;
    }

    Counts now() {
        return counts;
    }

    /** Forgets what was counted since, as the step is not taken. */
    void goBack(Counts before) {
        counts = before;
    }

    void used(PreparedSample sample) {
        boolean cut = sample.tokens().cut();
        boolean unlearned = sample.tokens().learnedTokens() == 0;
        counts = new Counts(counts.skipped(), counts.cut() + (cut ? 1 : 0), counts.unlearned() + (unlearned ? 1 : 0));
        if (cut) {
            warn("sample " + sample.id() + " is longer than max_length " + maxLength + " and was cut");
        }
        if (unlearned) {
            warn("sample " + sample.id() + " has nothing to learn");
        }
    }

    void skipped(String reason) {
        counts = new Counts(counts.skipped() + 1, counts.cut(), counts.unlearned());
        warn("sample left out: " + reason);
    }

    void warn(String message) {
        if (++warnings <= TOLD_WARNINGS) {
            listener.warning(message);
        }
    }
}

package org.llavamed.train;

import java.nio.file.Path;
import java.util.List;

/** Told how a run goes, on the training thread; what it throws ends the run, whose last checkpoint stays. */
public interface TrainingListener {
    /** Hears nothing. */
    TrainingListener NONE = new TrainingListener() {};

    /**
     * Joins listeners. Each is told in its turn; if one throws, those after it are not told any more.
     *
     * @param listeners any number
     * @return one that tells all of them
     */
    static TrainingListener of(TrainingListener... listeners) {
        return new JoinedListener(List.of(listeners));
    }

    /**
     * The run is about to take its first step, or its first after a resume.
     *
     * @param start what is trained on what
     */
    default void started(TrainingStart start) {}

    /**
     * A step is done.
     *
     * @param step its figures
     */
    default void step(TrainingStep step) {}

    /**
     * A checkpoint was written; work before it cannot be lost any more.
     *
     * @param step the last step it contains
     * @param checkpoint its folder
     */
    default void saved(long step, Path checkpoint) {}

    /**
     * Something the user should know, and the run goes on: a sample skipped, cut, or without anything to learn.
     *
     * @param message what and where
     */
    default void warning(String message) {}
}

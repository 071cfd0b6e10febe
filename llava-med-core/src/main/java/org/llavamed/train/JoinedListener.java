package org.llavamed.train;

import java.nio.file.Path;
import java.util.List;

/** Tells several listeners, in their order. */
final class JoinedListener implements TrainingListener {
    private final List<TrainingListener> listeners;

    JoinedListener(List<TrainingListener> listeners) {
        this.listeners = listeners;
    }

    @Override
    public void started(TrainingStart start) {
        listeners.forEach(listener -> listener.started(start));
    }

    @Override
    public void step(TrainingStep step) {
        listeners.forEach(listener -> listener.step(step));
    }

    @Override
    public void saved(long step, Path checkpoint) {
        listeners.forEach(listener -> listener.saved(step, checkpoint));
    }

    @Override
    public void warning(String message) {
        listeners.forEach(listener -> listener.warning(message));
    }
}

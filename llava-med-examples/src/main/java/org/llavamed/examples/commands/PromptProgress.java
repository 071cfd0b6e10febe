package org.llavamed.examples.commands;

import org.llavamed.Generation;

/** Shows a person how far a long prompt is read, until the first text comes. A large model takes many seconds. */
final class PromptProgress implements AutoCloseable {
    private static final long FIRST_MILLIS = 1_000;
    private static final long NEXT_MILLIS = 250;

    private final Terminal terminal;
    private final Generation generation;
    private final Thread thread = new Thread(this::show, "prompt-progress");
    private boolean shown;

    PromptProgress(Terminal terminal, Generation generation) {
        this.terminal = terminal;
        this.generation = generation;
        thread.setDaemon(true);
        if (terminal.interactive()) {
            generation.onText(chunk -> thread.interrupt());
            thread.start();
        }
    }

    private void show() {
        try {
            Thread.sleep(FIRST_MILLIS); // nothing for what is quick
            while (!generation.isDone() && generation.promptProgress() < 1) {
                shown = true;
                terminal.tellProgress(Math.round(generation.promptProgress() * 100) + " % of the prompt read");
                Thread.sleep(NEXT_MILLIS);
            }
        } catch (InterruptedException e) {
            return; // text has come
        } finally {
            if (shown) {
                terminal.tellProgress("");
            }
        }
    }

    /** Ends the display, before anything else is written. */
    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

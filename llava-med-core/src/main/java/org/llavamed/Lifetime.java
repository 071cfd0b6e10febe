package org.llavamed;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frees something once nobody uses it: users enter and leave; closing cancels those inside, waits for them and frees.
 * Closing from inside (from a listener of the answer being generated, say) cannot wait for itself: then the last user to
 * leave frees.
 */
final class Lifetime {
    private final String name;
    private final Runnable free;
    private final List<Use> inside = new ArrayList<>();
    private boolean closed;
    private boolean freeing;
    private boolean freed;

    /**
     * Guards a resource.
     *
     * @param name for messages
     * @param free runs once, after the last user has left
     */
    Lifetime(String name, Runnable free) {
        this.name = name;
        this.free = free;
    }

    /** A use of the resource; close it to leave. */
    final class Use implements AutoCloseable {
        private final Runnable cancel;
        private volatile @Nullable Thread thread;

        private Use(Runnable cancel) {
            this.cancel = cancel;
        }

        /** Says that the current thread is the one that computes; it may close the resource without waiting for itself. */
        Use onThisThread() {
            thread = Thread.currentThread();
            return this;
        }

        @Override
        public void close() {
            leave(this);
        }
    }

    /**
     * Enters.
     *
     * @param cancel asks this user to leave soon; called when the resource is closed
     * @throws IllegalStateException if it is closed
     */
    synchronized Use enter(Runnable cancel) {
        checkOpen();
        Use use = new Use(cancel);
        inside.add(use);
        return use;
    }

    /** Whether closing has begun. */
    synchronized boolean isClosed() {
        return closed;
    }

    /** Throws {@link IllegalStateException} if the resource is closed. */
    synchronized void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the " + name + " is closed");
        }
    }

    private void leave(Use use) {
        synchronized (this) {
            boolean left = inside.remove(use);
            notifyAll();
            if (!left || !closed || !inside.isEmpty() || freeing) {
                return;
            }
            freeing = true;
        }
        freeNow();
    }

    /** Cancels the users, waits until they have left and frees; a second call only waits. */
    void close() {
        List<Use> users;
        synchronized (this) {
            closed = true;
            users = List.copyOf(inside);
        }
        users.forEach(use -> use.cancel.run());
        synchronized (this) {
            if (!inside.isEmpty() || freeing) {
                awaitFreed();
                return;
            }
            freeing = true;
        }
        freeNow();
    }

    /**
     * Cancels the users and waits for them, but frees nothing: for a JVM that is about to exit.
     *
     * @param millis longest wait
     */
    void quiesce(long millis) {
        List<Use> users;
        synchronized (this) {
            users = List.copyOf(inside);
        }
        users.forEach(use -> use.cancel.run());
        long deadline = System.nanoTime() + millis * 1_000_000;
        synchronized (this) {
            for (long left = millis; !inside.isEmpty() && left > 0; left = (deadline - System.nanoTime()) / 1_000_000) {
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    /** Waits for the last user to free; native memory must not go away under a computation, so interrupts wait too. */
    private synchronized void awaitFreed() {
        boolean interrupted = false;
        while (!freed && !isInside(Thread.currentThread())) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isInside(Thread thread) {
        return inside.stream().anyMatch(use -> use.thread == thread);
    }

    private void freeNow() {
        try {
            free.run();
        } finally {
            synchronized (this) {
                freed = true;
                notifyAll();
            }
        }
    }
}

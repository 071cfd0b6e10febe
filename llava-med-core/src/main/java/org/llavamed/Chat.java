package org.llavamed;

import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.image.ImageSource;
import org.llavamed.internal.generation.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A conversation: its history, and what of it is computed. Before each turn the whole conversation is assembled and
 * tokenised as the reference does; only what differs from the turn before is computed. An image is encoded once; its pixels are kept
 * with the history, so that its file may go.
 *
 * <p>Safe for threads, but one answer at a time: asking while an answer is on its way is an {@link IllegalStateException}.
 * The caller closes the chat; a chat whose model is closed is closed too. An answer that was cancelled or failed leaves the
 * history as it was.
 */
public final class Chat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Chat.class);

    private final LlavaMed model;
    private final GenerationOptions options;
    private final Session session;
    private final Lifetime lifetime;
    private final Cleaner.Cleanable cleanable;
    private final List<Message> history;
    private @Nullable Generation running;

    Chat(LlavaMed model, Session session, List<Message> history, GenerationOptions options) {
        this.model = model;
        this.session = session;
        this.history = new ArrayList<>(history);
        this.options = options;
        lifetime = new Lifetime("chat", session::close);
        Lifetime own = lifetime; // the cleaner must not refer to this
        cleanable = LlavaMed.CLEANER.register(this, () -> {
            if (!own.isClosed()) {
                LOG.debug("a chat was never closed; its memory is freed now");
                own.close();
            }
        });
    }

    /**
     * Asks the next question.
     *
     * @param question the question
     * @param images images it is about; the template chooses their place
     * @return the answer on its way
     * @throws IllegalStateException if an answer is still on its way, or the chat or its model is closed
     */
    public Generation ask(String question, ImageSource... images) {
        return ask(Message.user(question, images));
    }

    /**
     * Asks the next question with text and images in an order of the caller's choice.
     *
     * @param message a user's message
     * @return the answer on its way
     * @throws IllegalStateException if an answer is still on its way, or the chat or its model is closed
     */
    public synchronized Generation ask(Message message) {
        requireIdle();
        List<Message> messages = new ArrayList<>(history);
        messages.add(message);
        LoadedModel.requireQuestion(messages);
        Lifetime.Use use = lifetime.enter(this::cancelRunning);
        try {
            // Its end waits for this lock, so running is set before it is cleared.
            Generation generation = model.start(answer -> answer(messages, answer, use), reply -> {
                finished(messages, reply);
                use.close();
            });
            running = generation.isDone() ? null : generation;
            return generation;
        } catch (RuntimeException e) {
            use.close();
            throw e;
        }
    }

    private Reply answer(List<Message> messages, Generation generation, Lifetime.Use use) {
        use.onThisThread();
        // From now on the image is this one, also if its file changes or goes.
        messages.replaceAll(Message::decoded);
        return model.loaded().answer(messages, options, session, generation);
    }

    private void cancelRunning() {
        Generation generation;
        synchronized (this) {
            generation = running;
        }
        if (generation != null) {
            generation.cancel(); // may end it here, and with it run what others attached to its result
        }
    }

    private synchronized void finished(List<Message> messages, @Nullable Reply reply) {
        running = null;
        if (reply != null && reply.finishReason() != FinishReason.CANCELLED) {
            history.clear();
            history.addAll(messages);
            history.add(Message.assistant(reply.text()));
        }
    }

    private void requireIdle() {
        model.lifetime().checkOpen();
        lifetime.checkOpen();
        if (running != null) {
            throw new IllegalStateException("an answer of this chat is still on its way: wait for it or cancel it");
        }
    }

    /**
     * The conversation so far.
     *
     * @return user and assistant in turn
     */
    public synchronized List<Message> history() {
        return List.copyOf(history);
    }

    /**
     * Takes the last question and its answer back.
     *
     * @return this
     * @throws IllegalStateException if there is none, if an answer is on its way, or if the chat is closed
     */
    public synchronized Chat rewind() {
        requireIdle();
        if (history.isEmpty()) {
            throw new IllegalStateException("the chat has no turn to take back");
        }
        // The cache keeps what it has; the next prompt decides what of it still fits.
        history.subList(history.size() - 2, history.size()).clear();
        return this;
    }

    /**
     * Forgets the whole conversation.
     *
     * @return this
     * @throws IllegalStateException if an answer is on its way, or if the chat is closed
     */
    public synchronized Chat reset() {
        requireIdle();
        history.clear();
        return this;
    }

    /**
     * An independent chat that continues from here, with a copy of what is computed.
     *
     * @return a chat, to be closed by the caller
     * @throws IllegalStateException if an answer is on its way, or if the chat is closed
     */
    public synchronized Chat fork() {
        requireIdle();
        try (Lifetime.Use inModel = model.lifetime().enter(() -> {});
                Lifetime.Use inChat = lifetime.enter(() -> {})) {
            return new Chat(model, session.fork(), history, options);
        }
    }

    /** Cancels the answer on its way, waits for it and frees the memory. Closing twice does nothing. */
    @Override
    public void close() {
        lifetime.close();
        cleanable.clean();
    }
}

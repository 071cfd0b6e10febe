package org.llavamed;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.CheckpointReport;
import org.llavamed.error.EngineException;
import org.llavamed.image.ImageSource;
import org.llavamed.internal.generation.Session;
import org.llavamed.prompt.ConversationTemplate;
import org.llavamed.prompt.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A LLaVA-Med model, loaded. Answers questions about images in this process, without network. <strong>Research use only,
 * not for clinical use.</strong>
 *
 * <pre>{@code
 * try (LlavaMed model = LlavaMed.load(Path.of("llava-med-v1.5-mistral-7b"))) {
 *     Reply reply = model.ask(ImageSource.of(Path.of("xray.png")), "Is there a pleural effusion?");
 *     System.out.println(reply.text());
 * }
 * }</pre>
 *
 * <p>Immutable and safe for threads; answers asked for at the same time are computed in turn, token by token, because they
 * share the processor's cores. The caller closes the model. Closing cancels what is being computed, waits for it, and frees
 * the weights and the memory of all chats; asking afterwards throws {@link IllegalStateException}. A JVM that exits with a model open
 * cancels what it computes and waits up to five seconds.
 *
 * <p>The weight files are mapped, not read: they must not be changed or cut while the model is open. That would kill the
 * JVM, and no library can prevent it.
 */
public final class LlavaMed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LlavaMed.class);
    static final Cleaner CLEANER = Cleaner.create();
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final LoadedModel loaded;
    private final Lifetime lifetime;
    private final Cleaner.Cleanable cleanable;
    private final Executor executor;
    private final double loadMillis;

    private LlavaMed(LoadedModel loaded, @Nullable Executor given, double loadMillis) {
        this.loaded = loaded;
        this.loadMillis = loadMillis;
        ExecutorService own = Executors.newCachedThreadPool(LlavaMed::thread); // no thread until it is used
        this.executor = given == null ? own : given;
        Path directory = loaded.checkpoint.folder();
        // Refers to the loaded model and not to this, so that the cleaner can run when this is forgotten.
        this.lifetime = new Lifetime("model", () -> {
            loaded.close();
            own.shutdown();
        });
        OpenModels.add(lifetime);
        this.cleanable = CLEANER.register(this, abandoned(directory, lifetime));
    }

    private static Runnable abandoned(Path directory, Lifetime lifetime) {
        return () -> {
            if (!lifetime.isClosed()) {
                LOG.warn("a model was never closed; its memory is freed now: {}", directory.getFileName());
                OpenModels.remove(lifetime);
                lifetime.close();
            }
        };
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "llava-med-" + THREADS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Opens a checkpoint folder as published, in any of the supported layouts, with the defaults.
     *
     * @param directory folder with {@code config.json}, safetensors weights and a tokenizer
     * @return the model, to be closed by the caller
     * @throws org.llavamed.error.CheckpointException if a file is missing, damaged or contradicts another
     * @throws org.llavamed.error.EngineException if the native libraries are missing, or memory is
     * @throws org.llavamed.error.PromptException if no conversation template follows from the configuration
     */
    public static LlavaMed load(Path directory) {
        return load(directory, LoadOptions.defaults());
    }

    /**
     * Opens a checkpoint folder as published.
     *
     * @param directory folder with {@code config.json}, safetensors weights and a tokenizer
     * @param options precision, template and the like
     * @return the model, to be closed by the caller
     * @throws org.llavamed.error.CheckpointException if a file is missing, damaged or contradicts another
     * @throws org.llavamed.error.EngineException if the native libraries are missing, or memory is
     * @throws org.llavamed.error.PromptException if no conversation template follows from the configuration
     */
    public static LlavaMed load(Path directory, LoadOptions options) {
        long begin = System.nanoTime();
        LoadedModel loaded;
        try {
            loaded = LoadedModel.load(directory, options);
        } catch (OutOfMemoryError e) {
            throw new EngineException(
                    directory + ": the Java heap is too small to read its files; use a larger -Xmx", e);
        }
        double millis = (System.nanoTime() - begin) / 1e6;
        LOG.debug("opened {} in {} ms", directory.getFileName(), Math.round(millis));
        return new LlavaMed(loaded, options.executor(), millis);
    }

    /**
     * Asks one question about one image and waits for the answer.
     *
     * @param image the image
     * @param question the question
     * @return the answer
     */
    public Reply ask(ImageSource image, String question) {
        return ask(image, question, GenerationOptions.defaults());
    }

    /**
     * Asks one question about one image and waits for the answer.
     *
     * @param image the image
     * @param question the question
     * @param options how to generate
     * @return the answer
     * @throws org.llavamed.error.ImageException if the image cannot be read
     * @throws org.llavamed.error.PromptException if the prompt does not fit the context
     */
    public Reply ask(ImageSource image, String question, GenerationOptions options) {
        return generate(List.of(Message.user(question, image)), options).await();
    }

    /**
     * Starts to answer the last message of a conversation with the default options.
     *
     * @param messages user and assistant in turn, the last one the user's; images where they belong
     * @return the answer on its way
     * @throws IllegalStateException if the model is closed
     */
    public Generation generate(List<Message> messages) {
        return generate(messages, GenerationOptions.defaults());
    }

    /**
     * Starts to answer the last message of a conversation.
     *
     * @param messages user and assistant in turn, the last one the user's; images where they belong
     * @param options how to generate
     * @return the answer on its way; failures (a bad image, a prompt too long) come through it
     * @throws IllegalStateException if the model is closed
     */
    public Generation generate(List<Message> messages, GenerationOptions options) {
        List<Message> copy = List.copyOf(messages);
        LoadedModel.requireQuestion(copy);
        return start(
                generation -> {
                    try (Session session = loaded.newSession()) {
                        return loaded.answer(copy, options, session, generation);
                    } finally {
                        Reference.reachabilityFence(this); // or the cleaner may free what is in use
                    }
                },
                reply -> {});
    }

    /** Computes a reply on a thread of the executor; {@code after} runs in any case, before the reply is handed over. */
    Generation start(AnswerTask.Work work, Consumer<@Nullable Reply> after) {
        return new AnswerTask(work, after).submit(lifetime, executor);
    }

    /**
     * Opens a conversation with the default options.
     *
     * @return a chat, to be closed by the caller
     */
    public Chat chat() {
        return chat(GenerationOptions.defaults());
    }

    /**
     * Opens a conversation.
     *
     * @param options how its answers are generated
     * @return a chat, to be closed by the caller, at the latest with the model
     */
    public Chat chat(GenerationOptions options) {
        return chat(List.of(), options);
    }

    /**
     * Opens a conversation that continues from an earlier one.
     *
     * @param history user and assistant in turn, from {@link Chat#history()} say; the last one the assistant's
     * @param options how its answers are generated
     * @return a chat, to be closed by the caller, at the latest with the model
     * @throws IllegalArgumentException if user and assistant do not take turns
     */
    public Chat chat(List<Message> history, GenerationOptions options) {
        for (int i = 0; i < history.size() + history.size() % 2; i++) {
            Role expected = i % 2 == 0 ? Role.USER : Role.ASSISTANT;
            if (i == history.size() || history.get(i).role() != expected) {
                throw new IllegalArgumentException("message " + i + " of the history must be the "
                        + expected.name().toLowerCase(Locale.ROOT) + "'s: user and assistant take turns");
            }
        }
        try (Lifetime.Use use = lifetime.enter(() -> {})) {
            return new Chat(this, loaded.newSession(), history, options);
        }
    }

    /**
     * Counts the tokens of a prompt without computing it.
     *
     * @param messages user and assistant in turn, the last one the user's
     * @return positions of the assembled prompt, those of images included
     * @throws IllegalStateException if the model is closed
     */
    public int promptTokens(List<Message> messages) {
        lifetime.checkOpen();
        LoadedModel.requireQuestion(messages);
        return loaded.prepare(messages).positions();
    }

    /**
     * Computes one question up to the scores of its first answer token and returns the values on the way, for comparisons
     * with the reference.
     *
     * @param image the image
     * @param question the question
     * @return the values
     */
    public ModelTrace trace(ImageSource image, String question) {
        AtomicBoolean unwanted = new AtomicBoolean();
        try (Lifetime.Use use = lifetime.enter(() -> unwanted.set(true)).onThisThread()) {
            return loaded.trace(List.of(Message.user(question, image)), () -> {
                if (unwanted.get()) {
                    throw new CancellationException("the model was closed");
                }
            });
        }
    }

    /**
     * What the checkpoint is and which of its tensors are used.
     *
     * @return the report
     */
    public CheckpointReport report() {
        return loaded.checkpoint.report();
    }

    /**
     * The precision it computes in.
     *
     * @return never {@link Precision#AUTO}
     */
    public Precision precision() {
        return loaded.precision;
    }

    /**
     * The conversation template in use.
     *
     * @return the template
     */
    public ConversationTemplate template() {
        return loaded.template;
    }

    /**
     * Whether it takes images.
     *
     * @return false for a text-only model
     */
    public boolean supportsImages() {
        return loaded.checkpoint.config().vision() != null;
    }

    /**
     * Most tokens of prompt and answer together.
     *
     * @return {@code max_position_embeddings}
     */
    public int contextLength() {
        return loaded.contextLength();
    }

    /**
     * How long opening took.
     *
     * @return milliseconds
     */
    public double loadMillis() {
        return loadMillis;
    }

    LoadedModel loaded() {
        return loaded;
    }

    Lifetime lifetime() {
        return lifetime;
    }

    /** Cancels all generations, waits for them and frees the memory. Closing twice does nothing. */
    @Override
    public void close() {
        lifetime.close();
        OpenModels.remove(lifetime);
        cleanable.clean();
    }
}

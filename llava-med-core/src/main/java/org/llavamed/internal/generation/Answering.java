package org.llavamed.internal.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.llavamed.internal.model.CancelCheck;
import org.llavamed.tokenizer.TokenText;
import org.llavamed.tokenizer.Tokenizer;

/** The decode loop: prompt in, text out, token by token until something ends it. */
public final class Answering {
    /** Why an answer ended. */
    public enum End {
        /** The model gave its end token. */
        EOS,
        /** A stop string came. */
        STOP,
        /** The limit of new tokens was reached. */
        LENGTH,
        /** Cancelled by the caller. */
        CANCELLED
    }

    /**
     * What is asked.
     *
     * @param prompt the tokenised prompt
     * @param limits how long the answer may get
     * @param sampling how tokens are chosen
     * @param stops texts that end the answer, not part of it
     * @param eosIds tokens that end the answer
     * @param alternatives alternatives to report with log-probabilities, or -1 for no log-probabilities
     */
    public record Request(
            PromptTokens prompt,
            GenerationLimits limits,
            SamplingOptions sampling,
            List<String> stops,
            Set<Integer> eosIds,
            int alternatives) {}

    /**
     * What came out.
     *
     * @param text the answer without white space at its ends: all pieces in one
     * @param tokenIds tokens generated, an end token included
     * @param end why it ended
     * @param logProbs a step's log-probabilities each, if asked for
     * @param cachedPositions prompt positions that came from the cache
     * @param imageNanos time spent on images
     * @param prefillNanos time spent on the prompt
     * @param decodeNanos time spent on the answer
     */
    public record Outcome(
            String text,
            List<Integer> tokenIds,
            End end,
            List<LogProbs> logProbs,
            int cachedPositions,
            long imageNanos,
            long prefillNanos,
            long decodeNanos) {}

    private final Request request;
    private final Session session;
    private final Consumer<String> sink;
    private final CancelCheck cancel;
    private final DoubleConsumer progress;
    private final TokenText tokenText;
    private final StopStrings stopStrings;
    private final Sampler sampler;
    private final TextTrimmer trimmer = new TextTrimmer();
    private final StringBuilder text = new StringBuilder();
    private final List<Integer> ids = new ArrayList<>();
    private final List<LogProbs> logProbs = new ArrayList<>();
    private @Nullable RuntimeException sinkFailure;

    private Answering(
            Request request,
            Session session,
            Tokenizer tokenizer,
            Consumer<String> sink,
            CancelCheck cancel,
            DoubleConsumer progress) {
        this.request = request;
        this.session = session;
        this.sink = sink;
        this.cancel = cancel;
        this.progress = progress;
        this.tokenText = tokenizer.stream();
        this.stopStrings = new StopStrings(request.stops());
        this.sampler = new Sampler(request.sampling());
    }

    /**
     * Answers without telling how far the prompt is.
     *
     * @param request what is asked
     * @param session where the cache is
     * @param tokenizer decodes
     * @param sink takes the text
     * @param cancel asked often
     * @return the outcome
     */
    public static Outcome answer(
            Request request, Session session, Tokenizer tokenizer, Consumer<String> sink, CancelCheck cancel) {
        return answer(request, session, tokenizer, sink, cancel, done -> {});
    }

    /**
     * Answers.
     *
     * @param request what is asked
     * @param session where the cache is; afterwards it holds the prompt and the answer
     * @param tokenizer decodes
     * @param sink takes each piece of text as soon as it is certain; never empty, never half a character
     * @param cancel asked often; a cancellation ends the answer with what there is
     * @param progress told how much of the prompt is computed, 0 to 1
     * @return the outcome
     */
    public static Outcome answer(
            Request request,
            Session session,
            Tokenizer tokenizer,
            Consumer<String> sink,
            CancelCheck cancel,
            DoubleConsumer progress) {
        return new Answering(request, session, tokenizer, sink, cancel, progress).run();
    }

    private Outcome run() {
        sampler.prompt(
                request.prompt().ids().stream().mapToInt(Integer::intValue).toArray());
        Session.@Nullable Prefill prefill = null;
        long begin = System.nanoTime();
        End end;
        try {
            int total = request.limits().promptTokens() + request.limits().maxNewTokens();
            prefill = session.prefill(request.prompt(), total, cancel, progress);
            progress.accept(1);
            begin = System.nanoTime();
            end = decode(prefill.logits());
        } catch (CancellationException e) {
            if (e == sinkFailure) {
                throw e; // the listener's own, not our cancellation
            }
            end = End.CANCELLED;
        }
        if (end != End.STOP) {
            release(stopStrings.push(tokenText.finish()));
            end = stopStrings.stopped() ? End.STOP : end;
            release(stopStrings.finish());
        }
        return new Outcome(
                text.toString(),
                List.copyOf(ids),
                end,
                List.copyOf(logProbs),
                prefill == null ? 0 : prefill.cachedPositions(),
                prefill == null ? 0 : prefill.imageNanos(),
                prefill == null ? 0 : prefill.prefillNanos(),
                prefill == null ? 0 : System.nanoTime() - begin);
    }

    private End decode(float[] firstLogits) {
        float[] logits = firstLogits;
        while (true) {
            cancel.check();
            int id = sampler.next(logits);
            ids.add(id);
            if (request.alternatives() >= 0) {
                logProbs.add(LogProbs.of(logits, id, request.alternatives()));
            }
            if (request.eosIds().contains(id)) {
                return End.EOS;
            }
            release(stopStrings.push(tokenText.push(id)));
            if (stopStrings.stopped()) {
                return End.STOP;
            }
            if (ids.size() == request.limits().maxNewTokens()) {
                return End.LENGTH;
            }
            logits = session.step(id, cancel);
        }
    }

    private void release(String piece) {
        String certain = trimmer.push(piece);
        if (!certain.isEmpty()) {
            text.append(certain);
            try {
                sink.accept(certain);
            } catch (RuntimeException e) {
                sinkFailure = e;
                throw e;
            }
        }
    }
}

package org.llavamed.data.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A chat model behind a server that speaks OpenAI's chat completions: OpenAI, Azure OpenAI, vLLM, Ollama and many others.
 *
 * <p>Calls are safe from any number of threads; as many run at once as {@link OpenAiOptions} allow, and the others wait their turn.
 * Limits by the minute hold for all of them together. What passes is tried again (status 408, 409, 425, 429 and 5xx, lost and
 * stalled connections, replies that are no chat completion); a {@code Retry-After} of a busy server holds up every call. A call
 * without a reply ends in a {@link ChatException}, and interrupting its thread ends it at once. A model that declines gives a
 * reply with an empty text and the finish reason {@code content_filter}, {@code refusal} or {@code length}.
 *
 * <p>The key goes to the base URL's host alone: redirects are not followed. There is nothing to close: idle connections end with
 * the object.
 */
public final class OpenAiChatClient implements ChatClient {
    private static final Logger LOG = LoggerFactory.getLogger(OpenAiChatClient.class);
    /** Both parameters of {@link Dialect} changed, and one more for a change made by another thread meanwhile. */
    private static final int MOST_DIALECTS = 4;

    private final OpenAiOptions options;
    private final Ticker ticker;
    private final HttpClient http;
    private final Semaphore slots;
    private final RateLimit rate;
    private final RetryDelay delay;
    private final Map<String, Dialect> dialects = new ConcurrentHashMap<>();
    private final Set<String> warned = ConcurrentHashMap.newKeySet();
    private volatile boolean reached;

    private final LongAdder calls = new LongAdder();
    private final LongAdder replies = new LongAdder();
    private final LongAdder attempts = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder busy = new LongAdder();
    private final LongAdder waitedNanos = new LongAdder();

    /**
     * Makes a client; nothing is sent before the first call.
     *
     * @param options where and how
     */
    public OpenAiChatClient(OpenAiOptions options) {
        this(options, Ticker.SYSTEM);
    }

    OpenAiChatClient(OpenAiOptions options, Ticker ticker) {
        this.options = options;
        this.ticker = ticker;
        // HTTP/1.1: the offer to change to HTTP/2 on a plain connection makes some Python servers lose the body.
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(options.connectTimeout)
                .build();
        slots = new Semaphore(options.maxConcurrency, true);
        rate = new RateLimit(options.requestsPerMinute, options.tokensPerMinute, ticker);
        Random random = options.jitterSeed == null ? new Random() : new Random(options.jitterSeed);
        delay = new RetryDelay(options.firstDelay, options.longestDelay, random);
    }

    /**
     * {@inheritDoc}
     *
     * @throws ChatException {@code UNAVAILABLE} if every attempt failed, {@code REFUSED} if the server does not take this
     *     request, {@code FATAL} if it would take none: key, model or address are wrong, or the account has no money left
     */
    @Override
    public ChatReply complete(ChatRequest request) throws InterruptedException {
        calls.increment();
        slots.acquire();
        try {
            ChatReply reply = insist(request);
            replies.increment();
            return reply;
        } finally {
            slots.release();
        }
    }

    /**
     * What was done so far.
     *
     * @return a snapshot
     */
    public ChatMetrics metrics() {
        return new ChatMetrics(
                calls.sum(),
                replies.sum(),
                attempts.sum(),
                retries.sum(),
                busy.sum(),
                Duration.ofNanos(waitedNanos.sum()));
    }

    private ChatReply insist(ChatRequest request) throws InterruptedException {
        Attempt attempt = new Attempt(request);
        int limited = 0;
        for (int number = 1; ; number++) {
            if (number > 1) {
                retries.increment();
            }
            ChatReply reply = attempt.make();
            if (reply != null) {
                return reply;
            }
            Failure failure = attempt.failure;
            if (failure.end() != null) {
                throw new ChatException(failure.end(), place(request) + ": " + failure.reason(), null);
            }
            Duration wait = delay.after(number, failure.asked());
            if (failure.asked() != null) {
                rate.pause(wait); // for the other calls too
            }
            limited += failure.most() < Integer.MAX_VALUE ? 1 : 0;
            boolean enough = limited >= failure.most();
            if (enough || number >= options.maxAttempts) {
                throw new ChatException(
                        enough ? failure.then() : ChatException.Kind.UNAVAILABLE,
                        place(request) + ": no reply in " + number
                                + (number == 1 ? " attempt: " : " attempts; the last: ") + failure.reason(),
                        null);
            }
            LOG.debug("attempt {} failed: {}; the next in {} ms", number, failure.reason(), wait.toMillis());
            options.retries.accept(
                    new ChatRetry(number + 1, Math.min(options.maxAttempts, failure.most()), failure.reason(), wait));
            waitedNanos.add(wait.toNanos());
            ticker.sleep(wait.toNanos());
        }
    }

    private String place(ChatRequest request) {
        return options.endpoint.base() + ", model " + request.model();
    }

    /** The attempts of one call. */
    private final class Attempt {
        private final ChatRequest request;
        private final long estimate;
        private Failure failure = new Failure(null, "", null);

        Attempt(ChatRequest request) {
            this.request = request;
            estimate = TokenEstimate.prompt(request) + TokenEstimate.reply(request);
        }

        /** Asks once, or once in each dialect the server may want; null if there is no reply, and then {@link #failure} says why. */
        @Nullable
        ChatReply make() throws InterruptedException {
            for (int tried = 1; ; tried++) {
                Dialect dialect = dialects.getOrDefault(request.model(), options.dialect);
                String key = options.key.value();
                List<String> secrets = new ArrayList<>(options.headers.values());
                if (key != null) {
                    secrets.add(key);
                }
                Redaction redaction = new Redaction(secrets, request);
                Exchange exchange;
                try {
                    exchange = exchange(dialect, key);
                } catch (IOException e) {
                    failure = Failure.noResponse(e, reached, options.requestTimeout, redaction);
                    return null;
                }
                reached = true;
                if (exchange.status() / 100 == 2) {
                    return reply(exchange, secrets, redaction);
                }
                if (exchange.status() == 429) {
                    busy.increment();
                }
                ServerError error = ServerError.read(exchange.body());
                Dialect next = exchange.status() == 400 || exchange.status() == 422 ? dialect.after(error) : null;
                if (next != null && tried < MOST_DIALECTS) {
                    adopt(dialect, next);
                    retries.increment();
                    continue;
                }
                failure = Failure.status(
                        exchange.status(), exchange.headers(), error, options.endpoint, redaction, ticker.now());
                return null;
            }
        }

        private Exchange exchange(Dialect dialect, @Nullable String key) throws IOException, InterruptedException {
            HttpRequest.Builder http = HttpRequest.newBuilder(options.endpoint.completions(request.model()))
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json")
                    .POST(BodyPublishers.ofByteArray(ChatJson.body(request, dialect, options.seed)));
            options.headers.forEach(http::header);
            if (key != null) {
                http.header(options.bearer ? "Authorization" : "api-key", options.bearer ? "Bearer " + key : key);
            }
            long from = ticker.nanos();
            rate.acquire(estimate);
            waitedNanos.add(ticker.nanos() - from);
            attempts.increment();
            return Exchange.send(
                    OpenAiChatClient.this.http, http.build(), options.requestTimeout, options.maxReplyBytes);
        }

        private @Nullable ChatReply reply(Exchange exchange, List<String> secrets, Redaction redaction) {
            JsonNode root = ChatJson.parse(exchange.body());
            ChatReply reply = root == null ? null : ChatJson.reply(root);
            if (reply == null) {
                ServerError error = root == null ? null : ServerError.of(root);
                failure = Failure.noReply(exchange.status(), error, redaction);
                return null;
            }
            if (!reply.usage().equals(ChatUsage.NONE)) {
                rate.correct(
                        estimate, reply.usage().promptTokens() + reply.usage().completionTokens());
            }
            return new ChatReply(
                    Redaction.withoutSecrets(reply.text(), secrets),
                    reply.usage(),
                    without(reply.finishReason(), secrets),
                    without(reply.model(), secrets));
        }

        private @Nullable String without(@Nullable String text, List<String> secrets) {
            return text == null ? null : Redaction.withoutSecrets(text, secrets);
        }

        private void adopt(Dialect refused, Dialect next) {
            // Another thread may have learned more meanwhile.
            dialects.merge(request.model(), next, (known, found) -> known.equals(refused) ? found : known);
            if (refused.temperature() && !next.temperature() && warned.add(request.model())) {
                LOG.warn("model {} takes no temperature but its own: it is asked without one", request.model());
            }
        }
    }
}

package org.llavamed.data.teacher;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where an {@link OpenAiChatClient} asks and how hard it tries. Immutable; {@link #toString} has no key and no header's value.
 *
 * <p>Base URLs: {@code https://api.openai.com/v1}, {@code http://localhost:8000/v1} (vLLM), {@code http://localhost:11434/v1}
 * (Ollama), {@code https://NAME.openai.azure.com} with {@link Builder#azureApiVersion}, or
 * {@code https://NAME.openai.azure.com/openai/v1} without.
 */
public final class OpenAiOptions {
    final Endpoint endpoint;
    final ApiKey key;
    final boolean bearer;
    final Map<String, String> headers;
    final Duration connectTimeout;
    final Duration requestTimeout;
    final int maxConcurrency;
    final long requestsPerMinute;
    final long tokensPerMinute;
    final int maxAttempts;
    final Duration firstDelay;
    final Duration longestDelay;
    final @Nullable Long jitterSeed;
    final int maxReplyBytes;
    final @Nullable Long seed;
    final Dialect dialect;
    final Consumer<ChatRetry> retries;

    private OpenAiOptions(Builder builder) {
        endpoint = Endpoint.of(builder.baseUrl, builder.azureApiVersion);
        key = builder.key;
        bearer = builder.bearer || builder.azureApiVersion == null;
        headers = Map.copyOf(builder.headers);
        connectTimeout = builder.connectTimeout;
        requestTimeout = builder.requestTimeout;
        maxConcurrency = builder.maxConcurrency;
        requestsPerMinute = builder.requestsPerMinute;
        tokensPerMinute = builder.tokensPerMinute;
        maxAttempts = builder.maxAttempts;
        firstDelay = builder.firstDelay;
        longestDelay = builder.longestDelay;
        jitterSeed = builder.jitterSeed;
        maxReplyBytes = builder.maxReplyBytes;
        seed = builder.seed;
        dialect = builder.dialect;
        retries = builder.retries;
        if (key != ApiKey.NONE && endpoint.open() && !builder.keyOverPlainHttp) {
            throw new IllegalArgumentException("the key would travel readable to another computer: use https://,"
                    + " or allow keyOverPlainHttp in a network you trust");
        }
    }

    /**
     * Begins with a base URL and the defaults of the builder.
     *
     * @param baseUrl as above; an ending {@code /chat/completions} is ignored
     * @return a builder
     */
    public static Builder builder(String baseUrl) {
        return new Builder(baseUrl);
    }

    /**
     * The most requests at once: how many threads of a caller can be of use.
     *
     * @return the number
     */
    public int maxConcurrency() {
        return maxConcurrency;
    }

    /** Returns the settings without key and header values. */
    @Override
    public String toString() {
        return "OpenAiOptions[" + endpoint.base()
                + (endpoint.azureApiVersion() == null ? "" : ", api-version " + endpoint.azureApiVersion())
                + ", " + key + ", headers " + headers.keySet() + ", concurrency " + maxConcurrency
                + ", requests/min " + requestsPerMinute + ", tokens/min " + tokensPerMinute
                + ", attempts " + maxAttempts + ", time-out " + requestTimeout + "]";
    }

    /** Collects options. */
    public static final class Builder {
        private static final Set<String> NOT_FREE = Set.of(
                "authorization",
                "api-key",
                "content-type",
                "accept",
                "host",
                "connection",
                "content-length",
                "expect",
                "upgrade",
                "transfer-encoding");

        private final String baseUrl;
        private @Nullable String azureApiVersion;
        private ApiKey key = ApiKey.NONE;
        private boolean bearer;
        private boolean keyOverPlainHttp;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private Duration connectTimeout = Duration.ofSeconds(20);
        private Duration requestTimeout = Duration.ofMinutes(5);
        private int maxConcurrency = 4;
        private long requestsPerMinute;
        private long tokensPerMinute;
        private int maxAttempts = 8;
        private Duration firstDelay = Duration.ofSeconds(1);
        private Duration longestDelay = Duration.ofSeconds(60);
        private @Nullable Long jitterSeed;
        private int maxReplyBytes = 4 << 20;
        private @Nullable Long seed;
        private Dialect dialect = new Dialect(false, true);
        private Consumer<ChatRetry> retries = retry -> {};

        private Builder(String baseUrl) {
            this.baseUrl = baseUrl;
        }

        /**
         * Uses Azure's URLs, {@code /openai/deployments/MODEL/chat/completions?api-version=...}, and its header {@code api-key}.
         *
         * @param version such as {@code 2024-10-21}
         * @return this
         */
        public Builder azureApiVersion(String version) {
            azureApiVersion = version;
            return this;
        }

        /**
         * The key; none by default.
         *
         * @param given the key
         * @return this
         */
        public Builder key(ApiKey given) {
            key = given;
            return this;
        }

        /**
         * Sends the key to Azure as {@code Authorization: Bearer}, as a token of Entra ID must be; elsewhere it always is.
         *
         * @return this
         */
        public Builder bearer() {
            bearer = true;
            return this;
        }

        /**
         * Allows a key over {@code http://} to another computer, where anyone on the way can read it; refused otherwise.
         *
         * @return this
         */
        public Builder keyOverPlainHttp() {
            keyOverPlainHttp = true;
            return this;
        }

        /**
         * Sends another header, such as {@code OpenAI-Organization}. Its value is treated as a secret.
         *
         * @param name its name; not one the client sets itself
         * @param value its value, visible ASCII
         * @return this
         */
        public Builder header(String name, String value) {
            if (!name.matches("[A-Za-z0-9_-]+") || NOT_FREE.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("a header of this name cannot be set");
            }
            if (!value.matches("[ -~]+")) {
                throw new IllegalArgumentException("the value of header " + name + " is not visible ASCII");
            }
            headers.put(name, value);
            return this;
        }

        /**
         * The longest wait for a connection; 20 s by default.
         *
         * @param limit more than nothing
         * @return this
         */
        public Builder connectTimeout(Duration limit) {
            connectTimeout = positive("connectTimeout", limit);
            return this;
        }

        /**
         * The longest wait for a whole reply, to its last byte, in one attempt; 5 minutes by default.
         *
         * @param limit more than nothing
         * @return this
         */
        public Builder requestTimeout(Duration limit) {
            requestTimeout = positive("requestTimeout", limit);
            return this;
        }

        /**
         * The most requests at once; further callers wait in the order they came. 4 by default.
         *
         * @param requests 1 or more
         * @return this
         */
        public Builder maxConcurrency(int requests) {
            maxConcurrency = Math.toIntExact(least("maxConcurrency", requests, 1));
            return this;
        }

        /**
         * The most requests a minute, spread evenly; by default there is no limit.
         *
         * @param requests 1 or more
         * @return this
         */
        public Builder requestsPerMinute(long requests) {
            requestsPerMinute = least("requestsPerMinute", requests, 1);
            return this;
        }

        /**
         * The most tokens a minute, prompts and replies together, spread evenly: by {@link TokenEstimate} at first, then
         * corrected by what the server reports. By default there is no limit.
         *
         * @param tokens 1 or more
         * @return this
         */
        public Builder tokensPerMinute(long tokens) {
            tokensPerMinute = least("tokensPerMinute", tokens, 1);
            return this;
        }

        /**
         * How often a request is sent before its call fails; 8 by default.
         *
         * @param attempts 1 or more
         * @return this
         */
        public Builder maxAttempts(int attempts) {
            maxAttempts = Math.toIntExact(least("maxAttempts", attempts, 1));
            return this;
        }

        /**
         * The wait between attempts: doubled each time from the first to the longest, at random between half and all of it.
         * The longest also bounds a {@code Retry-After}. 1 s and 60 s by default.
         *
         * @param first after the first attempt
         * @param longest at most
         * @return this
         */
        public Builder retryDelay(Duration first, Duration longest) {
            firstDelay = positive("first", first);
            longestDelay = positive("longest", longest);
            return this;
        }

        /**
         * Is told of every failed attempt that will be followed by another, before the wait; by default nobody is.
         *
         * @param told called by the threads of the calls, many at once; must not throw
         * @return this
         */
        public Builder onRetry(Consumer<ChatRetry> told) {
            retries = told;
            return this;
        }

        /**
         * Makes the waits repeatable; by default they are not.
         *
         * @param given any number
         * @return this
         */
        public Builder jitterSeed(long given) {
            jitterSeed = given;
            return this;
        }

        /**
         * The longest body that is read of a reply; 4 MiB by default. A longer one is refused.
         *
         * @param bytes 1024 or more
         * @return this
         */
        public Builder maxReplyBytes(int bytes) {
            maxReplyBytes = Math.toIntExact(least("maxReplyBytes", bytes, 1024));
            return this;
        }

        /**
         * Asks the model to draw its words from this seed; servers promise little. By default none is sent.
         *
         * @param given any number
         * @return this
         */
        public Builder seed(long given) {
            seed = given;
            return this;
        }

        /**
         * Calls the limit of the reply {@code max_completion_tokens}, which OpenAI's newer models want, in place of
         * {@code max_tokens}, which every server knows. Without this the client finds out by the server's error and
         * remembers it for the model, at the price of one refused request.
         *
         * @return this
         */
        public Builder maxCompletionTokens() {
            dialect = new Dialect(true, dialect.temperature());
            return this;
        }

        /**
         * Leaves the temperature to the server: OpenAI's newer models refuse any but 1. Without this the client finds out by
         * the server's error, warns once and goes on without.
         *
         * @return this
         */
        public Builder noTemperature() {
            dialect = new Dialect(dialect.completionTokens(), false);
            return this;
        }

        /**
         * Checks everything.
         *
         * @return the options
         * @throws IllegalArgumentException if there can be no server at the base URL, or a key would travel readable; the
         *     message does not hold the URL
         */
        public OpenAiOptions build() {
            return new OpenAiOptions(this);
        }

        private static Duration positive(String name, Duration value) {
            if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException(name + " " + value + " is not more than nothing and at most a day");
            }
            return value;
        }

        private static long least(String name, long value, long least) {
            if (value < least) {
                throw new IllegalArgumentException(name + " " + value + " is less than " + least);
            }
            return value;
        }
    }
}

package org.llavamed.examples.commands;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.teacher.ApiKey;
import org.llavamed.data.teacher.ChatPrice;
import org.llavamed.data.teacher.ChatRetry;
import org.llavamed.data.teacher.ChatUsage;
import org.llavamed.data.teacher.OpenAiOptions;
import picocli.CommandLine.Option;

/** Which server is asked, how hard, and what its tokens cost. */
final class TeacherOptions {
    private static final String DEFAULT_KEY = "OPENAI_API_KEY";
    private static final long MAX_SECONDS = Duration.ofDays(1).toSeconds();

    @Option(
            names = "--base-url",
            paramLabel = "URL",
            description = "Of a server that speaks OpenAI's protocol, for instance https://api.openai.com/v1;"
                    + " needed unless it is a dry run.")
    private @Nullable String baseUrl;

    @Option(
            names = "--api-key-env",
            paramLabel = "NAME",
            description = "Environment variable with the key; default: " + DEFAULT_KEY + " if it is set, else no key.")
    private @Nullable String keyVariable;

    @Option(
            names = "--key-over-http",
            description = "Allow the key over http:// to another computer, readable on the way.")
    private boolean keyOverHttp;

    @Option(names = "--azure-api-version", paramLabel = "V", description = "Of an Azure OpenAI resource.")
    private @Nullable String azureApiVersion;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "4",
            description = "Requests at once, up to 1000; default: ${DEFAULT-VALUE}.")
    private int concurrency;

    @Option(names = "--requests-per-minute", paramLabel = "N", description = "Send no more; default: no limit.")
    private @Nullable Long requestsPerMinute;

    @Option(
            names = "--tokens-per-minute",
            paramLabel = "N",
            description = "Use no more, prompts and replies together; default: no limit.")
    private @Nullable Long tokensPerMinute;

    @Option(
            names = "--timeout",
            paramLabel = "S",
            defaultValue = "300",
            description = "Seconds to wait for a whole reply; default: ${DEFAULT-VALUE}.")
    private long timeout;

    @Option(
            names = "--attempts",
            paramLabel = "N",
            defaultValue = "8",
            description = "How often a request is sent while the server is busy or gone; default: ${DEFAULT-VALUE}.")
    private int attempts;

    @Option(names = "--price-prompt", paramLabel = "X", description = "Price of a million prompt tokens.")
    private @Nullable Double pricePrompt;

    @Option(names = "--price-completion", paramLabel = "X", description = "Price of a million reply tokens.")
    private @Nullable Double priceCompletion;

    @Option(
            names = "--currency",
            paramLabel = "C",
            defaultValue = "USD",
            description = "Of the prices; default: ${DEFAULT-VALUE}.")
    private String currency = "USD";

    int concurrency() {
        return concurrency;
    }

    /** The price, or null if none is given: then nothing is known of the cost. */
    @Nullable
    ChatPrice price(UsageCheck usage) {
        if (pricePrompt == null && priceCompletion == null) {
            return null;
        }
        if (pricePrompt == null || priceCompletion == null) {
            throw usage.wrong("--price-prompt and --price-completion go together; 0 if it is free");
        }
        double prompt = pricePrompt;
        double completion = priceCompletion;
        return usage.of(() -> new ChatPrice(prompt, completion, currency));
    }

    /** Where and how to ask; an {@link IllegalArgumentException} says what is wrong with the options. */
    OpenAiOptions server(Consumer<ChatRetry> retries) {
        if (baseUrl == null) {
            throw new IllegalArgumentException("--base-url is needed; only --dry-run goes without");
        }
        if (timeout < 1 || timeout > MAX_SECONDS) {
            throw new IllegalArgumentException("--timeout " + timeout + " is not between 1 and " + MAX_SECONDS);
        }
        OpenAiOptions.Builder server = OpenAiOptions.builder(baseUrl)
                .key(keyVariable == null ? ApiKey.environmentOrNone(DEFAULT_KEY) : ApiKey.environment(keyVariable))
                .maxConcurrency(concurrency)
                .maxAttempts(attempts)
                .requestTimeout(Duration.ofSeconds(timeout))
                .onRetry(retries);
        if (keyOverHttp) {
            server.keyOverPlainHttp();
        }
        if (azureApiVersion != null) {
            server.azureApiVersion(azureApiVersion);
        }
        if (requestsPerMinute != null) {
            server.requestsPerMinute(requestsPerMinute);
        }
        if (tokensPerMinute != null) {
            server.tokensPerMinute(tokensPerMinute);
        }
        try {
            return server.build();
        } catch (IllegalArgumentException e) { // names the library's option
            String message = String.valueOf(e.getMessage()).replace("keyOverPlainHttp", "it by --key-over-http");
            throw new IllegalArgumentException(message, e);
        }
    }

    /** Says so before a server is asked without a key that will most likely want one. */
    void tellAboutKey(Terminal terminal) {
        boolean none = keyVariable == null && ApiKey.environmentOrNone(DEFAULT_KEY) == ApiKey.NONE;
        if (none && baseUrl != null && !isLoopback(baseUrl)) {
            terminal.tell(
                    "note: " + DEFAULT_KEY + " is not set; the server is asked without a key (see --api-key-env)");
        }
    }

    /** Whether a URL names this computer; no name is looked up. */
    static boolean isLoopback(String url) {
        String host = URI.create(url).getHost();
        return host != null && host.toLowerCase(Locale.ROOT).matches("(.+\\.)?localhost|\\[::1]|127(\\.[0-9]{1,3}){3}");
    }

    /** Tokens, and what they cost if that is known. */
    static String cost(ChatUsage usage, @Nullable ChatPrice price) {
        String tokens = usage.promptTokens() + " + " + usage.completionTokens() + " tokens";
        return price == null
                ? tokens
                : tokens + String.format(Locale.ROOT, ", %.2f %s", price.cost(usage), price.currency());
    }
}

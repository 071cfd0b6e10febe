package org.llavamed.data.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Transfers over http and https with the JDK's client. Redirects are followed, but never from https to http. 404 and 410 mean
 * that there is nothing; 408, 425, 429, 5xx, broken connections and time-outs are temporary; anything else is refused.
 * Proxies are those of the JDK's {@code http.proxyHost} properties. Thread-safe.
 */
public final class HttpTransfer implements Transfer {
    private static final String USER_AGENT = "llava-med-java (+research use; images of open-access articles)";

    private final HttpClient client;
    private final HttpTimeouts timeouts;

    /** Transfers with {@link HttpTimeouts#DEFAULT}. */
    public HttpTransfer() {
        this(HttpTimeouts.DEFAULT);
    }

    /**
     * Transfers.
     *
     * @param timeouts how long each may take
     */
    public HttpTransfer(HttpTimeouts timeouts) {
        this.timeouts = timeouts;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeouts.connect())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    @Override
    public Download open(URI address) throws TransferException, InterruptedException {
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(address)
                    .timeout(timeouts.response())
                    .header("User-Agent", USER_AGENT)
                    .build();
        } catch (IllegalArgumentException e) {
            throw TransferException.refused(address + ": is no http or https address");
        }
        HttpResponse<InputStream> response;
        try {
            response = client.send(request, info -> new TimedBody(timeouts));
        } catch (IOException e) {
            throw TransferException.temporary(address + ": " + problem(e), e);
        }
        int status = response.statusCode();
        if (status == 200) {
            long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
            return new Download(response.body(), length);
        }
        try {
            response.body().close();
        } catch (IOException e) {
            throw TransferException.temporary(address + ": status " + status + ", and closing fails", e);
        }
        throw new TransferException(kind(status), address + ": status " + status, retryAfter(response), null);
    }

    private static TransferException.Kind kind(int status) {
        return switch (status) {
            case 404, 410 -> TransferException.Kind.NOT_FOUND;
            case 408, 425, 429 -> TransferException.Kind.TEMPORARY;
            default -> status >= 500 ? TransferException.Kind.TEMPORARY : TransferException.Kind.REFUSED;
        };
    }

    /** The client says nothing of a host without an address but the classes of its exceptions. */
    static String problem(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "unknown host";
            }
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** Seconds, or a date. */
    private static @Nullable Duration retryAfter(HttpResponse<?> response) {
        String value = response.headers().firstValue("Retry-After").orElse("").strip();
        if (value.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            Instant when = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
                    .toInstant();
            Duration wait = Duration.between(Instant.now(), when);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return null;
        }
    }
}

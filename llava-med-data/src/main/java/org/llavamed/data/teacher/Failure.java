package org.llavamed.data.teacher;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.teacher.ChatException.Kind;

/**
 * Why an attempt gave no reply, and what to do about it.
 *
 * @param end how the call ends, or null if it is tried again
 * @param reason what happened, fit to be shown
 * @param asked the wait the server asks for, or null
 * @param most after how many such failures a call ends, whatever its attempts
 * @param then how it ends then
 */
record Failure(@Nullable Kind end, String reason, @Nullable Duration asked, int most, Kind then) {
    /** A time-out is long, and the server may have done the work each time: eight would be most of an hour. */
    private static final int MOST_TIMEOUTS = 3;
    /** Time enough for a server that is just being started; after that, the address is taken to be wrong. */
    private static final int MOST_UNREACHED = 3;

    private static final Set<Integer> PASSING = Set.of(408, 409, 425, 429);
    private static final Set<Integer> WRONG_ADDRESS = Set.of(401, 402, 403, 404, 405, 407, 410, 501, 505);

    Failure(@Nullable Kind end, String reason, @Nullable Duration asked) {
        this(end, reason, asked, Integer.MAX_VALUE, Kind.UNAVAILABLE);
    }

    /** Of a response whose status is not 2xx. */
    static Failure status(
            int status, HttpHeaders headers, ServerError error, Endpoint endpoint, Redaction redaction, Instant now) {
        String said = redaction.clean(error.message().isEmpty() ? error.code() : error.message());
        String reason = "HTTP " + status + (said.isEmpty() ? "" : ": " + said);
        if (status < 200) { // interim, and nothing after it that the JDK would wait for
            return new Failure(null, reason, null);
        }
        if (status < 400) {
            // The key must not follow to another host.
            return new Failure(Kind.FATAL, reason + ": the server sends elsewhere; use that base URL", null);
        }
        if (error.hopeless() || WRONG_ADDRESS.contains(status)) {
            return new Failure(Kind.FATAL, reason + hint(status, endpoint), null);
        }
        if (PASSING.contains(status) || status >= 500) {
            return new Failure(null, reason, RetryDelay.asked(headers, now));
        }
        return new Failure(Kind.REFUSED, reason, null);
    }

    private static String hint(int status, Endpoint endpoint) {
        if (status == 401 || status == 403) {
            return " (is the key right?)";
        }
        if (status != 404 && status != 405) {
            return "";
        }
        return endpoint.azureApiVersion() != null
                ? " (is the deployment's name right?)"
                : " (is the model's name right, and does the base URL end as the provider says, mostly in /v1?)";
    }

    /** Of a 2xx response without a reply in it. */
    static Failure noReply(int status, @Nullable ServerError error, Redaction redaction) {
        String said = error == null ? "" : redaction.clean(error.message());
        return new Failure(
                error != null && error.hopeless() ? Kind.FATAL : null,
                "HTTP " + status + (said.isEmpty() ? " without a chat completion in it" : " with an error: " + said),
                null);
    }

    /**
     * Of a request that got no response, or not all of it. The exception itself goes no further: it may quote the server.
     *
     * @param reached whether the server has ever answered this client; if not, the address may be wrong
     */
    static Failure noResponse(IOException problem, boolean reached, Duration limit, Redaction redaction) {
        if (problem instanceof BoundedBody.TooLong) {
            return new Failure(Kind.REFUSED, String.valueOf(problem.getMessage()), null);
        }
        Kind wrong = reached ? null : Kind.FATAL;
        if (problem.getCause() instanceof UnresolvedAddressException) {
            return new Failure(wrong, "the host's name is not known", null);
        }
        if (problem instanceof HttpConnectTimeoutException) {
            return unconnected("no connection in time", reached);
        }
        if (problem instanceof HttpTimeoutException) {
            String reason = "no whole reply within " + limit.toMillis() / 1000.0 + " s";
            return new Failure(null, reason, null, MOST_TIMEOUTS, Kind.UNAVAILABLE);
        }
        String said = problem.getMessage() == null ? "" : ": " + redaction.clean(problem.getMessage());
        if (problem instanceof SSLException) {
            return new Failure(wrong, "no safe connection (TLS)" + said, null);
        }
        if (problem instanceof ConnectException) {
            return unconnected("no connection" + said, reached);
        }
        return new Failure(null, "the connection broke" + said, null);
    }

    private static Failure unconnected(String reason, boolean reached) {
        return reached
                ? new Failure(null, reason, null)
                : new Failure(
                        null,
                        reason + " (is the server running, and are host and port right?)",
                        null,
                        MOST_UNREACHED,
                        Kind.FATAL);
    }
}

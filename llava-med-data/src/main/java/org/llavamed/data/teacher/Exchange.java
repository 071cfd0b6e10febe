package org.llavamed.data.teacher;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One request and its whole response.
 *
 * @param status the status
 * @param headers the headers
 * @param body the body; that of an error may be cut
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Exchange(int status, HttpHeaders headers, byte[] body) {
    private static final int LONGEST_ERROR = 64 << 10;

    /**
     * Sends and waits for the last byte. {@link HttpRequest#timeout} ends with the headers and would let a server that stalls or
     * dribbles hold the call for ever, so the limit is kept here.
     *
     * @throws IOException if there is no whole response in time
     * @throws InterruptedException if this thread is interrupted; the request is given up
     */
    static Exchange send(HttpClient http, HttpRequest request, Duration limit, int maxBytes)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> future = http.sendAsync(request, head -> {
            boolean good = head.statusCode() / 100 == 2;
            return new BoundedBody(good ? maxBytes : LONGEST_ERROR, !good);
        });
        try {
            HttpResponse<byte[]> response = future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return new Exchange(response.statusCode(), response.headers(), response.body());
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no whole reply in time");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException problem) {
                throw problem;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IOException("the HTTP client failed: " + e.getCause(), e.getCause());
        } finally {
            future.cancel(true); // closes the connection if the response is not whole; else does nothing
        }
    }
}

package org.llavamed.data.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The content of an HTTP response as a stream that gives up when nothing comes any more; the JDK's own would wait for ever.
 * One piece is asked for at a time, so that a slow reader holds no more than that in memory.
 */
final class TimedBody extends InputStream implements HttpResponse.BodySubscriber<InputStream> {
    private final Duration stall;
    private final long deadline;
    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private ByteBuffer current = ByteBuffer.allocate(0);
    private boolean asked;
    private boolean ended;

    TimedBody(HttpTimeouts timeouts) {
        stall = timeouts.stall();
        deadline = System.nanoTime() + timeouts.total().toNanos();
    }

    /** Bytes, or the end, or a failure. */
    private record Piece(
            @Nullable ByteBuffer bytes, @Nullable Throwable failure) {}

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        if (!subscription.complete(given)) {
            given.cancel();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        int size = buffers.stream().mapToInt(ByteBuffer::remaining).sum();
        ByteBuffer bytes = ByteBuffer.allocate(size);
        buffers.forEach(bytes::put);
        pieces.add(new Piece(bytes.flip(), null));
    }

    @Override
    public void onError(Throwable failure) {
        pieces.add(new Piece(null, failure));
    }

    @Override
    public void onComplete() {
        pieces.add(new Piece(null, null));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!current.hasRemaining()) {
            if (ended) {
                return -1;
            }
            advance();
        }
        int n = Math.min(length, current.remaining());
        current.get(buffer, offset, n);
        return n;
    }

    private void advance() throws IOException {
        try {
            long wait = Math.min(stall.toNanos(), deadline - System.nanoTime());
            if (!asked) {
                subscription.get(wait, TimeUnit.NANOSECONDS).request(1);
                asked = true;
            }
            Piece piece = pieces.poll(wait, TimeUnit.NANOSECONDS);
            if (piece == null) {
                close();
                throw TransferException.temporary(
                        "nothing came for " + stall.toMillis() + " ms, or it took too long", null);
            }
            Throwable failure = piece.failure();
            if (failure != null) {
                close();
                throw TransferException.temporary("the transfer broke off (" + failure + ")", failure);
            }
            if (piece.bytes() == null) {
                ended = true;
            } else {
                current = piece.bytes();
                asked = false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        } catch (ExecutionException | TimeoutException e) {
            throw TransferException.temporary("the answer has no content", e);
        }
    }

    /** Ends the transfer, also in the middle. */
    @Override
    public void close() {
        ended = true;
        current = ByteBuffer.allocate(0);
        Flow.Subscription none = new Flow.Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        };
        if (!subscription.complete(none)) {
            Optional.ofNullable(subscription.getNow(null)).ifPresent(Flow.Subscription::cancel);
        }
    }
}

package org.llavamed.data.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Counts what comes in and remembers whether the transfer itself failed, whatever its reader makes of that. */
final class CountedInput extends FilterInputStream {
    private final AtomicLong total;
    private @Nullable IOException failure;

    CountedInput(InputStream in, AtomicLong total) {
        super(in);
        this.total = total;
    }

    @Nullable
    IOException failure() {
        return failure;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            int n = super.read(buffer, offset, length);
            total.addAndGet(Math.max(0, n));
            return n;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}

package org.llavamed.data.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what is read and refuses a record that is longer than any real one, before it fills the memory. */
final class BudgetInputStream extends FilterInputStream {
    /** A record, and what a parser reads ahead of it. */
    private static final long MAX_RECORD = Lines.MAX_BYTES + (1L << 18);

    private long count;
    private long allowed = MAX_RECORD;

    BudgetInputStream(InputStream in) {
        super(in);
    }

    /** From here on another record may be read. */
    void allowRecord() {
        allowed = count + MAX_RECORD;
    }

    /** Lines have a limit of their own. */
    void allowAll() {
        allowed = Long.MAX_VALUE;
    }

    long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        count(b < 0 ? 0 : 1);
        return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = super.read(buffer, offset, length);
        count(Math.max(0, n));
        return n;
    }

    private void count(int n) throws IOException {
        count += n;
        if (count > allowed) {
            throw new IOException("a record is longer than " + Lines.MAX_BYTES + " bytes");
        }
    }
}

package org.llavamed.data.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of a tar file, counted. Long names and extended headers are read into memory whole, so that what may be read for
 * one header is limited; and only here can be seen whether the record of zeros that ends a tar file was there.
 */
final class TarBytes extends InputStream {
    static final int RECORD = 512;
    /** Names of 1 KiB and extended headers with some attributes fit many times. */
    private static final int MAX_HEADER_BYTES = 1 << 20;

    private final InputStream in;
    private final long maxTotal;
    private long position;
    private long allowed = Long.MAX_VALUE;
    private boolean recordIsZero;
    private boolean zeroRecord;

    TarBytes(InputStream in, long maxTotal) {
        this.in = in;
        this.maxTotal = maxTotal;
    }

    long position() {
        return position;
    }

    /** From here on a header is read. */
    void beginHeader() {
        allowed = position + MAX_HEADER_BYTES;
        recordIsZero = false;
        zeroRecord = false;
    }

    /** The header was read and there is a member: from here on its content. */
    void endHeader() {
        allowed = Long.MAX_VALUE;
    }

    /** There was no header any more. */
    void end() throws IOException {
        endHeader();
        if (!zeroRecord) {
            throw new EOFException("the tar file is cut off: its end mark is missing");
        }
        byte[] buffer = new byte[1 << 14];
        while (read(buffer, 0, buffer.length) >= 0) {
            // what follows the end mark means nothing, but the check sum of the gzip stream comes after it
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length > 0 && position >= allowed) {
            throw new IOException("a header of more than " + MAX_HEADER_BYTES + " bytes");
        }
        int n = in.read(buffer, offset, (int) Math.min(length, allowed - position));
        if (n <= 0) {
            return n;
        }
        if (allowed != Long.MAX_VALUE && !zeroRecord) {
            lookForZeros(buffer, offset, n);
        }
        position += n;
        if (position > maxTotal) {
            throw new IOException("it decompresses to more than " + maxTotal + " bytes");
        }
        return n;
    }

    private void lookForZeros(byte[] buffer, int offset, int count) {
        for (int i = 0; i < count && !zeroRecord; i++) {
            long at = (position + i) % RECORD;
            recordIsZero = (at == 0 || recordIsZero) && buffer[offset + i] == 0;
            zeroRecord = at == RECORD - 1 && recordIsZero;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

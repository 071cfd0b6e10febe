package org.llavamed.data.archive;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * What a gzip file holds, its members one after the other. A file name in a gzip header is read into memory and blocks without
 * content can go on for ever, so that only so many compressed bytes may be taken for a piece of content.
 */
final class GzipInput extends InputStream {
    private static final int COMPRESSED_BYTES_FOR_NOTHING = 1 << 20;

    private final Compressed compressed;
    private final GzipCompressorInputStream gzip;

    /** Reads the first header. */
    GzipInput(InputStream in) throws IOException {
        compressed = new Compressed(in);
        compressed.allow(0);
        gzip = GzipCompressorInputStream.builder()
                .setInputStream(new BufferedInputStream(compressed, 1 << 14))
                .setDecompressConcatenated(true)
                .get();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        compressed.allow(length);
        return gzip.read(buffer, offset, length);
    }

    @Override
    public void close() throws IOException {
        gzip.close();
    }

    /** The compressed bytes, with a budget. */
    private static final class Compressed extends FilterInputStream {
        private long left;

        Compressed(InputStream in) {
            super(in);
        }

        void allow(int content) {
            left = COMPRESSED_BYTES_FOR_NOTHING + 2L * content;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            take(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            take(Math.max(0, n));
            return n;
        }

        private void take(int n) throws IOException {
            left -= n;
            if (left < 0) {
                throw new IOException("the gzip stream goes on without content");
            }
        }
    }
}

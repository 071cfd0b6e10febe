package org.llavamed.data.fetch;

import java.io.IOException;
import java.io.InputStream;

/**
 * Bytes that are coming in. Reading throws {@link java.io.IOException}, best a {@link TransferException}, if they end before
 * they should or stop coming.
 *
 * @param content the bytes
 * @param length how many there are, or -1 if that is not known
 */
public record Download(InputStream content, long length) implements AutoCloseable {
    @Override
    public void close() throws IOException {
        content.close();
    }
}

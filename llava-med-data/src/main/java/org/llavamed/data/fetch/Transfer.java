package org.llavamed.data.fetch;

import java.net.URI;

/** Brings the bytes at an address. Implementations must be safe for several threads. */
public interface Transfer {
    /**
     * Begins one transfer; once, without retries, which {@link ImageFetch} does.
     *
     * @param address what to fetch
     * @return the bytes, to be closed by the caller; an interrupt of the thread ends a read
     * @throws TransferException if there is nothing there or it cannot be had
     * @throws InterruptedException if the thread is interrupted
     */
    Download open(URI address) throws TransferException, InterruptedException;
}

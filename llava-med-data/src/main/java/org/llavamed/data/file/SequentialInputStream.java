package org.llavamed.data.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The bytes of a file or pipe in their order. The JDK's stream of a pipe fails when it is asked how much is available, which
 * {@link java.io.BufferedInputStream} does.
 */
final class SequentialInputStream extends FilterInputStream {
    private SequentialInputStream(InputStream in) {
        super(in);
    }

    static InputStream open(Path file) throws IOException {
        return new SequentialInputStream(Files.newInputStream(file));
    }

    @Override
    public int available() {
        return 0; // a permitted answer: what can be read is not known
    }
}

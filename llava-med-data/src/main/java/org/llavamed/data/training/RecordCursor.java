package org.llavamed.data.training;

import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/** The records of a file from its first to its last. One thread. */
interface RecordCursor extends AutoCloseable {
    /** What a file holds, and how a piece of it becomes a record. Safe for threads. */
    interface Kind {
        /** Begins to read a file; what is read goes into the digest too, if there is one. */
        RecordCursor open(Path file, @Nullable MessageDigest digest);

        /** Reads a record once more. */
        SampleRecord again(Path file, int number, byte[] bytes);
    }

    /**
     * The next record, or null at the end.
     *
     * @throws LlavaMedException for a bad one; the next call goes on behind it, unless {@link #lost}
     */
    @Nullable
    SampleRecord next();

    /** Whether nothing can be read any more after what {@link #next} threw. */
    boolean lost();

    /** Number of the last record, from 1. */
    int number();

    /** Where the last record begins in the file, in bytes. */
    long begin();

    /** Where it ends. */
    long end();

    /** How far reading has come, in bytes. */
    long bytesRead();

    /** Complains if the file had no record at all. */
    void requireRecords();

    @Override
    void close();
}

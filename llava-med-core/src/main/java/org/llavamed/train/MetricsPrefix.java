package org.llavamed.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.llavamed.error.LlavaMedException;

/**
 * How much of a metrics file stands before a step.
 *
 * @param bytes length of the whole lines of earlier steps
 * @param lastStep the last step among them, 0 if there is none
 */
record MetricsPrefix(long bytes, long lastStep) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_LINE = 1 << 16;

    /**
     * Reads the file up to the first line of this step or a later one, or to an unfinished last line.
     *
     * @throws LlavaMedException if a line before is not metrics: then it is another file, and nothing of it may be lost
     */
    static MetricsPrefix before(long step, Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream(512);
            MetricsPrefix prefix = new MetricsPrefix(0, 0);
            long number = 1;
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b != '\n') {
                    line.write(b);
                    if (line.size() > MAX_LINE) {
                        throw foreign(file, number);
                    }
                    continue;
                }
                long found = step(line.toByteArray(), file, number);
                if (found >= step) {
                    return prefix;
                }
                prefix = new MetricsPrefix(prefix.bytes + line.size() + 1, found);
                line.reset();
                number++;
            }
            if (line.size() > 0 && !isBegun(line.toByteArray())) {
                throw foreign(file, number);
            }
            return prefix;
        }
    }

    private static long step(byte[] line, Path file, long number) {
        try {
            JsonNode step = JSON.readTree(line).path("step");
            if (step.canConvertToLong() && step.isIntegralNumber() && step.longValue() > 0) {
                return step.longValue();
            }
        } catch (JsonProcessingException e) {
            throw foreign(file, number);
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot be read", e);
        }
        throw foreign(file, number);
    }

    /** Whether a line without an end can be what a killed run left: the beginning of an object, or nothing but zeros. */
    private static boolean isBegun(byte[] line) {
        return line[0] == '{' || line[0] == 0;
    }

    private static LlavaMedException foreign(Path file, long line) {
        return new LlavaMedException(file + ":" + line
                + ": is not the metrics of a step; move the file away, a run writes its metrics there");
    }
}

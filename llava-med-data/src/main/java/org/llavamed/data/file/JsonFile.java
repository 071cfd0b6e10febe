package org.llavamed.data.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.llavamed.error.LlavaMedException;

/** A file that is one JSON text and small enough to be read whole. */
public final class JsonFile {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonFile() {}

    /**
     * Reads a file.
     *
     * @param file the file
     * @param mostBytes how large it may be
     * @param what it should be, for messages: {@code a list of candidate answers}
     * @return what it holds; a missing node if it is empty
     * @throws LlavaMedException if it is not there, too large, cannot be read or is no JSON; the message names file and position
     */
    public static JsonNode read(Path file, int mostBytes, String what) {
        if (Files.isDirectory(file) || !Files.exists(file)) {
            throw new LlavaMedException(file + ": " + (Files.exists(file) ? "is a folder" : "no such file"));
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(mostBytes + 1); // a device has no size to ask for
            if (bytes.length > mostBytes) {
                throw new LlavaMedException(file + ": too large for " + what);
            }
            return MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            String at = e.getLocation() == null
                    ? ""
                    : ":" + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
            throw new LlavaMedException(file + at + ": " + JsonRecord.problem(e), e);
        } catch (NumberFormatException e) { // an exponent beyond what Jackson's own checks expect
            throw new LlavaMedException(file + ": a number is out of range", e);
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be read (" + e + ")", e);
        }
    }
}

package org.llavamed.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.llavamed.error.CheckpointException;

/** Streaming JSON for headers and indices: strict UTF-8, no repeated keys, limited nesting and lengths. */
final class StrictJson {
    // Names are data of the file: neither interned nor kept in Jackson's shared symbol table.
    private static final JsonFactory FACTORY = ((JsonFactoryBuilder) JsonFactory.builder())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxNumberLength(40)
                    .maxNameLength(4096)
                    .maxStringLength(10_000_000)
                    .build())
            .build();

    private StrictJson() {}

    /** A parser over UTF-8 text that refuses malformed bytes instead of replacing them. */
    static JsonParser parser(InputStream in) throws IOException {
        return FACTORY.createParser(new InputStreamReader(
                in,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)));
    }

    static JsonFactory factory() {
        return FACTORY;
    }

    /** What a failed read of JSON text means for the user. */
    static CheckpointException failure(String where, IOException e) {
        if (e instanceof CharacterCodingException) {
            return new CheckpointException(where + ": is not UTF-8 text", e);
        }
        if (e instanceof JsonProcessingException json) {
            String at = json.getLocation() == null
                    ? ""
                    : " at line " + json.getLocation().getLineNr() + ", column "
                            + json.getLocation().getColumnNr();
            return new CheckpointException(where + ": is not valid JSON" + at + ": " + json.getOriginalMessage(), e);
        }
        return new CheckpointException(where + ": cannot be read: " + e, e);
    }

    /** A name or value taken from a file, safe and short enough for a message. */
    static String quote(String text) {
        String shown = text.length() > 120 ? text.substring(0, 120) + "..." : text;
        return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
    }
}

package org.llavamed.safetensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.CheckpointException;

/**
 * Parses and validates one header: 8 bytes little-endian length, JSON, data. The rules are those of the format: the data
 * offsets, counted from the end of the header, cover the rest of the file exactly.
 */
final class HeaderReader {
    /** The format's own limit. */
    static final long MAX_HEADER_BYTES = 100_000_000;

    private static final int MAX_TENSORS = 200_000;
    private static final int MAX_METADATA = 10_000;
    private static final int MAX_DIMENSIONS = 16;

    private final Path file;
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final long fileBytes;
    private long dataStart;

    private HeaderReader(Path file, long fileBytes) {
        this.file = file;
        this.fileBytes = fileBytes;
    }

    static SafetensorsFile read(Path file) {
        if (!Files.exists(file)) {
            throw new CheckpointException(file + ": no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw new CheckpointException(file + ": is not a regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            HeaderReader reader = new HeaderReader(file, Files.size(file));
            reader.parse(in);
            reader.checkCoverage();
            return new SafetensorsFile(file, reader.fileBytes, reader.tensors, reader.metadata);
        } catch (IOException e) {
            throw StrictJson.failure(file + ": header", e);
        }
    }

    private void parse(InputStream in) throws IOException {
        byte[] length = in.readNBytes(8);
        if (length.length < 8) {
            throw error("is " + fileBytes + " bytes long, too short for the 8 bytes of the header length");
        }
        long headerBytes =
                ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES) {
            throw error("header length " + Long.toUnsignedString(headerBytes) + " is outside 2.." + MAX_HEADER_BYTES
                    + "; this is not a safetensors file or its start is damaged");
        }
        if (headerBytes > fileBytes - 8) {
            throw error("is truncated: the header needs " + (headerBytes + 8) + " bytes, the file has " + fileBytes);
        }
        dataStart = 8 + headerBytes;
        try (JsonParser json = StrictJson.parser(new Bounded(in, headerBytes))) {
            expect(json.nextToken() == JsonToken.START_OBJECT, "the header is not a JSON object");
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                expect(json.nextToken() == JsonToken.START_OBJECT, StrictJson.quote(name) + " is not a JSON object");
                if (name.equals("__metadata__")) {
                    parseMetadata(json);
                } else {
                    expect(tensors.size() < MAX_TENSORS, "more than " + MAX_TENSORS + " tensors");
                    tensors.put(name, parseTensor(name, json));
                }
            }
            expect(json.nextToken() == null, "text follows the header's JSON object");
        }
    }

    private void parseMetadata(JsonParser json) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            expect(
                    json.nextToken() == JsonToken.VALUE_STRING,
                    "__metadata__ entry " + StrictJson.quote(key) + " is not a string");
            expect(metadata.size() < MAX_METADATA, "__metadata__ has more than " + MAX_METADATA + " entries");
            metadata.put(key, json.getText());
        }
    }

    private TensorInfo parseTensor(String name, JsonParser json) throws IOException {
        String what = "tensor " + StrictJson.quote(name);
        SafetensorsType type = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            JsonToken value = json.nextToken();
            switch (key) {
                case "dtype" -> {
                    expect(value == JsonToken.VALUE_STRING, what + ": dtype is not a string");
                    type = type(what, json.getText());
                }
                case "shape" -> shape = numbers(what + ": shape", json);
                case "data_offsets" -> offsets = numbers(what + ": data_offsets", json);
                default -> throw error(what + ": unknown entry " + StrictJson.quote(key));
            }
        }
        if (type == null || shape == null || offsets == null) {
            throw error(what + ": dtype, shape and data_offsets are all needed");
        }
        expect(offsets.size() == 2, what + ": data_offsets has " + offsets.size() + " numbers instead of 2");
        long bytes = bytes(what, type, shape);
        long begin = offsets.get(0);
        long end = offsets.get(1);
        expect(
                begin <= end && end - begin == bytes,
                what + ": data_offsets " + offsets + " span " + (end - begin) + " bytes, " + type + " " + shape
                        + " needs " + bytes);
        expect(
                end <= fileBytes - dataStart,
                what + " ends at byte " + end + " of the data, the file holds " + (fileBytes - dataStart)
                        + " bytes of data (" + fileBytes + " in all); it is truncated or its header is damaged");
        return new TensorInfo(name, type, shape, dataStart + begin, dataStart + end, file);
    }

    private SafetensorsType type(String what, String text) {
        for (SafetensorsType type : SafetensorsType.values()) {
            if (type.name().equals(text)) {
                return type;
            }
        }
        throw error(what + ": unknown dtype " + StrictJson.quote(text));
    }

    private List<Long> numbers(String what, JsonParser json) throws IOException {
        expect(json.currentToken() == JsonToken.START_ARRAY, what + " is not a list");
        List<Long> numbers = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(
                    json.currentToken() == JsonToken.VALUE_NUMBER_INT,
                    what + " holds something else than whole numbers");
            expect(numbers.size() < MAX_DIMENSIONS, what + " has more than " + MAX_DIMENSIONS + " numbers");
            long number = json.getLongValue(); // beyond 64 bits is a JsonProcessingException with its position
            expect(number >= 0, what + " holds the negative number " + number);
            numbers.add(number);
        }
        return numbers;
    }

    private long bytes(String what, SafetensorsType type, List<Long> shape) {
        try {
            return TensorSizes.bytes(type, shape);
        } catch (ArithmeticException e) {
            throw new CheckpointException(file + ": " + what + ": the product of shape " + shape + " is too large", e);
        }
    }

    private void checkCoverage() {
        List<TensorInfo> byOffset = new ArrayList<>(tensors.values());
        byOffset.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
        long reached = dataStart;
        @Nullable TensorInfo previous = null;
        for (TensorInfo tensor : byOffset) {
            String what = "tensor " + StrictJson.quote(tensor.name());
            expect(
                    tensor.begin() >= reached,
                    what + " overlaps tensor " + StrictJson.quote(previous == null ? "" : previous.name()));
            expect(
                    tensor.begin() == reached,
                    (tensor.begin() - reached) + " bytes before " + what + " belong to no tensor");
            reached = tensor.end();
            previous = tensor;
        }
        expect(
                reached == fileBytes,
                "has " + fileBytes + " bytes, its header describes " + reached + "; the rest belongs to no tensor");
    }

    private void expect(boolean condition, String problem) {
        if (!condition) {
            throw error(problem);
        }
    }

    private CheckpointException error(String problem) {
        return new CheckpointException(file + ": " + problem);
    }

    /** Ends after the header, so that the parser never runs into the weights. */
    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream in, long left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            if (left <= 0) {
                return -1;
            }
            int value = super.read();
            left -= value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left <= 0) {
                return length == 0 ? 0 : -1;
            }
            int count = super.read(target, offset, (int) Math.min(length, left));
            left -= Math.max(count, 0);
            return count;
        }
    }
}

package org.llavamed.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llavamed.error.CheckpointException;
import org.llavamed.safetensors.SafetensorsWriter.Declaration;
import org.llavamed.safetensors.SafetensorsWriter.FloatTensor;

class SafetensorsTest {
    @TempDir
    Path folder;

    private Path raw(String header, int dataBytes) throws IOException {
        return raw(header.getBytes(StandardCharsets.UTF_8), dataBytes);
    }

    private Path raw(byte[] header, int dataBytes) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length).put(header);
        return Files.write(folder.resolve("raw.safetensors"), bytes.array());
    }

    private static void assertRefused(Path file, String problem) {
        CheckpointException e = assertThrows(CheckpointException.class, () -> SafetensorsFile.read(file));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains(String.valueOf(file.getFileName())), message);
        assertTrue(message.contains(problem), message);
    }

    @Test
    void floatsAreReadBackWhereTheHeaderSays() throws IOException {
        Path file = folder.resolve("f.safetensors");
        Map<String, FloatTensor> tensors = new LinkedHashMap<>();
        float[] values = new float[100_000];
        for (int at = 0; at < values.length; at++) {
            values[at] = at / 7f;
        }
        tensors.put("a", new FloatTensor(List.of(2L, 3L), new float[] {1, 2, 3, 4, 5, 6}));
        tensors.put("scalar", new FloatTensor(List.of(), new float[] {9}));
        tensors.put("empty", new FloatTensor(List.of(0L, 5L), new float[0]));
        tensors.put("big \"é\" 画", new FloatTensor(List.of(100_000L), values));
        SafetensorsWriter.writeFloats(file, tensors);

        SafetensorsFile read = SafetensorsFile.read(file);
        assertEquals(Map.of("format", "pt"), read.metadata());
        assertEquals(List.copyOf(tensors.keySet()), List.copyOf(read.tensors().keySet()));
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        tensors.forEach((name, tensor) -> {
            TensorInfo info = info(read, name);
            assertEquals(tensor.shape(), info.shape());
            assertEquals(tensor.values().length, info.elements());
            float[] back = new float[tensor.values().length];
            bytes.position((int) info.begin())
                    .slice()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(back);
            assertTrue(Arrays.equals(tensor.values(), back), name);
        });
        assertEquals(0, info(read, "a").begin() % 8);
    }

    private static TensorInfo info(SafetensorsFile file, String name) {
        TensorInfo info = file.tensors().get(name);
        if (info == null) {
            throw new AssertionError(name);
        }
        return info;
    }

    @Test
    void mixedTypesStayAligned() {
        Path file = folder.resolve("m.safetensors");
        List<Declaration> tensors = List.of(
                new Declaration("bytes", SafetensorsType.U8, List.of(3L)),
                new Declaration("half", SafetensorsType.BF16, List.of(5L)),
                new Declaration("long", SafetensorsType.I64, List.of(1L)),
                new Declaration("float", SafetensorsType.F32, List.of(3L)));
        try (SafetensorsWriter writer = SafetensorsWriter.create(file, tensors, Map.of())) {
            tensors.forEach(t -> writer.write(t.name(), 0, ByteBuffer.allocate((int) t.bytes())));
            writer.finish();
        }
        SafetensorsFile.read(file).tensors().values().forEach(t -> assertTrue(t.aligned(), t.name()));
    }

    @Test
    void unfinishedFileLeavesNothing() throws IOException {
        Path file = folder.resolve("u.safetensors");
        Declaration tensor = new Declaration("t", SafetensorsType.F32, List.of(4L));
        try (SafetensorsWriter writer = SafetensorsWriter.create(file, List.of(tensor), Map.of())) {
            writer.write("t", 4, ByteBuffer.allocate(8));
            assertThrows(IllegalStateException.class, writer::finish);
            assertThrows(IllegalArgumentException.class, () -> writer.write("t", 12, ByteBuffer.allocate(8)));
            assertThrows(IllegalArgumentException.class, () -> writer.write("x", 0, ByteBuffer.allocate(4)));
        }
        try (var entries = Files.list(folder)) {
            assertEquals(List.of(), entries.toList());
        }
    }

    @Test
    void filesBeyondTwoGibibytesAreAddressed() throws IOException {
        long elements = 3L << 30;
        String header = "{\"t\":{\"dtype\":\"BF16\",\"shape\":[3,1073741824],\"data_offsets\":[0,6442450944]}}";
        Path file = raw(header, 0);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(8 + header.length() + 2 * elements);
        }
        TensorInfo info = info(SafetensorsFile.read(file), "t");
        assertEquals(elements, info.elements());
        assertEquals(Files.size(file), info.end());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"t\":{\"dtype\":\"F31\",\"shape\":[1],\"data_offsets\":[0,4]}} | 4 | unknown dtype \"F31\"",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}} | 4 | negative",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}} | 4 | whole numbers",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,4]}} | 4 | out of range",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,4]}} | 4 | too large",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | 4 | needs 8",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}} | 4 | span -4",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}} | 4 | instead of 2",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1]}} | 4 | all needed",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | 3 | truncated",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | 5 | belongs to no tensor",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | 8 | belong to no tensor",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"u\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}} | 6 | overlaps",
                "{\"t\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
                        + "\"t\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}} | 1 | Duplicate",
                "{\"t\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}} | 1 | Duplicate",
                "{\"__metadata__\":{\"a\":1}} | 0 | not a string",
                "{\"t\":[]} | 0 | not a JSON object",
                "[] | 0 | not a JSON object",
                "{} {} | 0 | text follows",
                "{\"t\":{\"dtype\":\"U8\",\"shape\":[[[1]]],\"data_offsets\":[0,1]}} | 1 | whole numbers",
                "{\"t\": | 0 | not valid JSON"
            })
    void damagedHeadersAreNamed(String header, int dataBytes, String problem) throws IOException {
        assertRefused(raw(header, dataBytes), problem);
    }

    @Test
    void headerLengthsAndTextAreChecked() throws IOException {
        assertRefused(Files.write(folder.resolve("a"), new byte[7]), "too short");
        assertRefused(Files.write(folder.resolve("b"), new byte[64]), "header length 0");
        byte[] huge = new byte[16];
        Arrays.fill(huge, (byte) 0xFF);
        assertRefused(Files.write(folder.resolve("c"), huge), "header length 18446744073709551615");
        assertRefused(Files.write(folder.resolve("d"), new byte[] {9, 0, 0, 0, 0, 0, 0, 0, '{', '}'}), "truncated");
        assertRefused(raw(new byte[] {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', ':', '1', '}'}, 0), "not UTF-8");
        assertRefused(raw("{\"a\":" + "[".repeat(10_000), 0), "not a JSON object");
        assertRefused(raw("{\"a\":{\"shape\":" + "[".repeat(10_000), 0), "whole numbers");
        assertRefused(folder.resolve("none"), "no such file");
        assertRefused(folder, "not a regular file");
    }

    @Test
    void mutatedHeadersAreReadOrRefused() throws IOException {
        Path file = folder.resolve("m.safetensors");
        SafetensorsWriter.writeFloats(
                file,
                Map.of(
                        "a",
                        new FloatTensor(List.of(4L), new float[4]),
                        "b",
                        new FloatTensor(List.of(2L), new float[2])));
        byte[] good = Files.readAllBytes(file);
        Random random = new Random(7);
        int refused = 0;
        for (int round = 0; round < 3000; round++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(good.length + 9) : good.length);
            for (int flips = random.nextInt(3); flips >= 0 && bad.length > 0; flips--) {
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file, bad);
            try {
                SafetensorsFile.read(file).tensors().values().forEach(t -> assertTrue(t.end() <= bad.length));
            } catch (CheckpointException e) {
                assertTrue(String.valueOf(e.getMessage()).contains("m.safetensors"), e.getMessage());
                refused++;
            }
        }
        assertTrue(refused > 1000, "refused " + refused);
    }

    @Test
    void indexIsReadBackAndDamageRefused() throws IOException {
        Path file = folder.resolve("index.json");
        Map<String, String> map = new LinkedHashMap<>();
        map.put("z", "model-1.safetensors");
        map.put("a", "model-2.safetensors");
        new SafetensorsIndex(map, 12).write(file);
        assertEquals(new SafetensorsIndex(map, 12), SafetensorsIndex.read(file));
        for (String bad : List.of(
                "",
                "[]",
                "{}",
                "{\"weight_map\":[]}",
                "{\"weight_map\":{\"a\":1}}",
                "{\"weight_map\":{}} 1",
                "{\"a\":",
                "{\"weight_map\":{\"a\":\"x\",\"a\":\"x\"}}",
                "{\"metadata\":{\"total_size\":{\"a\":[]}}}")) {
            Files.writeString(file, bad);
            CheckpointException e = assertThrows(CheckpointException.class, () -> SafetensorsIndex.read(file), bad);
            assertTrue(String.valueOf(e.getMessage()).contains("index.json"));
        }
        assertFalse(Files.exists(folder.resolve("other")));
        assertThrows(CheckpointException.class, () -> SafetensorsIndex.read(folder.resolve("other")));
    }
}

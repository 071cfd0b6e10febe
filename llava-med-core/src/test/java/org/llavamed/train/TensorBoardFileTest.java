package org.llavamed.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.error.LlavaMedException;

class TensorBoardFileTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);
    private static final String TIME = "0900000040fc54d941"; // field 1, the double 1.7e9

    @TempDir
    Path folder = Path.of("");

    @Test
    void theBytesAreThoseOfTheFormat() throws IOException {
        try (TensorBoardFile file = new TensorBoardFile(folder, CLOCK)) {
            file.started(Steps.start(1));
            file.step(Steps.step(300, 0.5));
        }
        List<String> events = events(folder.resolve("events.out.tfevents.1700000000.llava-med"));
        assertEquals(2, events.size());
        assertEquals(TIME + "1a0d" + hex("brain.Event:2"), events.get(0));
        assertEquals(
                TIME + "10ac02" // step 300
                        + "2a50"
                        + value("loss", "0000003f")
                        + value("learning_rate", "6f12033b") // 0.002
                        + value("grad_norm", "0000403f") // 0.75
                        + value("samples_per_second", "00000041"), // 8
                events.get(1));
    }

    /** The whole file as TensorFlow's own writer frames it (the checksum is what TensorBoard computes). */
    @Test
    void theFrameIsATfRecord() {
        byte[] record = TensorBoardEvent.version(1_700_000_000);
        assertEquals("1800000000000000" + "a37f4b22", HexFormat.of().formatHex(record, 0, 12));
        assertEquals(8 + 4 + 24 + 4, record.length);
    }

    @Test
    void aResumedRunMakesAnotherFileThatTakesBackSteps() throws IOException {
        for (int first : new int[] {1, 21}) {
            try (TensorBoardFile file = new TensorBoardFile(folder, CLOCK)) {
                file.started(Steps.start(first));
                file.step(Steps.step(first, 1, Steps.rates(0.5, 0.25)));
            }
        }
        List<String> second = events(folder.resolve("events.out.tfevents.1700000001.llava-med"));
        assertEquals(TIME + "1015" + "3a02" + "0801", second.get(1)); // step 21, session log, start
        assertTrue(second.get(2).contains(value("learning_rate/projector", "0000003f")), second.get(2));
        assertTrue(second.get(2).contains(value("learning_rate", "0000803e")), second.get(2));
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        try (TensorBoardFile events = new TensorBoardFile(file)) {
            LlavaMedException e = assertThrows(LlavaMedException.class, () -> events.started(Steps.start(1)));
            assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
            assertThrows(IllegalStateException.class, () -> events.step(Steps.step(1, 1)));
        }
    }

    private static String value(String tag, String littleEndianFloat) {
        int tagBytes = tag.length();
        return "0a" + octet(tagBytes + 7) + "0a" + octet(tagBytes) + hex(tag) + "15" + littleEndianFloat;
    }

    private static String octet(int value) {
        return HexFormat.of().toHexDigits((byte) value);
    }

    private static String hex(String ascii) {
        return HexFormat.of().formatHex(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads records and checks both checksums of each. */
    private static List<String> events(Path file) throws IOException {
        List<String> events = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            byte[] length = new byte[8];
            bytes.get(length);
            assertEquals(masked(length), bytes.getInt());
            byte[] data = new byte
                    [(int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong()];
            bytes.get(data);
            assertEquals(masked(data), bytes.getInt());
            events.add(HexFormat.of().formatHex(data));
        }
        return events;
    }

    private static int masked(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        long value = crc.getValue();
        return (int) ((((value >>> 15) | (value << 17)) & 0xffffffffL) + 0xa282ead8L);
    }
}

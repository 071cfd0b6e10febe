package org.llavamed.tokenizer;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.llavamed.error.CheckpointException;

/**
 * The pieces of a trained model, ids 0 to size - 1, without tokens that were added later. Immutable.
 */
final class Vocabulary {
    /** What a piece is for. */
    enum Kind {
        /** Text, in which ▁ stands for a space. */
        NORMAL,
        /** One byte of a character that has no piece. */
        BYTE,
        /** Steers the model and has no text: bos, eos. */
        CONTROL,
        /** Stands for what cannot be encoded. */
        UNKNOWN
    }

    private final List<String> pieces;
    private final Kind[] kinds;
    private final Map<String, Integer> ids;
    private final int[] byteIds = new int[256];

    /** Every piece has its own text and all 256 byte pieces are there, or a {@link CheckpointException} names the file. */
    Vocabulary(Path file, List<String> pieces, List<Kind> kinds) {
        this.pieces = List.copyOf(pieces);
        this.kinds = kinds.toArray(new Kind[0]);
        this.ids = new HashMap<>(pieces.size() * 2);
        Arrays.fill(byteIds, -1);
        for (int id = 0; id < this.kinds.length; id++) {
            String piece = pieces.get(id);
            Integer other = ids.put(piece, id);
            if (other != null) {
                throw new CheckpointException(
                        file + ": the pieces " + other + " and " + id + " have the same text \"" + piece + "\"");
            }
            if (this.kinds[id] == Kind.BYTE) {
                int value = byteValue(piece);
                if (value < 0) {
                    throw new CheckpointException(
                            file + ": piece " + id + ", \"" + piece + "\", is no byte <0x00>..<0xFF>");
                }
                byteIds[value] = id;
            }
        }
        for (int value = 0; value < 256; value++) {
            if (byteIds[value] < 0) {
                throw new CheckpointException(file + ": the vocabulary has no piece " + byteText(value)
                        + "; only vocabularies with byte fallback are supported");
            }
        }
    }

    /** The value of a byte piece like {@code <0x0A>}, or -1. */
    static int byteValue(String piece) {
        if (piece.length() != 6 || !piece.startsWith("<0x") || piece.charAt(5) != '>') {
            return -1;
        }
        char high = piece.charAt(3);
        char low = piece.charAt(4);
        if (!HexFormat.isHexDigit(high) || !HexFormat.isHexDigit(low)) {
            return -1;
        }
        int value = HexFormat.fromHexDigits(piece, 3, 5);
        return piece.equals(byteText(value)) ? value : -1;
    }

    private static String byteText(int value) {
        return "<0x" + HexFormat.of().withUpperCase().toHexDigits((byte) value) + ">";
    }

    int size() {
        return pieces.size();
    }

    String piece(int id) {
        return pieces.get(id);
    }

    Kind kind(int id) {
        return kinds[id];
    }

    /** The id of a piece, or -1. */
    int id(String piece) {
        return ids.getOrDefault(piece, -1);
    }

    int byteId(int value) {
        return byteIds[value];
    }
}

package org.llavamed.image;

import java.awt.image.IndexColorModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Tags of a TIFF file's first image that ImageIO does not apply or applies in another way than Pillow. */
final class TiffDirectory {
    private static final int PHOTOMETRIC = 262;
    private static final int ORIENTATION = 274;
    private static final int COLOUR_MAP = 320;
    private static final int PALETTE = 3;
    private static final int SHORT = 3;

    private final ByteBuffer data;

    TiffDirectory(byte[] data) {
        this.data = ByteBuffer.wrap(data).order(data[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    }

    /** Value 1..8 of the orientation tag; 1, upright, if there is none that makes sense. */
    int orientation() {
        int[] value = shorts(ORIENTATION);
        return value != null && value.length > 0 && value[0] >= 1 && value[0] <= 8 ? value[0] : 1;
    }

    /** The palette with the high bytes of its 16-bit colours, as Pillow takes them; null if the image has none. */
    @Nullable
    IndexColorModel palette() {
        int[] photometric = shorts(PHOTOMETRIC);
        int[] map = shorts(COLOUR_MAP);
        if (photometric == null || photometric.length == 0 || photometric[0] != PALETTE || map == null) {
            return null;
        }
        int size = Math.min(map.length / 3, 256);
        if (size == 0) {
            return null;
        }
        byte[][] planes = new byte[3][size];
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < size; i++) {
                planes[c][i] = (byte) (map[c * (map.length / 3) + i] >> 8);
            }
        }
        return new IndexColorModel(8, size, planes[0], planes[1], planes[2]);
    }

    /** 16-bit values of a tag, or null if the tag is missing, of another type or outside the file. */
    private int @Nullable [] shorts(int tag) {
        try {
            int directory = data.getInt(4);
            int entries = data.getShort(directory) & 0xffff;
            for (int i = 0; i < entries; i++) {
                int entry = Math.addExact(directory, 2 + 12 * i);
                if ((data.getShort(entry) & 0xffff) != tag || data.getShort(entry + 2) != SHORT) {
                    continue;
                }
                int count = data.getInt(entry + 4);
                int at = count <= 2 ? entry + 8 : data.getInt(entry + 8);
                if (count < 0 || at < 0 || at + 2L * count > data.capacity()) {
                    return null;
                }
                int[] values = new int[count];
                for (int v = 0; v < count; v++) {
                    values[v] = data.getShort(at + 2 * v) & 0xffff;
                }
                return values;
            }
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            return null; // a directory outside the file: the reader says so better
        }
        return null;
    }
}

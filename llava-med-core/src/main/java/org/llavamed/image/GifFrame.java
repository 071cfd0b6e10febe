package org.llavamed.image;

import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Arrays;
import org.llavamed.error.ImageException;

/**
 * Where the first frame of a GIF lies on its canvas. ImageIO gives the frame alone; Pillow's image is the canvas, filled
 * with the transparent colour, else with colour 0.
 *
 * @param width width of the canvas in pixels, at least the frame's right edge
 * @param height height of the canvas in pixels, at least the frame's lower edge
 * @param left left edge of the frame
 * @param top upper edge of the frame
 * @param fill palette index around the frame
 * @param hasPalette whether there is a colour table; without one, values are grey
 */
record GifFrame(int width, int height, int left, int top, int fill, boolean hasPalette) {

    static GifFrame parse(byte[] data, String name) {
        try {
            return read(data, name);
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new ImageException(name + ": GIF file ends before its first frame", e);
        }
    }

    private static GifFrame read(byte[] data, String name) {
        int at = 13 + tableBytes(data[10]);
        int fill = 0;
        while (data[at] != ',') {
            if (data[at] == ';') {
                throw new ImageException(name + ": GIF file without a frame");
            }
            if (data[at] != '!') {
                at++; // stray bytes between blocks are skipped, as Pillow does
                continue;
            }
            boolean graphicControl = data[at + 1] == (byte) 0xf9;
            if (graphicControl && (data[at + 2] & 0xff) >= 4 && (data[at + 3] & 1) != 0) {
                fill = data[at + 6] & 0xff;
            }
            at += 2;
            while (data[at] != 0) {
                at += 1 + (data[at] & 0xff);
            }
            at++;
        }
        int left = unsigned16(data, at + 1);
        int top = unsigned16(data, at + 3);
        int right = left + unsigned16(data, at + 5);
        int bottom = top + unsigned16(data, at + 7);
        return new GifFrame(
                Math.max(unsigned16(data, 6), right),
                Math.max(unsigned16(data, 8), bottom),
                left,
                top,
                fill,
                tableBytes(data[10]) + tableBytes(data[at + 9]) > 0);
    }

    /** Palette indices of the whole canvas, {@code [height, width]}. */
    Raster onCanvas(Raster pixels) {
        WritableRaster canvas = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 1, null);
        byte[] indices = ((DataBufferByte) canvas.getDataBuffer()).getData();
        Arrays.fill(indices, (byte) fill);
        int[] row = new int[pixels.getWidth()];
        for (int y = 0; y < pixels.getHeight(); y++) {
            pixels.getSamples(pixels.getMinX(), pixels.getMinY() + y, row.length, 1, 0, row);
            canvas.setSamples(left, top + y, row.length, 1, 0, row);
        }
        return canvas;
    }

    /** Length of the colour table that a flags byte announces. */
    private static int tableBytes(byte flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }

    private static int unsigned16(byte[] data, int at) {
        return (data[at] & 0xff) | (data[at + 1] & 0xff) << 8;
    }
}

package org.llavamed.data.phantom;

import java.util.List;
import org.llavamed.image.RgbImage;

/** Many images in one, each padded to a square and shrunk, to be looked at. */
public final class ContactSheet {
    private static final int GAP = 4;

    private ContactSheet() {}

    /**
     * Puts images side by side.
     *
     * @param images at least one
     * @param columns how many in a row, at least 1
     * @param cell side of each in pixels, 1 to 1024
     * @return the sheet, white between the images, black where they are padded
     */
    public static RgbImage of(List<RgbImage> images, int columns, int cell) {
        if (images.isEmpty() || columns < 1 || cell < 1 || cell > 1024) {
            throw new IllegalArgumentException("a sheet needs images, a column and cells of 1 to 1024 pixels");
        }
        int rows = (images.size() + columns - 1) / columns;
        int width = columns * (cell + GAP) + GAP;
        int height = rows * (cell + GAP) + GAP;
        byte[] sheet = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
        java.util.Arrays.fill(sheet, (byte) 255);
        for (int n = 0; n < images.size(); n++) {
            int left = GAP + n % columns * (cell + GAP);
            int top = GAP + n / columns * (cell + GAP);
            shrink(images.get(n), cell, sheet, 3 * (top * width + left), 3 * width);
        }
        return new RgbImage(width, height, sheet);
    }

    /** Each pixel is the mean of those it covers. */
    private static void shrink(RgbImage image, int cell, byte[] sheet, int start, int stride) {
        int side = Math.max(image.width(), image.height());
        int padX = (side - image.width()) / 2;
        int padY = (side - image.height()) / 2;
        byte[] rgb = image.rgb();
        for (int y = 0; y < cell; y++) {
            int y1 = y * side / cell;
            int y2 = Math.max(y1 + 1, (y + 1) * side / cell);
            for (int x = 0; x < cell; x++) {
                int x1 = x * side / cell;
                int x2 = Math.max(x1 + 1, (x + 1) * side / cell);
                for (int c = 0; c < 3; c++) {
                    int sum = 0;
                    for (int py = Math.max(0, y1 - padY); py < Math.min(image.height(), y2 - padY); py++) {
                        for (int px = Math.max(0, x1 - padX); px < Math.min(image.width(), x2 - padX); px++) {
                            sum += rgb[3 * (py * image.width() + px) + c] & 0xff;
                        }
                    }
                    sheet[start + y * stride + 3 * x + c] = (byte) (sum / ((y2 - y1) * (x2 - x1)));
                }
            }
        }
    }
}

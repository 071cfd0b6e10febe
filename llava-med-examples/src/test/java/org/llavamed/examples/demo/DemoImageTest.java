package org.llavamed.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.llavamed.data.phantom.Phantom;
import org.llavamed.data.phantom.PhantomSet;
import org.llavamed.data.phantom.Split;

class DemoImageTest {
    /** The last image of {@code llava-med phantoms --output DIR --count 118 --seed 1 --split test}: no model is trained on it. */
    @Test
    void isAPhantomKeptFromTraining() {
        Phantom drawn = Phantom.of(new PhantomSet(118, 1, Split.TEST).plan(117));
        assertEquals(drawn.image(), DemoImage.source().decode());
    }
}

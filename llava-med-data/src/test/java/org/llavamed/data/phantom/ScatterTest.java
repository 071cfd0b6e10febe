package org.llavamed.data.phantom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScatterTest {
    /** Two by two places fit into these, and chance alone rarely finds them. */
    private static final Shape NARROW = Shape.ellipse(0.4, -0.2, 0.27, 0.3);

    private static double least(List<Scatter.Spot> spots) {
        double least = Double.MAX_VALUE;
        for (int i = 0; i < spots.size(); i++) {
            for (int j = 0; j < i; j++) {
                least = Math.min(least, spots.get(i).distance(spots.get(j)));
            }
        }
        return least;
    }

    @Test
    void placesKeepApartAndInsideEvenWhereThereIsLittleRoom() {
        int apart = 0;
        for (int seed = 0; seed < 200; seed++) {
            List<Scatter.Spot> spots = Scatter.in(NARROW, 0.02, 4, 0.34, Draws.of(seed, "scatter"));
            assertEquals(4, spots.size());
            assertTrue(spots.stream().allMatch(spot -> NARROW.field().inside(spot.u(), spot.v()) >= 0.02));
            apart += least(spots) >= 0.34 ? 1 : 0;
        }
        assertTrue(apart >= 150, apart + " of 200");
    }

    @Test
    void whereThereIsNoRoomTheyAreAsFarApartAsTheyGo() {
        List<Scatter.Spot> spots = Scatter.in(NARROW, 0.02, 4, 3, Draws.of(1, "scatter"));
        assertTrue(least(spots) > 0.3, () -> "only " + least(spots));
        assertEquals(spots, Scatter.in(NARROW, 0.02, 4, 3, Draws.of(1, "scatter")));
        assertThrows(
                IllegalStateException.class,
                () -> Scatter.in(NARROW, 0.3, 1, 0, Draws.of(1, "scatter"))); // no such place
    }
}

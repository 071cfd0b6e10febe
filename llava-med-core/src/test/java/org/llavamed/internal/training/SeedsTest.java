package org.llavamed.internal.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeedsTest {
    @Test
    void neighboursGetDifferentSeeds() {
        Set<Long> seen = new HashSet<>();
        for (long seed = -3; seed < 3; seed++) {
            for (long step = 0; step < 300; step++) {
                for (long micro = 0; micro < 8; micro++) {
                    for (long layer = 0; layer < 8; layer++) {
                        assertTrue(seen.add(Seeds.derive(seed, Seeds.DROPOUT, step, micro, layer)));
                    }
                }
            }
        }
    }

    @Test
    void orderAndNumberOfPartsCount() {
        assertNotEquals(Seeds.derive(1, 2, 3), Seeds.derive(1, 3, 2));
        assertNotEquals(Seeds.derive(1, 2), Seeds.derive(2, 1));
        assertNotEquals(Seeds.derive(0), Seeds.derive(0, 0));
        assertNotEquals(Seeds.derive(0, 0), Seeds.derive(0, 0, 0));
        assertNotEquals(Seeds.derive(8, 8), Seeds.derive(9, 9));
        assertNotEquals(Seeds.derive(5, 7, 7), Seeds.derive(5, 9, 9));
    }

    @Test
    void aChangedBitTurnsHalfTheBits() {
        int changed = 0;
        for (int bit = 0; bit < 64; bit++) {
            long other = Seeds.derive(42, Seeds.DROPOUT, 10 ^ (1L << bit), 3);
            int bits = Long.bitCount(Seeds.derive(42, Seeds.DROPOUT, 10, 3) ^ other);
            assertTrue(bits > 12 && bits < 52, "bit " + bit + " turns " + bits);
            changed += bits;
        }
        assertEquals(32, changed / 64.0, 2);
    }

    /** The numbers of Steele, Lea and Flood's SplitMix64: a resumed run needs them for ever. */
    @Test
    void theSequenceIsSplitMix64() {
        assertEquals(6457827717110365317L, Seeds.draw(1234567, 0));
        assertEquals(3203168211198807973L, Seeds.draw(1234567, 1));
        assertEquals(-8629252141511181193L, Seeds.draw(1234567, 2));
    }
}

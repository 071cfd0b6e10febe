package org.llavamed.data.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardTest {
    @Test
    void partsAreThoseOfTheReferenceAndMakeUpTheWhole() {
        for (int size = 0; size <= 40; size++) {
            List<Integer> all = IntStream.range(0, size).boxed().toList();
            for (int count = 1; count <= 45; count++) {
                List<Integer> joined = new ArrayList<>();
                int chunk = (int) Math.ceil(size / (double) count);
                for (int index = 1; index <= count; index++) {
                    List<Integer> part = new Shard(index, count).of(all);
                    assertTrue(part.size() <= chunk);
                    assertTrue(part.isEmpty() || part.get(0) == (index - 1) * chunk);
                    joined.addAll(part);
                }
                assertEquals(all, joined);
            }
        }
    }

    @Test
    void aHugeCountDoesNotOverflow() {
        assertEquals(List.of(), new Shard(999_999_999, 999_999_999).of(List.of(1, 2)));
        assertEquals(List.of(2), new Shard(2, Integer.MAX_VALUE).of(List.of(1, 2)));
    }

    @Test
    void readsWhatItWrites() {
        assertEquals(new Shard(2, 4), Shard.parse("2/4"));
        assertEquals("2/4", Shard.parse("2/4").toString());
        for (String wrong :
                List.of("", "2", "0/4", "5/4", "-1/4", "1/0", "1 / 2", "1/2/3", "9999999999/9999999999", "a/b")) {
            assertThrows(IllegalArgumentException.class, () -> Shard.parse(wrong), wrong);
        }
    }
}

package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CountTextTest {
    @Test
    void oneIsSingular() {
        assertEquals("1 article", CountText.of(1, "article"));
        assertEquals("0 articles", CountText.of(0, "article"));
        assertEquals("2 retries", CountText.of(2, "retry"));
        assertEquals("1 retry", CountText.of(1, "retry"));
    }
}

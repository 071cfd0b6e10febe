package org.llavamed.tokenizer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The symbol every character starts as: its own piece, or a number above the vocabulary for a character that only occurs
 * inside longer pieces, or -1 for one that no piece knows. Filled by one thread, then only read.
 */
final class Symbols {
    private final int[] basicPlane = new int[1 << 16];
    private final Map<Integer, Integer> supplementary = new HashMap<>();

    Symbols() {
        Arrays.fill(basicPlane, -1);
    }

    void put(int codePoint, int symbol) {
        if (codePoint < basicPlane.length) {
            basicPlane[codePoint] = symbol;
        } else {
            supplementary.put(codePoint, symbol);
        }
    }

    int of(int codePoint) {
        return codePoint < basicPlane.length ? basicPlane[codePoint] : supplementary.getOrDefault(codePoint, -1);
    }
}

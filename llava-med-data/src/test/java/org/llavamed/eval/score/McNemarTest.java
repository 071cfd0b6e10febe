package org.llavamed.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class McNemarTest {
    /** scipy 1.17.1: binomtest(min(b, c), b + c).pvalue, and 2 * (binom.cdf(min - 1) + binom.pmf(min) / 2). */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 1, 1",
        "1, 0, 1, 0.5",
        "5, 0, 0.0625, 0.03125",
        "10, 3, 0.09228515625, 0.05737304687499998",
        "7, 7, 1, 1",
        "121, 59, 4.4344492637551645e-06, 3.2666467957745996e-06",
        "40, 62, 0.037066767438560584, 0.029682214631626715",
        "3000, 2850, 0.051395280702250704, 0.04987047984011352",
    })
    void agreesWithScipy(int b, int c, double exact, double midP) {
        McNemar test = McNemar.of(b, c);
        assertEquals(exact, test.exact(), 1e-10 * exact);
        assertEquals(midP, test.midP(), 1e-10 * midP);
    }

    @Test
    void agreesWithExactArithmetic() {
        for (int b = 0; b <= 40; b++) {
            for (int c = 0; c <= 40; c++) {
                McNemar test = McNemar.of(b, c);
                assertEquals(exact(b, c), test.exact(), 1e-12);
                assertEquals(test.exact(), McNemar.of(c, b).exact());
                assertEquals(test.midP(), McNemar.of(c, b).midP());
                assertTrue(test.midP() > 0 && test.midP() <= test.exact() && test.exact() <= 1);
            }
        }
    }

    private static double exact(int b, int c) {
        BigInteger sum = BigInteger.ZERO;
        BigInteger ways = BigInteger.ONE;
        for (int k = 0; k <= Math.min(b, c); k++) {
            sum = sum.add(ways);
            ways = ways.multiply(BigInteger.valueOf(b + c - k)).divide(BigInteger.valueOf(k + 1));
        }
        return Math.min(
                1,
                new BigDecimal(sum.shiftLeft(1))
                        .divide(new BigDecimal(BigInteger.ONE.shiftLeft(b + c)), MathContext.DECIMAL64)
                        .doubleValue());
    }

    @Test
    void manyQuestionsDoNotOverflow() {
        assertEquals(0, McNemar.of(100_000, 50_000).exact());
        assertEquals(1, McNemar.of(50_000, 50_000).exact());
        assertThrows(IllegalArgumentException.class, () -> McNemar.of(-1, 2));
        assertThrows(ArithmeticException.class, () -> McNemar.of(Integer.MAX_VALUE, 1));
    }
}

package org.llavamed.data.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.data.ChildJvm;

class SafeNameTest {
    /** In another process, with another locale. */
    static final class Child {
        public static void main(String[] args) {
            System.out.print(SafeName.problem("lung") + ", " + SafeName.problem("l\u00fcng"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"7_F1", "PMC1_fig.2-a", "a b", "console"})
    void good(String id) {
        assertNull(SafeName.problem(id), id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a\\b", "a:b", "con", "LPT1.x", "a ", "a.", ".a", "a\n", "a\u0000"})
    void bad(String id) {
        assertNotNull(SafeName.problem(id), id);
    }

    @Test
    void aNameThatTheLocaleDoesNotHave() throws Exception {
        assumeTrue(System.getProperty("os.name", "").equals("Linux"));
        ProcessBuilder builder = ChildJvm.of(List.of(), Child.class);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals("null, is no file name on this system (set LC_ALL=C.UTF-8)", out);
        assertEquals(0, process.waitFor());
    }
}

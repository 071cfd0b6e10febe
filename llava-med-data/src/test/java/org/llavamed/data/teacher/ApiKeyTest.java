package org.llavamed.data.teacher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {
    @Test
    void isReadFromTheEnvironmentAndNeverShown() {
        ApiKey key = ApiKey.environment("THE_KEY", Map.of("THE_KEY", "secret-1234567"));
        assertEquals("secret-1234567", key.value());
        assertEquals("a key from environment variable THE_KEY", key.toString());
    }

    @Test
    void aVariableThatIsNotSetIsNamed() {
        ChatException missing =
                assertThrows(ChatException.class, () -> ApiKey.environment("LLAVAMED_NO_SUCH_VARIABLE"));
        assertEquals(ChatException.Kind.FATAL, missing.kind());
        assertTrue(missing.getMessage().contains("LLAVAMED_NO_SUCH_VARIABLE is not set"), missing.getMessage());
        assertThrows(ChatException.class, () -> ApiKey.environment("K", Map.of("K", "")));
        assertSame(ApiKey.NONE, ApiKey.environmentOrNone("LLAVAMED_NO_SUCH_VARIABLE"));
        assertNull(ApiKey.NONE.value());
        assertEquals("no key", ApiKey.NONE.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"secret\n", " secret", "sec ret", "secret\r\nX-Evil: 1", "s\u00e9cret", "secret\u0000", "\n"})
    void whatNoHeaderCanCarryIsRefusedWithoutShowingIt(String value) {
        String early = assertThrows(ChatException.class, () -> ApiKey.environment("K", Map.of("K", value)))
                .getMessage();
        String late = assertThrows(
                        ChatException.class,
                        () -> ApiKey.from("the vault", () -> value).value())
                .getMessage();
        for (String message : new String[] {early, late}) {
            assertFalse(message.contains("secret") || message.contains("cret"), message);
        }
        assertTrue(late.startsWith("the key from the vault "), late);
    }

    @Test
    void aVaultThatFailsIsNotQuoted() {
        ChatException failed = assertThrows(
                ChatException.class,
                () -> ApiKey.from("the vault", () -> {
                            throw new IllegalStateException("token secret-1234567 has expired");
                        })
                        .value());
        assertFalse(failed.getMessage().contains("secret"), failed.getMessage());
        assertNull(failed.getCause());
    }
}

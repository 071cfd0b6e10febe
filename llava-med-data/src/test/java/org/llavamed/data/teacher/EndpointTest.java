package org.llavamed.data.teacher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com/v1, https://api.openai.com/v1/chat/completions",
        "https://api.openai.com/v1/, https://api.openai.com/v1/chat/completions",
        "https://api.openai.com/v1/chat/completions, https://api.openai.com/v1/chat/completions",
        "http://localhost:8000/v1, http://localhost:8000/v1/chat/completions",
        "http://localhost:11434/v1, http://localhost:11434/v1/chat/completions",
        "http://[::1]:8000/v1, http://[::1]:8000/v1/chat/completions",
        "HTTPS://Gateway.example/team%20a/, https://Gateway.example/team%20a/chat/completions",
        "https://x.openai.azure.com/openai/v1/, https://x.openai.azure.com/openai/v1/chat/completions"
    })
    void putsThePathBehindTheBase(String base, String url) {
        assertEquals(url, Endpoint.of(base, null).completions("any model").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://x.openai.azure.com",
                "https://x.openai.azure.com/",
                "https://x.openai.azure.com/openai",
                "https://x.openai.azure.com/openai/"
            })
    void azureNamesTheDeploymentInThePath(String base) {
        Endpoint azure = Endpoint.of(base, "2024-10-21");
        assertEquals(
                "https://x.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21",
                azure.completions("gpt-4o").toString());
        assertTrue(azure.completions("../a b/\u00e9?x").toString().contains("/%2E%2E%2Fa%20b%2F%C3%A9%3Fx/chat"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-secretsecretsecret",
                "localhost:8000/v1",
                "ftp://secretsecret/v1",
                "https://secretsecret@host/v1",
                "https://user:secretsecret@host/v1",
                "https://host/v1?key=secretsecret",
                "https://host/v1#secretsecret",
                "https://my_secretsecret/v1",
                "https:///v1",
                "https:secretsecret",
                "https://host:99999/v1",
                "https://secretsecret host/v1",
                "https://x.openai.azure.com/openai/deployments/secretsecret/chat/completions",
                "https://x.openai.azure.com",
                ""
            })
    void refusesWhatIsNoServerWithoutRepeatingIt(String base) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Endpoint.of(base, null))
                .getMessage());
        assertFalse(message.contains("secret"), message);
        assertTrue(message.startsWith("the base URL "), message);
    }

    @Test
    void refusesAnApiVersionThatIsNone() {
        assertThrows(IllegalArgumentException.class, () -> Endpoint.of("https://x.openai.azure.com", "2024&key=1"));
    }

    @Test
    void plainHttpToAnotherComputerIsOpen() {
        assertFalse(Endpoint.of("https://host/v1", null).open());
        assertFalse(Endpoint.of("http://localhost:8000/v1", null).open());
        assertFalse(Endpoint.of("http://127.0.0.1:8000/v1", null).open());
        assertFalse(Endpoint.of("http://[::1]:8000/v1", null).open());
        assertTrue(Endpoint.of("http://gpu-server:8000/v1", null).open());
        assertTrue(Endpoint.of("http://127.0.0.1.example:8000/v1", null).open());
        assertTrue(Endpoint.of("http://localhost.example:8000/v1", null).open());
    }
}

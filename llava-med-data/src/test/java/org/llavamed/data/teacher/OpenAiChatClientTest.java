package org.llavamed.data.teacher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes over the wire when nothing fails, and what is read of good replies. */
@Timeout(30)
class OpenAiChatClientTest {
    private static final ChatRequest REQUEST = new ChatRequest(
            "gpt-4o",
            List.of(ChatMessage.system("be brief"), ChatMessage.user("q\u00fc?\n\u809d"), ChatMessage.assistant("a")),
            0.25,
            64);
    private static final ApiKey KEY = ApiKey.environment("K", Map.of("K", "secret-key-123456"));

    private LoopbackTeacher server;

    @BeforeEach
    void start() throws IOException {
        server = LoopbackTeacher.answering(request -> "to " + request.lastMessage());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private LoopbackTeacher.Received received() {
        return server.received().get(server.requests() - 1);
    }

    private ChatReply ask(OpenAiOptions.Builder options) throws InterruptedException {
        return new OpenAiChatClient(options.maxAttempts(1).build()).complete(REQUEST);
    }

    @Test
    void asksAsOpenAiVllmAndOllamaExpect() throws InterruptedException {
        ChatReply reply = ask(OpenAiOptions.builder(server.baseUrl())
                .key(KEY)
                .header("OpenAI-Organization", "org-1")
                .seed(7));
        assertEquals("POST /v1/chat/completions HTTP/1.1", received().line());
        Map<String, String> headers = received().headers();
        assertEquals("Bearer secret-key-123456", headers.get("authorization"));
        assertEquals("org-1", headers.get("openai-organization"));
        assertEquals("application/json", headers.get("content-type"));
        assertFalse(headers.containsKey("upgrade"), "no offer of HTTP/2, which makes uvicorn lose the body");
        assertEquals(
                "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"system\",\"content\":\"be brief\"},"
                        + "{\"role\":\"user\",\"content\":\"q\u00fc?\\n\u809d\"},{\"role\":\"assistant\",\"content\":\"a\"}],"
                        + "\"temperature\":0.25,\"max_tokens\":64,\"seed\":7}",
                received().body().toString());
        assertEquals("to a", reply.text());
        assertEquals("stop", reply.finishReason());
        assertEquals("teacher-1", reply.model());
        assertTrue(reply.usage().promptTokens() > 20 && reply.usage().completionTokens() == 1, "" + reply.usage());
    }

    @Test
    void sendsNoKeyWhereThereIsNone() throws InterruptedException {
        ask(OpenAiOptions.builder(server.baseUrl()));
        assertFalse(received().headers().containsKey("authorization"));
        assertFalse(received().headers().containsKey("api-key"));
    }

    @Test
    void asksAsAzureExpects() throws InterruptedException {
        ask(OpenAiOptions.builder(server.root()).azureApiVersion("2024-10-21").key(KEY));
        assertEquals(
                "POST /openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21 HTTP/1.1",
                received().line());
        assertEquals("secret-key-123456", received().headers().get("api-key"));
        assertFalse(received().headers().containsKey("authorization"));
        ask(OpenAiOptions.builder(server.root())
                .azureApiVersion("2024-10-21")
                .key(KEY)
                .bearer());
        assertEquals("Bearer secret-key-123456", received().headers().get("authorization"));
        assertFalse(received().headers().containsKey("api-key"));
    }

    @Test
    void connectionsAreKept() throws InterruptedException {
        OpenAiChatClient client =
                new OpenAiChatClient(OpenAiOptions.builder(server.baseUrl()).build());
        for (int i = 0; i < 20; i++) {
            client.complete(REQUEST);
        }
        assertEquals(1, server.connections());
        assertEquals(new ChatMetrics(20, 20, 20, 0, 0, client.metrics().waited()), client.metrics());
    }

    @Test
    void halfACharacterIsSentAsAQuestionMark() throws InterruptedException {
        ChatRequest request = new ChatRequest("m", List.of(ChatMessage.user("cut \ud83e")), 0, null);
        assertEquals(
                "to cut ?",
                new OpenAiChatClient(OpenAiOptions.builder(server.baseUrl()).build())
                        .complete(request)
                        .text());
        assertNull(received().body().get("max_tokens"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "{\"content\": \"x\"}                                                  | \"stop\"           | x  | stop",
                "{\"content\": [{\"type\": \"text\", \"text\": \"x\"}, \"y\"]}         | \"stop\"           | xy | stop",
                "{\"content\": [{\"type\": \"thinking\", \"text\": \"t\"}, \"y\"]}     | \"stop\"           | y  | stop",
                "{\"content\": \"x\", \"reasoning_content\": \"because\"}              | \"length\"         | x  | length",
                "{\"content\": null, \"reasoning_content\": \"because\"}               | \"length\"         | '' | length",
                "{\"content\": null, \"refusal\": \"I will not\"}                      | \"stop\"           | '' | refusal",
                "{\"content\": \"x\", \"refusal\": null}                               | \"stop\"           | x  | stop",
                "{}                                                                    | \"content_filter\" | '' | content_filter",
                "{\"content\": \"\"}                                                   | null               | '' | null"
            })
    void readsContentAndWhyItEnded(String message, String finish, String text, String reason)
            throws InterruptedException {
        server.fault(TeacherFault.body("{\"choices\": [{\"message\": " + message + ", \"finish_reason\": " + finish
                + "}, {\"message\": {\"content\": \"second\"}}]}"));
        ChatReply reply = ask(OpenAiOptions.builder(server.baseUrl()));
        assertEquals(text, reply.text());
        assertEquals(reason, reply.finishReason());
        assertEquals(ChatUsage.NONE, reply.usage());
        assertNull(reply.model());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null | 0 | 0",
                "7 | 0 | 0",
                "{\"prompt_tokens\": 5} | 5 | 0",
                "{\"prompt_tokens\": -5, \"completion_tokens\": 3} | 0 | 3",
                "{\"prompt_tokens\": \"5\", \"completion_tokens\": 1.5} | 0 | 0",
                "{\"prompt_tokens\": 99999999999999999999, \"completion_tokens\": 9223372036854775807} | 0 | 0"
            })
    void usageThatIsNoneIsNotCounted(String usage, long prompt, long completion) throws InterruptedException {
        server.fault(
                TeacherFault.body("{\"choices\": [{\"message\": {\"content\": \"x\"}}], \"usage\": " + usage + "}"));
        assertEquals(
                new ChatUsage(prompt, completion),
                ask(OpenAiOptions.builder(server.baseUrl())).usage());
    }

    @Test
    void learnsTheDialectOfNewerModels() throws InterruptedException {
        server.faults((number, request) -> {
            JsonNode body = request.body();
            if (body.has("max_tokens")) {
                return TeacherFault.status(
                        400,
                        LoopbackTeacher.error(
                                "Unsupported parameter: 'max_tokens' is not supported with this model. Use"
                                        + " 'max_completion_tokens' instead.",
                                "invalid_request_error",
                                "max_tokens",
                                "unsupported_parameter"));
            }
            return body.has("temperature")
                    ? TeacherFault.status(
                            400,
                            LoopbackTeacher.error(
                                    "Unsupported value: 'temperature' does not support 0.25 with this model. Only the"
                                            + " default (1) value is supported.",
                                    "invalid_request_error",
                                    "temperature",
                                    "unsupported_value"))
                    : TeacherFault.NONE;
        });
        OpenAiChatClient client = new OpenAiChatClient(
                OpenAiOptions.builder(server.baseUrl()).maxAttempts(1).build());
        assertEquals("to a", client.complete(REQUEST).text());
        assertEquals(3, server.requests());
        assertEquals(64, received().body().get("max_completion_tokens").intValue());
        assertEquals("to a", client.complete(REQUEST).text());
        assertEquals(4, server.requests(), "it remembers");
        ask(OpenAiOptions.builder(server.baseUrl()).maxCompletionTokens().noTemperature());
        assertEquals(5, server.requests(), "it can be told");
    }

    @Test
    void learnsTheDialectOfOlderServers() throws InterruptedException {
        server.faults((number, request) -> request.body().has("max_completion_tokens")
                ? TeacherFault.status(
                        400,
                        LoopbackTeacher.error(
                                "Unrecognized request argument supplied: max_completion_tokens",
                                "invalid_request_error",
                                null,
                                null))
                : TeacherFault.NONE);
        assertEquals(
                "to a",
                ask(OpenAiOptions.builder(server.baseUrl()).maxCompletionTokens())
                        .text());
        assertEquals(2, server.requests());
    }

    @Test
    void aServerThatTakesNoDialectRefuses() {
        server.faults((number, request) -> TeacherFault.status(
                400,
                LoopbackTeacher.error(
                        "max_tokens and max_completion_tokens are not supported", "x", null, "unsupported_parameter")));
        ChatException refused = assertThrows(ChatException.class, () -> ask(OpenAiOptions.builder(server.baseUrl())));
        assertEquals(ChatException.Kind.REFUSED, refused.kind());
        assertEquals(4, server.requests());
    }

    @Test
    void optionsRefuseWhatCannotWork() {
        OpenAiOptions.Builder options = OpenAiOptions.builder("https://host/v1");
        assertThrows(IllegalArgumentException.class, () -> options.maxConcurrency(0));
        assertThrows(IllegalArgumentException.class, () -> options.requestsPerMinute(-1));
        assertThrows(IllegalArgumentException.class, () -> options.tokensPerMinute(0));
        assertThrows(IllegalArgumentException.class, () -> options.maxAttempts(0));
        assertThrows(IllegalArgumentException.class, () -> options.requestTimeout(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> options.connectTimeout(Duration.ofDays(2)));
        assertThrows(IllegalArgumentException.class, () -> options.maxReplyBytes(10));
        assertThrows(IllegalArgumentException.class, () -> options.header("Authorization", "x"));
        assertThrows(IllegalArgumentException.class, () -> options.header("X", "a\r\nb"));
        OpenAiOptions.Builder open =
                OpenAiOptions.builder("http://gpu-server:8000/v1").key(KEY);
        assertThrows(IllegalArgumentException.class, open::build);
        assertEquals(4, open.keyOverPlainHttp().build().maxConcurrency());
    }
}

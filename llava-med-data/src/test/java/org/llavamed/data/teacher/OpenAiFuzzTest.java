package org.llavamed.data.teacher;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Damaged replies: either read or refused by a ChatException, never anything else. */
@Timeout(30)
class OpenAiFuzzTest {
    private static final ChatRequest REQUEST = new ChatRequest("m", List.of(ChatMessage.user("What is it?")), 0, 64);
    private static final String KEY = "secret-key-123456";

    private static byte[] damaged(byte[] good, Random random) {
        byte[] bad = good.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(bad.length);
            switch (random.nextInt(3)) {
                case 0 -> bad[at] = (byte) random.nextInt(256);
                case 1 -> bad[at] = (byte) "{}[]\",:0\\\r\n -".charAt(random.nextInt(13));
                default -> bad = Arrays.copyOf(bad, Math.max(1, at));
            }
        }
        return bad;
    }

    @Test
    void bodies() {
        Random random = new Random(11);
        byte[] good = LoopbackTeacher.completion("two words \u00b5", 5, 7).getBytes(StandardCharsets.UTF_8);
        byte[] error = LoopbackTeacher.error("m", "t", "p", "c").getBytes(StandardCharsets.UTF_8);
        int read = 0;
        for (int i = 0; i < 40_000; i++) {
            byte[] bad = damaged(i % 2 == 0 ? good : error, random);
            JsonNode root = ChatJson.parse(bad);
            ChatReply reply = root == null ? null : ChatJson.reply(root);
            if (reply != null) {
                read++;
                assertTrue(reply.usage().promptTokens() >= 0 && reply.usage().completionTokens() >= 0);
            }
            ServerError said = ServerError.read(bad);
            new Dialect(true, true).after(said);
            String shown = new Redaction(List.of(KEY), REQUEST).clean(said.message() + KEY);
            assertFalse(shown.contains("secret"), shown);
        }
        assertTrue(read > 1_000, "only " + read + " were read");
    }

    @Test
    void wholeResponses() throws Exception {
        Random random = new Random(12);
        String body = LoopbackTeacher.completion("two words", 5, 7);
        byte[] plain = ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
        byte[] chunked = ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length())
                        + "\r\n" + body + "\r\n0\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        try (LoopbackTeacher server = LoopbackTeacher.answering(request -> "fine")) {
            server.faults((number, request) -> new TeacherFault() {
                @Override
                public boolean serve(OutputStream out, String reply) throws IOException {
                    synchronized (random) {
                        out.write(damaged(number % 2 == 0 ? plain : chunked, random));
                    }
                    return false;
                }
            });
            OpenAiChatClient client = new OpenAiChatClient(OpenAiOptions.builder(server.baseUrl())
                    .key(ApiKey.environment("K", Map.of("K", KEY)))
                    .requestTimeout(Duration.ofSeconds(10))
                    .maxAttempts(1)
                    .build());
            int failed = 0;
            for (int i = 0; i < 400; i++) {
                try {
                    assertTrue(client.complete(REQUEST).text().length() <= body.length());
                } catch (ChatException e) {
                    failed++;
                    assertTrue(e.getCause() == null && !e.getMessage().contains("secret"), e.getMessage());
                }
            }
            assertTrue(failed > 100 && failed < 400, "failed: " + failed);
            // A connection that seemed whole may be closed when the next request comes: that one does not arrive.
            assertTrue(server.requests() > 350, "requests: " + server.requests());
        }
    }
}

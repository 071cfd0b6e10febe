package org.llavamed.data.teacher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChatPriceTest {
    @Test
    void aMillionTokensCostTheListedPrice() {
        ChatPrice price = new ChatPrice(2.5, 10, "USD");
        assertEquals(12.5, price.cost(new ChatUsage(1_000_000, 1_000_000)), 1e-12);
        assertEquals(0.0025 + 0.002, price.cost(new ChatUsage(1_000, 200)), 1e-12);
        assertEquals(0, price.cost(ChatUsage.NONE));
    }

    @Test
    void refusesWhatIsNoPrice() {
        assertThrows(IllegalArgumentException.class, () -> new ChatPrice(-1, 0, "USD"));
        assertThrows(IllegalArgumentException.class, () -> new ChatPrice(0, Double.NaN, "USD"));
        assertThrows(IllegalArgumentException.class, () -> new ChatPrice(Double.POSITIVE_INFINITY, 0, "USD"));
        assertThrows(IllegalArgumentException.class, () -> new ChatPrice(0, 0, " "));
    }

    @Test
    void estimatesByCharacters() {
        assertEquals(0, TokenEstimate.text(""));
        assertEquals(1, TokenEstimate.text("a"));
        assertEquals(2, TokenEstimate.text("12345"));
        // Two Chinese characters and one beyond the basic plane, in two chars.
        assertEquals(3, TokenEstimate.text("\u809d\u810f\ud83e\ude7b"));
    }

    @Test
    void countsMessagesAndTheReply() {
        ChatRequest request =
                new ChatRequest("m", List.of(ChatMessage.system("12345678"), ChatMessage.user("1234")), 0, 40);
        assertEquals(new ChatUsage(3 + 4 + 2 + 4 + 1, 40), TokenEstimate.usage(request));
        assertEquals(500, TokenEstimate.reply(new ChatRequest("m", request.messages(), 0, null)));
    }
}

package org.llavamed.internal.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.llavamed.error.PromptException;

class GenerationLimitsTest {
    private static final OptionalInt NONE = OptionalInt.empty();

    @Test
    void aRequestMustFitInFull() {
        assertEquals(48, plan(2000, OptionalInt.of(48), 2048).maxNewTokens());
        PromptException e = assertThrows(PromptException.class, () -> plan(2000, OptionalInt.of(49), 2048));
        assertTrue(
                String.valueOf(e.getMessage()).contains("exceeds the context of 2048 (max_position_embeddings) by 1:"));
        assertTrue(String.valueOf(e.getMessage()).contains("at most 48 new tokens"));
        e = assertThrows(PromptException.class, () -> plan(1000, OptionalInt.of(Integer.MAX_VALUE), 2048));
        assertTrue(String.valueOf(e.getMessage()).contains(" by 2147482599:"), e.getMessage());
    }

    @Test
    void thePromptMustLeaveRoomForAToken() {
        assertEquals(1, plan(2047, NONE, 2048).maxNewTokens());
        PromptException e = assertThrows(PromptException.class, () -> plan(2048, NONE, 2048));
        assertTrue(String.valueOf(e.getMessage()).contains("shorten it by 1 tokens"), e.getMessage());
        e = assertThrows(PromptException.class, () -> plan(Integer.MAX_VALUE, OptionalInt.of(1), 1));
        assertTrue(String.valueOf(e.getMessage()).contains("shorten it by 2147483647 tokens"), e.getMessage());
    }

    @Test
    void withoutARequestTheDefaultOrTheRoomCounts() {
        assertEquals(512, plan(1536, NONE, 2048).maxNewTokens());
        assertEquals(511, plan(1537, NONE, 2048).maxNewTokens());
        assertEquals(512, plan(10, NONE, 32768).maxNewTokens());
    }

    @Test
    void theTrainedLengthOnlyWarns() {
        assertNull(
                GenerationLimits.plan(2048, NONE, 32768, OptionalInt.of(2048)).warning());
        GenerationLimits limits = GenerationLimits.plan(2050, OptionalInt.of(9), 32768, OptionalInt.of(2048));
        assertEquals(9, limits.maxNewTokens());
        assertEquals(2050, limits.promptTokens());
        String warning = limits.warning();
        assertNotNull(warning);
        assertTrue(warning.contains("2050 tokens, 2 more than tokenizer_model_max_length 2048"), warning);
    }

    @Test
    void numbersBelowOneAreProgrammingErrors() {
        assertThrows(IllegalArgumentException.class, () -> plan(0, NONE, 10));
        assertThrows(IllegalArgumentException.class, () -> plan(1, OptionalInt.of(0), 10));
        assertThrows(IllegalArgumentException.class, () -> plan(1, NONE, 0));
    }

    private static GenerationLimits plan(int prompt, OptionalInt requested, int context) {
        return GenerationLimits.plan(prompt, requested, context, NONE);
    }
}

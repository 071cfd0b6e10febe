package org.llavamed.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.llavamed.error.PromptException;

/** The prompts of every published template, typed out: one question with an image, then a second question. */
class ConversationTemplatesTest {

    /** What one template makes of an image with Q1, and of the same followed by A1 and Q2. */
    private record Expected(String oneTurn, String twoTurns, List<String> stops) {}

    private static final String HUMAN =
            "A chat between a curious human and an artificial intelligence assistant. The assistant gives helpful, detailed, and polite answers to the human's questions.";
    private static final String USER =
            "A chat between a curious user and an artificial intelligence assistant. The assistant gives helpful, detailed, and polite answers to the user's questions.";
    private static final String TAGGED =
            "A chat between a curious user and an artificial intelligence assistant. The assistant is able to understand the visual content that the user provides, and assist the user with a variety of tasks using natural language.The visual content will be provided with the following format: <Image>visual content</Image>.";
    private static final String LLAMA_2 =
            "You are a helpful, respectful and honest assistant. Always answer as helpfully as possible, while being safe.  Your answers should not include any harmful, unethical, racist, sexist, toxic, dangerous, or illegal content. Please ensure that your responses are socially unbiased and positive in nature.\n\nIf a question does not make any sense, or is not factually coherent, explain why instead of answering something not correct. If you don't know the answer to a question, please don't share false information.";
    private static final String VISION =
            "You are a helpful language and vision assistant. You are able to understand the visual content that the user provides, and assist the user with a variety of tasks using natural language.";
    private static final String MPT =
            "<|im_start|>system\nA conversation between a user and an LLM-based AI assistant. The assistant gives helpful and honest answers.";
    private static final String MED_MULTIMODAL =
            "You are LLaVA-Med, a large language and vision assistant trained by a group of researchers at Microsoft, based on the general domain LLaVA architecture.You are able to understand the visual content that the user provides, and assist the user with a variety of medical and clinical tasks using natural language.Follow the instructions carefully and explain your answers in detail.";
    private static final String MED_RESEARCH =
            "You are LLaVA-Med, a large language and vision assistant trained by a group of researchers at Microsoft, based on the general domain LLaVA architecture.You are able to understand the visual content that the user provides, and assist the user with a variety of medical and clinical research tasks using natural language.Follow the instructions carefully and explain your answers in detail.";
    private static final String MED_TEXT =
            "You are LLaVA-Med, a large language and vision assistant trained by a group of researchers at Microsoft, based on the general domain LLaVA architecture.You are designed to assist human with a variety of medical and clinical research tasks using natural language.Follow the instructions carefully.";
    private static final String ENERGY =
            "###Human: What are the key differences between renewable and non-renewable energy sources?###Assistant: Renewable energy sources are those that can be replenished naturally in a relatively short amount of time, such as solar, wind, hydro, geothermal, and biomass. Non-renewable energy sources, on the other hand, are finite and will eventually be depleted, such as coal, oil, and natural gas. Here are some key differences between renewable and non-renewable energy sources:\n1. Availability: Renewable energy sources are virtually inexhaustible, while non-renewable energy sources are finite and will eventually run out.\n2. Environmental impact: Renewable energy sources have a much lower environmental impact than non-renewable sources, which can lead to air and water pollution, greenhouse gas emissions, and other negative effects.\n3. Cost: Renewable energy sources can be more expensive to initially set up, but they typically have lower operational costs than non-renewable sources.\n4. Reliability: Renewable energy sources are often more reliable and can be used in more remote locations than non-renewable sources.\n5. Flexibility: Renewable energy sources are often more flexible and can be adapted to different situations and needs, while non-renewable sources are more rigid and inflexible.\n6. Sustainability: Renewable energy sources are more sustainable over the long term, while non-renewable sources are not, and their depletion can lead to economic and social instability.\n";
    private static final String HI = "###Human: Hi!###Assistant: Hi there!  How can I help you today?\n";

    private static final Map<String, Expected> EXPECTED = new LinkedHashMap<>();

    private static void expect(String keys, String stop, String oneTurn, String rest) {
        for (String key : keys.split(" ", -1)) {
            List<String> stops = stop.isEmpty() ? List.of() : List.of(stop);
            EXPECTED.put(key, new Expected(oneTurn, oneTurn + rest, stops));
        }
    }

    static {
        expect("mistral_instruct", "", "[INST] <image>\nQ1 [/INST]", " A1 </s>[INST] Q2 [/INST]");
        expect("vicuna_v1 v1", "</s>", USER + " USER: <image>\nQ1 ASSISTANT:", " A1</s>USER: Q2 ASSISTANT:");
        expect("llava_v1", "</s>", HUMAN + " USER: <image>\nQ1 ASSISTANT:", " A1</s>USER: Q2 ASSISTANT:");
        expect(
                "v1_mmtag",
                "</s>",
                TAGGED + " USER: <Image><image></Image> ASSISTANT: Received.</s>USER: Q1 ASSISTANT:",
                " A1</s>USER: Q2 ASSISTANT:");
        expect("llava_v0", "###", HUMAN + "###Human: <image>\nQ1###Assistant:", " A1###Human: Q2###Assistant:");
        expect(
                "v0_mmtag",
                "###",
                TAGGED + "###Human: <Image><image></Image>###Assistant: Received.###Human: Q1###Assistant:",
                " A1###Human: Q2###Assistant:");
        expect(
                "default v0",
                "###",
                HUMAN + ENERGY + "###Human: <image>\nQ1###Assistant:",
                " A1###Human: Q2###Assistant:");
        expect(
                "llava_llama_2",
                "</s>",
                "[INST] <<SYS>>\n" + VISION + "\n<</SYS>>\n\n<image>\nQ1 [/INST]",
                " A1 </s><s>[INST] Q2 [/INST]");
        expect(
                "llama_2",
                "</s>",
                "[INST] <<SYS>>\n" + LLAMA_2 + "\n<</SYS>>\n\n<image>\nQ1 [/INST]",
                " A1 </s><s>[INST] Q2 [/INST]");
        expect(
                "mpt",
                "<|im_end|>",
                MPT + "<|im_end|><|im_start|>user\n<image>\nQ1<|im_end|><|im_start|>assistant\n",
                "A1<|im_end|><|im_start|>user\nQ2<|im_end|><|im_start|>assistant\n");
        expect(
                "chatml_direct mistral_direct",
                "<|im_end|>",
                "<|im_start|>system\nAnswer the questions.<|im_end|>"
                        + "<|im_start|>user\n<image>\nQ1<|im_end|><|im_start|>assistant\n",
                "A1<|im_end|><|im_start|>user\nQ2<|im_end|><|im_start|>assistant\n");
        expect(
                "med-v1.0/multimodal",
                "###",
                MED_MULTIMODAL + HI + "###Human: Q1\n<image>###Assistant:",
                " A1###Human: Q2###Assistant:");
        expect(
                "med-v1.0/simple",
                "###",
                HUMAN + HI + "###Human: Q1\n<image>###Assistant:",
                " A1###Human: Q2###Assistant:");
        expect(
                "med-v1.0/simple_legacy",
                "###",
                MED_TEXT
                        + "###Human: Hi!\n\n### Response:###Assistant: Hi there!  How can I help you today?\n"
                        + "###Human: Q1\n<image>###Assistant:",
                " A1###Human: Q2###Assistant:");
        expect(
                "med-v1.0/llava_v1",
                "</s>",
                MED_RESEARCH + " USER: Q1\n<image> ASSISTANT:",
                " A1</s>USER: Q2 ASSISTANT:");
        expect(
                "med-v1.0/default med-v1.0/v1",
                "###",
                HUMAN + ENERGY + "###Human: Q1\n<image>###Assistant:",
                " A1###Human: Q2###Assistant:");
        expect("med-v1.0/vicuna_v1_1", "</s>", USER + " USER: Q1\n<image> ASSISTANT:", " A1</s>USER: Q2 ASSISTANT:");
        expect("med-v1.0/bair_v1", "</s>", "BEGINNING OF CONVERSATION: USER: Q1\n<image> GPT:", " A1</s>USER: Q2 GPT:");
    }

    static Stream<Arguments> templates() {
        return EXPECTED.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("templates")
    void oneAndTwoTurns(String key, Expected expected) {
        SeparatorTemplate template = ConversationTemplates.forKey(key);
        Turn first = Turn.user("Q1", 1);
        assertEquals(key, template.key());
        assertEquals(expected.oneTurn(), template.render(List.of(first), 1).text());
        assertEquals(
                expected.twoTurns(),
                template.render(List.of(first, Turn.assistant("A1"), Turn.user("Q2")), 1)
                        .text());
        assertEquals(expected.stops(), template.stopStrings());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("templates")
    void withoutAnImageOnlyTheMarkerAndItsNewlineAreGone(String key, Expected expected) {
        String text = expected.twoTurns()
                .replace("USER: <Image><image></Image> ASSISTANT: Received.</s>", "")
                .replace("Human: <Image><image></Image>###Assistant: Received.###", "")
                .replace("<image>\n", "")
                .replace("\n<image>", "");
        AssembledPrompt prompt = ConversationTemplates.forKey(key)
                .render(List.of(Turn.user("Q1"), Turn.assistant("A1"), Turn.user("Q2")), 0);
        assertEquals(text, prompt.text());
        assertEquals(0, prompt.imageCount());
    }

    @ParameterizedTest
    @CsvSource({"plain", "v0_plain"})
    void plainIsForOneQuestion(String key) {
        SeparatorTemplate template = ConversationTemplates.forKey(key);
        assertEquals(
                "<image>\nQ1\n", template.render(List.of(Turn.user("Q1", 1))).text());
        assertEquals("Q1\n", template.render(List.of(Turn.user("Q1"))).text());
        assertEquals(List.of("\n"), template.stopStrings());
        List<Turn> two = List.of(Turn.user("Q1"), Turn.assistant("A1"), Turn.user("Q2"));
        PromptException e = assertThrows(PromptException.class, () -> template.render(two));
        assertTrue(String.valueOf(e.getMessage()).contains("template " + key + " has no second separator"));
    }

    @Test
    void everyKeyIsCovered() {
        Set<String> covered = new HashSet<>(EXPECTED.keySet());
        covered.addAll(List.of("plain", "v0_plain"));
        assertEquals(covered, Set.copyOf(ConversationTemplates.keys()));
        assertEquals(24, ConversationTemplates.keys().size());
    }

    @Test
    void anUnknownKeyListsTheKnownOnes() {
        PromptException e = assertThrows(PromptException.class, () -> ConversationTemplates.forKey("Vicuna_v1"));
        for (String key : ConversationTemplates.keys()) {
            assertTrue(String.valueOf(e.getMessage()).contains(key), key);
        }
        assertTrue(String.valueOf(e.getMessage()).contains("'Vicuna_v1'"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "llava_mistral,-,false,false,mistral_instruct",
                "llava_mistral,-,true,true,mistral_instruct",
                "llava,mistral,false,false,mistral_instruct",
                "llava_next,mistral,false,false,mistral_instruct",
                "llava,-,true,true,med-v1.0/multimodal",
                "llava,llama,true,true,med-v1.0/multimodal",
                "llava,-,true,false,vicuna_v1",
                "llava,-,false,true,vicuna_v1",
                "llava,llama,false,false,vicuna_v1",
                "llava_llama,-,false,false,vicuna_v1",
            })
    void theConfigurationChooses(String model, String text, boolean startEnd, boolean linear, String key) {
        assertEquals(
                key, ConversationTemplates.select(model, text, startEnd, linear).key());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"llava_mpt,-", "llava_next,llama", "mistral,-", "-,-", "LLAVA,-", "qwen2,qwen2"})
    void anUnknownConfigurationAsksForATemplate(String model, String text) {
        PromptException e =
                assertThrows(PromptException.class, () -> ConversationTemplates.select(model, text, true, true));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains("'" + model + "'") && message.contains("name one of mistral_instruct, "), message);
    }
}

package org.llavamed.prompt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.PromptException;

/**
 * The templates of the published checkpoints and the choice among them. Keys are those of LLaVA-Med v1.5 and LLaVA 1.x;
 * those of LLaVA-Med v1.0, which reuses some keys for other templates, carry the prefix {@code med-v1.0/}. The templates
 * of v1.0 put images after the question, as its programs do, all others before it. Source: {@code conversation.py} of the
 * reference implementations.
 */
public final class ConversationTemplates {
    private static final String V1_0 = "med-v1.0/";
    private static final String HASHES = "###";
    private static final String EOS = "</s>";

    private static final Map<String, SeparatorTemplate> ALL = all();

    private ConversationTemplates() {}

    /**
     * All keys.
     *
     * @return the keys in a fixed order
     */
    public static List<String> keys() {
        return List.copyOf(ALL.keySet());
    }

    /**
     * The template of a key.
     *
     * @param key one of {@link #keys()}, e.g. {@code mistral_instruct}
     * @return the template
     * @throws PromptException if there is none of this key; the message lists the keys
     */
    public static SeparatorTemplate forKey(String key) {
        SeparatorTemplate template = ALL.get(key);
        if (template == null) {
            throw new PromptException("unknown conversation template '" + key + "'; known are " + knownKeys());
        }
        return template;
    }

    /**
     * Chooses the template from a checkpoint's configuration, never from the name of its folder: {@code llava_mistral} or
     * a Mistral language model has {@code mistral_instruct}; image start and end tokens together with a linear projector
     * are LLaVA-Med v1.0 and have {@code med-v1.0/multimodal}; any other LLaVA has {@code vicuna_v1}.
     *
     * @param modelType {@code model_type} of {@code config.json}
     * @param textModelType {@code text_config.model_type}, or null if there is none
     * @param startEndTokens whether image features stand between start and end tokens ({@code mm_use_im_start_end})
     * @param linearProjector whether the projector is a single linear layer
     * @return the template
     * @throws PromptException if the configuration is of no known kind, so that the caller has to name a template
     */
    public static SeparatorTemplate select(
            @Nullable String modelType,
            @Nullable String textModelType,
            boolean startEndTokens,
            boolean linearProjector) {
        if ("llava_mistral".equals(modelType) || "mistral".equals(textModelType)) {
            return forKey("mistral_instruct");
        }
        // LLaVA 1.2 renamed the type of its Vicuna models from llava to llava_llama.
        if ("llava".equals(modelType) || "llava_llama".equals(modelType)) {
            return forKey(startEndTokens && linearProjector ? V1_0 + "multimodal" : "vicuna_v1");
        }
        throw new PromptException("no conversation template is known for model_type '" + modelType
                + "' with text model '" + textModelType + "'; name one of " + knownKeys());
    }

    private static String knownKeys() {
        return String.join(", ", ALL.keySet());
    }

    private static Map<String, SeparatorTemplate> all() {
        List<SeparatorTemplate.Builder> builders = new ArrayList<>();
        addGeneral(builders);
        addMedical(builders);
        Map<String, SeparatorTemplate> templates = new LinkedHashMap<>();
        for (SeparatorTemplate.Builder builder : builders) {
            SeparatorTemplate template = builder.build();
            templates.put(template.key(), template);
        }
        return Collections.unmodifiableMap(templates);
    }

    /** LLaVA-Med v1.5 and LLaVA 1.x. */
    private static void addGeneral(List<SeparatorTemplate.Builder> all) {
        all.add(llama2("mistral_instruct", "").separators("", EOS));
        all.add(twoSeparators("vicuna_v1", TemplateTexts.GENERAL_USER));
        all.add(twoSeparators("v1", TemplateTexts.GENERAL_USER));
        all.add(twoSeparators("llava_v1", TemplateTexts.GENERAL_HUMAN));
        all.add(twoSeparators("v1_mmtag", TemplateTexts.TAGGED_IMAGES).imagePlacement(ImagePlacement.TAGGED_TURN));
        all.add(hashes("llava_v0", TemplateTexts.GENERAL_HUMAN));
        all.add(hashes("v0_mmtag", TemplateTexts.TAGGED_IMAGES).imagePlacement(ImagePlacement.TAGGED_TURN));
        all.add(energyPreset("default"));
        all.add(energyPreset("v0"));
        all.add(llama2("llava_llama_2", TemplateTexts.LANGUAGE_AND_VISION)
                .separators("<s>", EOS)
                .stop(EOS));
        all.add(llama2("llama_2", TemplateTexts.LLAMA_2).separators("<s>", EOS).stop(EOS));
        all.add(plain("plain"));
        all.add(plain("v0_plain"));
        all.add(chatMl("mpt", TemplateTexts.MPT));
        all.add(chatMl("chatml_direct", TemplateTexts.CHATML));
        all.add(chatMl("mistral_direct", TemplateTexts.CHATML));
    }

    /** LLaVA-Med v1.0. */
    private static void addMedical(List<SeparatorTemplate.Builder> all) {
        List<SeparatorTemplate.Builder> medical = List.of(
                greetingPreset("multimodal", TemplateTexts.MED_MULTIMODAL, TemplateTexts.GREETING),
                greetingPreset("simple", TemplateTexts.GENERAL_HUMAN, TemplateTexts.GREETING),
                greetingPreset("simple_legacy", TemplateTexts.MED_TEXT, TemplateTexts.GREETING_LEGACY),
                twoSeparators(V1_0 + "llava_v1", TemplateTexts.MED_RESEARCH),
                energyPreset(V1_0 + "default"),
                energyPreset(V1_0 + "v1"),
                twoSeparators(V1_0 + "vicuna_v1_1", TemplateTexts.GENERAL_USER),
                twoSeparators(V1_0 + "bair_v1", TemplateTexts.BAIR).roles("USER", "GPT"));
        for (SeparatorTemplate.Builder builder : medical) {
            all.add(builder.imagePlacement(ImagePlacement.AFTER_QUESTION));
        }
    }

    private static SeparatorTemplate.Builder hashes(String key, String system) {
        return ConversationTemplate.builder(key, SeparatorStyle.SINGLE)
                .system(system)
                .roles("Human", "Assistant")
                .separator(HASHES)
                .stop(HASHES);
    }

    private static SeparatorTemplate.Builder energyPreset(String key) {
        return hashes(key, TemplateTexts.GENERAL_HUMAN)
                .preset(TemplateTexts.ENERGY_QUESTION, TemplateTexts.ENERGY_ANSWER);
    }

    private static SeparatorTemplate.Builder greetingPreset(String key, String system, String greeting) {
        return hashes(V1_0 + key, system).preset(greeting, TemplateTexts.GREETING_REPLY);
    }

    private static SeparatorTemplate.Builder twoSeparators(String key, String system) {
        return ConversationTemplate.builder(key, SeparatorStyle.TWO)
                .system(system)
                .separators(" ", EOS)
                .stop(EOS);
    }

    private static SeparatorTemplate.Builder llama2(String key, String system) {
        return ConversationTemplate.builder(key, SeparatorStyle.LLAMA_2).system(system);
    }

    private static SeparatorTemplate.Builder plain(String key) {
        return ConversationTemplate.builder(key, SeparatorStyle.PLAIN)
                .roles("", "")
                .separator("\n")
                .stop("\n");
    }

    private static SeparatorTemplate.Builder chatMl(String key, String system) {
        return ConversationTemplate.builder(key, SeparatorStyle.MPT)
                .system(system)
                .roles("<|im_start|>user\n", "<|im_start|>assistant\n")
                .separator("<|im_end|>")
                .stop("<|im_end|>");
    }
}

package org.llavamed.checkpoint;

import java.util.List;
import java.util.Set;

/** Chooses the layout by tensor names and checks that the configuration is of the same kind. */
final class LayoutDetector {
    private LayoutDetector() {}

    static Layout detect(JsonObject config, Set<String> tensors) {
        String type = config.text("model_type");
        List<String> architectures = config.texts("architectures");
        boolean converted = architectures.contains("LlavaForConditionalGeneration")
                || (architectures.isEmpty() && config.has("text_config"));
        boolean gen1 = tensors.stream().anyMatch(name -> name.startsWith("language_model."));
        boolean gen2 = tensors.stream().anyMatch(name -> name.startsWith("model.language_model."));
        boolean original = tensors.stream()
                .anyMatch(name -> name.startsWith("model.layers.") || name.equals("model.embed_tokens.weight"));
        if (type == null && architectures.isEmpty()) {
            throw config.refuse("model_type", "without it and architectures the kind of model is unknown");
        }
        if (config.has("quantization_config")) {
            throw config.refuse("quantization_config", "quantized checkpoints are not supported");
        }
        if ((gen1 || gen2) && original) {
            throw config.refuse(
                    "architectures", "the weights mix the names of the original layout and of a conversion");
        }
        if (gen1 || gen2 || (converted && !original)) {
            if (type != null && !type.equals("llava")) {
                throw config.refuse(
                        "model_type", "the weights are named as in a conversion, which is of type \"llava\"");
            }
            return gen2 && !gen1 ? Layout.HF_GEN2 : Layout.HF_GEN1;
        }
        if (converted) {
            throw config.refuse(
                    "architectures",
                    "this is the configuration of a conversion, but the weights are named as originally");
        }
        return original(config, type, architectures);
    }

    private static Layout original(
            JsonObject config, @org.jspecify.annotations.Nullable String type, List<String> names) {
        String kind = type != null ? type : names.get(0);
        return switch (kind) {
            // A plain decoder is read as a text-only checkpoint.
            case "llava_mistral", "mistral", "LlavaMistralForCausalLM", "MistralForCausalLM" -> Layout.ORIGINAL_MISTRAL;
            case "llava", "llava_llama", "llama", "LlavaLlamaForCausalLM", "LlamaForCausalLM" -> {
                if (names.contains("LlavaMistralForCausalLM")) {
                    throw config.refuse("architectures", "model_type says " + kind);
                }
                yield Layout.ORIGINAL_LLAMA;
            }
            default ->
                throw config.refuse(
                        type != null ? "model_type" : "architectures",
                        "supported are llava_mistral, llava, llava_llama, mistral and llama");
        };
    }
}

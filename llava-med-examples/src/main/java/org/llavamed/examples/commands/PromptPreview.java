package org.llavamed.examples.commands;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.teacher.ChatMessage;
import org.llavamed.data.teacher.ChatPrice;
import org.llavamed.data.teacher.ChatRequest;
import org.llavamed.data.teacher.ChatUsage;
import org.llavamed.data.teacher.TokenEstimate;

/**
 * What a run would ask and what that would cost.
 *
 * @param first the first prompts
 * @param samples how many prompts there would be
 * @param usage the estimated tokens of all
 */
record PromptPreview(List<ChatRequest> first, int samples, ChatUsage usage) {
    /**
     * Goes through all prompts and keeps the first.
     *
     * @param reply how many tokens a reply is taken to have
     */
    static PromptPreview of(int samples, IntFunction<ChatRequest> requests, long reply, int show) {
        List<ChatRequest> first = new ArrayList<>();
        ChatUsage usage = ChatUsage.NONE;
        for (int i = 0; i < samples; i++) {
            ChatRequest request = requests.apply(i);
            usage = usage.plus(new ChatUsage(TokenEstimate.prompt(request), reply));
            if (i < show) {
                first.add(request);
            }
        }
        return new PromptPreview(first, samples, usage);
    }

    void print(Terminal terminal, @Nullable ChatPrice price, boolean json) {
        if (json) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("samples", samples);
            values.put("estimated_usage", usage);
            values.put("estimated_cost", price == null ? null : price.cost(usage));
            values.put("currency", price == null ? null : price.currency());
            values.put("prompts", first);
            terminal.out().println(Json.line(values));
        } else {
            for (int i = 0; i < first.size(); i++) {
                terminal.out().println("=== prompt " + (i + 1) + " of " + samples);
                for (ChatMessage message : first.get(i).messages()) {
                    String role = message.role().name().toLowerCase(Locale.ROOT);
                    terminal.out().println("--- " + role + "\n" + message.content());
                }
            }
        }
        terminal.tell(
                CountText.of(samples, "prompt") + ", about " + TeacherOptions.cost(usage, price) + " (an estimate)");
    }
}
